//! `/platnosci/nowa`: what is about to be paid, how, and the one button that starts it.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use ratusz_dues::crediting::{self, Foreseen};
use ratusz_dues::rules::interest::Regime;
use ratusz_dues::view;
use ratusz_kernel::{FieldError, Money};
use ratusz_web::{Answer, Form, Page, Problem, Resident};

use crate::actions::start::{self, Choice as Chosen};
use crate::basket::{self, Basket};
use crate::providers;
use crate::rules::instruments::{self, Instrument};
use crate::store::lines::{self, Line};
use crate::store::payments;

use super::super::Choice;

#[derive(Template)]
#[template(path = "resident/confirm.html")]
struct ConfirmPage {
    page: Page,
    lines: Vec<Line>,
    total: Money,
    ways: Vec<Choice>,
    /// A provider that serves this basket does not answer now.
    away: bool,
    form_token: String,
    /// Dues for another payment, after this one.
    later: Vec<i64>,
    transfer: String,
    busy: Vec<String>,
    /// Where the law sends part of the money first.
    elsewhere: Option<Elsewhere>,
    /// Some chosen dues are no longer open.
    gone: bool,
    changed: bool,
    errors: Vec<FieldError>,
}

/// Money for dues that were not chosen: an older arrear takes it first, whatever the payer wants.
struct Elsewhere {
    /// `art. 62 § 1 Ordynacji podatkowej`
    basis: &'static str,
    /// Everything the payment would pay, the older arrears too: name and amount.
    paid: Vec<(String, Money)>,
    /// The form's dues together with the older arrears.
    all: String,
}

impl ConfirmPage {
    fn error(&self) -> &str {
        self.errors.first().map_or("", |error| error.message.as_str())
    }

    fn later_address(&self) -> String {
        address("/platnosci/nowa", &self.later)
    }
}

/// Dues ticked on the list of dues.
fn due_ids(form: &Form) -> Vec<i64> {
    form.all("naleznosc").iter().filter_map(|id| id.parse().ok()).collect()
}

pub(in crate::pages) async fn show(resident: Resident, form: Form) -> Answer {
    confirm(&resident, &due_ids(&form), StatusCode::OK, Vec::new(), false).await
}

pub(in crate::pages) async fn show_linked(resident: Resident, RawQuery(query): RawQuery) -> Answer {
    let form = Form::from_query(&query.unwrap_or_default());
    confirm(&resident, &due_ids(&form), StatusCode::OK, Vec::new(), false).await
}

async fn confirm(
    resident: &Resident,
    due_ids: &[i64],
    status: StatusCode,
    errors: Vec<FieldError>,
    changed: bool,
) -> Result<Response, Problem> {
    let Resident { visit, session } = resident;
    if due_ids.is_empty() {
        return Ok(visit.go_telling("/naleznosci", "info", "Zaznacz, co chcesz zapłacić."));
    }
    let mut baskets = basket::of(&visit.municipality, session, due_ids).await?;
    if baskets.is_empty() {
        let text = "Te należności są już opłacone albo nie ma ich na Twoim koncie. Nic nie zostało pobrane.";
        return Ok(visit.go_telling("/naleznosci", "info", text));
    }
    let open: usize = baskets.iter().map(|basket| basket.lines.len()).sum();
    let basket = baskets.remove(0);
    let (ways, away) = ways(resident, &basket).await?;
    let page = if errors.is_empty() { visit.page() } else { visit.page_with_errors() };
    let ids: Vec<i64> = basket.lines.iter().map(|line| line.due_id).collect();
    visit.show_as(
        status,
        &ConfirmPage {
            page,
            total: basket.total(),
            ways,
            away,
            form_token: visit.municipality.random.token(),
            later: baskets.iter().flat_map(|basket| basket.lines.iter().map(|line| line.due_id)).collect(),
            transfer: address("/platnosci/przelew", &ids),
            busy: busy(resident, &basket).await?,
            elsewhere: elsewhere(resident, &basket).await?,
            gone: open < due_ids.len(),
            changed,
            lines: basket.lines,
            errors,
        },
    )
}

/// An address with dues: `/platnosci/przelew?naleznosc=1&naleznosc=2`.
pub(in crate::pages) fn address(path: &str, due_ids: &[i64]) -> String {
    let pairs: Vec<String> = due_ids.iter().map(|id| format!("naleznosc={id}")).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// The ways to pay a basket: each provider, or each bank where the law leaves only transfers.
async fn ways(resident: &Resident, basket: &Basket) -> Result<(Vec<Choice>, bool), Problem> {
    let municipality = &resident.visit.municipality;
    let mut ways = Vec::new();
    let mut away = false;
    let way = |value: String, label: String| Choice { value, label, selected: false };
    for point in &basket.points {
        if point.provider == "test" {
            ways.push(way(
                format!("{}:", point.id),
                "Płatność testowa (żadne pieniądze nie są przekazywane)".into(),
            ));
            continue;
        }
        let allowed = instruments::allowed(basket.public, point.terms());
        if allowed.contains(&Instrument::Card) {
            ways.push(way(format!("{}:", point.id), "PayU: przelew z Twojego banku, BLIK albo karta".into()));
            continue;
        }
        match providers::of(municipality, point)?.methods().await {
            Ok(methods) => ways.extend(
                methods
                    .into_iter()
                    .filter(|method| method.available)
                    .filter(|method| {
                        instruments::of_payu(&method.value).is_some_and(|known| allowed.contains(&known))
                    })
                    .map(|method| {
                        way(format!("{}:{}", point.id, method.value), format!("{} (przez PayU)", method.name))
                    }),
            ),
            Err(error) => {
                tracing::warn!(%error, "methods of payment");
                away = true;
            }
        }
    }
    if let [only] = ways.as_mut_slice() {
        only.selected = true;
    }
    Ok((ways, away))
}

/// The soft lock: who is paying the same thing right now. It warns, it does not stop.
async fn busy(resident: &Resident, basket: &Basket) -> Result<Vec<String>, Problem> {
    let municipality = &resident.visit.municipality;
    let now = municipality.clock.now();
    let ids: Vec<i64> = basket.lines.iter().map(|line| line.due_id).collect();
    let under_way = lines::under_way(&municipality.db.read, &ids, now).await?;
    let mut words = Vec::new();
    for line in &basket.lines {
        let Some(other) = under_way.iter().find(|other| other.due_id == line.due_id) else { continue };
        let minutes = (other.expires_at - now).num_minutes().max(1);
        let own = if other.account_id == resident.session.subject_id {
            format!(" To Twoja płatność {}.", other.reference)
        } else {
            String::new()
        };
        words.push(format!(
            "{}: ta należność jest właśnie opłacana, pozostało {minutes} min.{own}",
            line.title
        ));
    }
    Ok(words)
}

/// What the payment would really pay, when part of it goes to dues that were not chosen.
async fn elsewhere(resident: &Resident, basket: &Basket) -> Result<Option<Elsewhere>, Problem> {
    let municipality = &resident.visit.municipality;
    let today = municipality.clock.today();
    let foreseen = crediting::preview_together(municipality, &lines::by_card(&basket.lines), today).await?;
    let mut ids: Vec<i64> = basket.lines.iter().map(|line| line.due_id).collect();
    let others: Vec<&Foreseen> = foreseen.iter().filter(|one| !ids.contains(&one.due_id)).collect();
    if others.is_empty() {
        return Ok(None);
    }
    let basis = match others.iter().any(|one| one.regime == Regime::Public) {
        true => "art. 62 § 1 Ordynacji podatkowej",
        false => "art. 451 Kodeksu cywilnego",
    };
    let reached: Vec<i64> = foreseen.iter().map(|one| one.due_id).collect();
    ids.extend(others.iter().map(|one| one.due_id));
    let dues = view::dues_by_id(municipality, &reached, today).await?;
    let paid = dues.into_iter().filter_map(|(card, due)| {
        let one = foreseen.iter().find(|one| one.due_id == due.id)?;
        Some((basket::title(&card, &due), one.amount))
    });
    Ok(Some(Elsewhere { basis, paid: paid.collect(), all: address("/platnosci/nowa", &ids) }))
}

pub(in crate::pages) async fn pay(resident: Resident, form: Form) -> Answer {
    let Resident { visit, session } = &resident;
    let municipality = &visit.municipality;
    let due_ids = due_ids(&form);
    let form_token = form.get("zeton");
    if form_token.len() != 43 {
        return Err(Problem::BadRequest);
    }
    // The same form again: the same payment, whatever its dues look like now.
    if payments::by_form_token(&municipality.db.write, form_token).await?.is_some() {
        let way = start::again(municipality, session, form_token).await?;
        return Ok(visit.go(&way.redirect));
    }
    let mut baskets = basket::of(municipality, session, &due_ids).await?;
    let same_sum = baskets.first().is_some_and(|basket| {
        basket.total().grosze().to_string() == form.get("suma") && basket.lines.len() == due_ids.len()
    });
    if !same_sum {
        return confirm(&resident, &due_ids, StatusCode::CONFLICT, Vec::new(), true).await;
    }
    let basket = baskets.remove(0);
    let (point_id, method) = form.get("sposob").split_once(':').unwrap_or_default();
    let point = point_id.parse().ok().and_then(|id| basket.point(id));
    let permitted = point.filter(|point| permitted(&basket, point, method));
    let Some(point) = permitted else {
        let error = FieldError::new("sposob", "Wybierz sposób płatności.");
        return confirm(&resident, &due_ids, StatusCode::UNPROCESSABLE_ENTITY, vec![error], false).await;
    };
    let chosen = Chosen { point, method, form_token, customer_ip: visit.address.to_string() };
    let way = start::start(municipality, &visit.actor(), session, &basket, &chosen).await?;
    Ok(visit.go(&way.redirect))
}

/// OP art. 61a, checked again where it counts.
fn permitted(basket: &Basket, point: &crate::store::points::Point, method: &str) -> bool {
    let allowed = instruments::allowed(basket.public, point.terms());
    match method {
        "" => point.provider == "test" || allowed.contains(&Instrument::Card),
        method => {
            point.provider == "payu"
                && instruments::of_payu(method).is_some_and(|known| allowed.contains(&known))
        }
    }
}
