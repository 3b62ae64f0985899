//! `/platnosc/{reference}/powrot`: where the payer comes back to. It tells the truth and changes nothing; it may only ask
//! the provider. It also works without JavaScript and after the session has ended.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use ratusz_web::{Answer, Form, Page, Problem, Visit, live};

use crate::actions::{ask_provider, start};
use crate::rules::state::{AttemptState, State};
use crate::store::attempts::{self, Attempt};
use crate::store::lines;
use crate::store::payments::{self, Payment};

use super::confirm::address;

#[derive(Template)]
#[template(path = "resident/return.html")]
struct ReturnPage {
    page: Page,
    status: Status,
}

#[derive(Template)]
#[template(path = "resident/return_fragment.html")]
struct Fragment {
    status: Status,
}

/// What the page knows.
struct Status {
    payment: Payment,
    newest: Attempt,
    /// Another attempt has paid too.
    surplus: bool,
    /// The query with the token, for the addresses of the page.
    key: String,
    /// The owner is signed in: lines and receipt may be shown.
    own: bool,
    transfer: String,
}

impl Status {
    fn state(&self) -> State {
        self.payment.state()
    }

    /// Nothing more will happen by itself.
    fn is_final(&self) -> bool {
        !self.state().is_open()
    }

    /// The provider never answered: nothing is known of an order.
    fn lost(&self) -> bool {
        self.newest.redirect_url.is_empty()
    }

    fn may_go_on(&self) -> bool {
        self.state() == State::Started && !self.lost()
    }
}

/// The payment, for its owner or for whoever holds the token of the return address.
async fn open(visit: &Visit, reference: &str, query: Option<&str>) -> Result<Status, Problem> {
    let db = &visit.municipality.db.write;
    let payment = payments::by_reference(db, reference).await?;
    let attempts = attempts::of(db, payment.id).await?;
    let token = Form::from_query(query.unwrap_or_default()).get("k").to_owned();
    let own = visit.session.as_ref().is_some_and(|session| {
        session.kind == ratusz_kernel::ActorKind::Resident && session.subject_id == payment.account_id
    });
    if !own && !attempts.iter().any(|attempt| attempt.return_token == token) {
        return Err(Problem::NotFound);
    }
    let surplus = attempts.iter().any(|attempt| attempt.state() == AttemptState::Surplus);
    let newest = attempts.into_iter().last().ok_or(Problem::NotFound)?;
    let ids: Vec<i64> = lines::of(db, payment.id).await?.iter().map(|line| line.due_id).collect();
    let key = if token.is_empty() { String::new() } else { format!("?k={token}") };
    Ok(Status { transfer: address("/platnosci/przelew", &ids), payment, newest, surplus, key, own })
}

/// Asks the provider when something is still open, at most once in three seconds, then reads again.
async fn look(visit: &Visit, reference: &str, query: Option<&str>) -> Result<Status, Problem> {
    let status = open(visit, reference, query).await?;
    if status.is_final() || !attempts::claim_question(&visit.municipality, status.newest.id).await? {
        return Ok(status);
    }
    ask_provider::run(&visit.municipality, status.newest.id, None).await?;
    open(visit, reference, query).await
}

pub(in crate::pages) async fn show(
    visit: Visit,
    Path(reference): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let status = look(&visit, &reference, query.as_deref()).await?;
    visit.show(&ReturnPage { page: visit.page(), status })
}

pub(in crate::pages) async fn fragment(
    visit: Visit,
    Path(reference): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let status = look(&visit, &reference, query.as_deref()).await?;
    visit.show(&Fragment { status })
}

pub(in crate::pages) async fn events(
    visit: Visit,
    Path(reference): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let status = open(&visit, &reference, query.as_deref()).await?;
    Ok(live::watch(&visit, status.payment.topic()))
}

pub(in crate::pages) async fn try_again(
    visit: Visit,
    Path(reference): Path<String>,
    RawQuery(query): RawQuery,
    _form: Form,
) -> Answer {
    let status = open(&visit, &reference, query.as_deref()).await?;
    let address = visit.address.to_string();
    let way = start::try_again(&visit.municipality, &visit.actor(), status.payment.id, address).await?;
    Ok(visit.go(&way.redirect))
}
