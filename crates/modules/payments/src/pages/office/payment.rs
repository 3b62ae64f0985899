//! `/urzad/platnosci/{id}`: one payment with its attempts, what the provider said, and what a clerk may do.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use ratusz_kernel::{Error, FieldError, Money};
use ratusz_people::parties;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::{ask_provider, ask_refund, explain};
use crate::rules::state::{AttemptState, State};
use crate::store::attempts::{self, Attempt};
use crate::store::calls::{self, Call};
use crate::store::events::{self, Event};
use crate::store::lines::{self, Line};
use crate::store::payments::{self, Payment};
use crate::store::payouts;
use crate::store::points::{self, Point};
use crate::store::postings::{self, Posting};
use crate::store::refunds::{self, Refund, RefundState};

/// Money of one attempt that may be returned.
struct Refundable {
    attempt_id: i64,
    label: String,
    left: Money,
}

#[derive(Template)]
#[template(path = "office/payment.html")]
struct PaymentPage {
    page: Page,
    payment: Payment,
    /// The person who paid.
    payer: String,
    /// The payout that brought the money, row and number.
    payout: Option<(i64, String)>,
    point: Point,
    lines: Vec<Line>,
    attempts: Vec<Attempt>,
    events: Vec<Event>,
    calls: Vec<Call>,
    postings: Vec<Posting>,
    refunds: Vec<Refund>,
    refundable: Vec<Refundable>,
    may_settle: bool,
    may_ask: bool,
    may_approve: bool,
    form: Form,
    errors: Errors,
}

impl PaymentPage {
    fn in_review(&self) -> bool {
        self.payment.state() == State::Review
    }

    /// Whether asking the provider may still bring news.
    fn may_be_asked(&self) -> bool {
        self.attempts.iter().any(|attempt| !attempt.state().has_money())
    }

    fn awaits_decision(&self, refund: &Refund) -> bool {
        refund.state() == RefundState::Asked
    }
}

pub(in crate::pages) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("payments.read")?;
    page(&staff, id, Form::default(), Errors::default()).await
}

pub(in crate::pages) async fn page(
    staff: &Staff,
    id: i64,
    form: Form,
    errors: Errors,
) -> Result<Response, Problem> {
    let visit = &staff.visit;
    let db = &visit.municipality.db.read;
    let payment = payments::get(db, id).await?;
    let attempts = attempts::of(db, id).await?;
    let refunds = refunds::of(db, id).await?;
    let refundable = attempts
        .iter()
        .filter(|attempt| attempt.state().has_money() && payment.state().is_posted())
        .map(|attempt| Refundable {
            attempt_id: attempt.id,
            label: if attempt.state() == AttemptState::Surplus {
                "Druga wpłata (nadpłata)"
            } else {
                "Ta płatność"
            }
            .into(),
            left: ask_refund::left(&payment, attempt.id, &refunds),
        })
        .filter(|refundable| refundable.left > Money::ZERO)
        .collect();
    let payer = match payment.party_id {
        Some(id) => parties::get(db, id).await?.map(|party| party.name),
        None => None,
    };
    let actor = visit.actor();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.show_as(
        status,
        &PaymentPage {
            page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
            point: points::get(db, payment.pos_id).await?,
            lines: lines::of(db, id).await?,
            events: events::of(db, id).await?,
            calls: calls::about(db, &payment.reference).await?,
            postings: postings::of_payment(db, id).await?,
            may_settle: actor.may("payments.settle"),
            may_ask: actor.may("payments.refund_ask"),
            may_approve: actor.may("payments.refund_approve"),
            payment,
            payer: payer.unwrap_or_default(),
            payout: payouts::of_payment(db, id).await?,
            attempts,
            refunds,
            refundable,
            form,
            errors,
        },
    )
}

/// Asks the provider now about every attempt without money.
pub(in crate::pages) async fn ask(staff: Staff, Path(id): Path<i64>, _form: Form) -> Answer {
    staff.require("payments.settle")?;
    let municipality = &staff.visit.municipality;
    for attempt in attempts::of(&municipality.db.read, id).await? {
        if !attempt.state().has_money() {
            ask_provider::run(municipality, attempt.id, None).await?;
        }
    }
    Ok(staff.visit.go_telling(
        &format!("/urzad/platnosci/{id}"),
        "success",
        "Operator odpowiedział, stan jest aktualny.",
    ))
}

pub(in crate::pages) async fn explain(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("payments.settle")?;
    let mut errors = Errors::default();
    let reason = errors.text(&form, "powod", "Napisz, jak wyjaśniono tę płatność.", 500);
    if !errors.is_empty() {
        return page(&staff, id, form, errors).await;
    }
    let accept = form.get("decyzja") == "przyjmij";
    let visit = &staff.visit;
    explain::run(&visit.municipality, &visit.actor(), id, accept, &reason).await?;
    let text =
        if accept { "Wpłata jest zaksięgowana." } else { "Płatność jest oznaczona jako odrzucona." };
    Ok(visit.go_telling(&format!("/urzad/platnosci/{id}"), "success", text))
}

/// Errors of an action back to the form, other errors on.
pub(super) fn field_errors(error: Error) -> Result<Errors, Problem> {
    match error {
        Error::Invalid(errors) => Ok(Errors(errors)),
        Error::Conflict(text) => Ok(Errors(vec![FieldError::new("", text)])),
        other => Err(other.into()),
    }
}
