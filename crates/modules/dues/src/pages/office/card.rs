//! `/urzad/karty/{id}`: the account card as of any day, to read, print and keep.

use askama::Template;
use axum::extract::{Path, RawQuery};
use chrono::NaiveDate;
use ratusz_kernel::time::long_date;
use ratusz_kernel::{AccountNumber, Money};
use ratusz_people::parties::{self, Party};
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Page, Problem, Staff};

use super::card_of;
use crate::actions::approve::{self, Proposal};
use crate::cards::CardRef;
use crate::pages::sheet::Sheet;
use crate::pages::{Crumb, query};
use crate::rules::interest::Regime;
use crate::rules::period::ExcludedPeriods;
use crate::store::statement::{self, Statement};
use crate::view::{self, DueDebt};
use crate::{kinds, law};

/// An open due on the day of the card.
struct Open {
    due: DueDebt,
    principal: Money,
    interest: Money,
    cost: Money,
    total: Money,
}

struct Sight {
    card: CardRef,
    kind_name: String,
    payers: Vec<Party>,
    account: String,
    day: NaiveDate,
    statement: Statement,
    open: Vec<Open>,
}

#[derive(Template)]
#[template(path = "office/card.html")]
struct CardPage {
    page: Page,
    crumbs: Vec<Crumb>,
    sight: Sight,
    /// The day as it was typed.
    asked_day: String,
    errors: Errors,
    today: bool,
    total: Money,
    proposals: Vec<Proposal>,
    may_charge: bool,
    may_write_off: bool,
    may_repost: bool,
}

#[derive(Template)]
#[template(path = "office/card_print.html")]
struct CardPrint {
    page: Page,
    sight: Sight,
    total: Money,
}

impl Sight {
    fn day_text(&self) -> String {
        long_date(self.day)
    }

    fn total(&self) -> Money {
        self.open.iter().map(|open| open.total).sum()
    }
}

/// A day that cannot be read gets its error at the field, above the card of today.
pub(super) async fn show(staff: Staff, Path(id): Path<i64>, RawQuery(raw): RawQuery) -> Answer {
    let form = query(raw);
    let mut errors = Errors::default();
    let day = errors.date_or_none(&form, "dzien").filter(|_| errors.is_empty());
    let sight = sight(&staff, id, day).await?;
    let visit = &staff.visit;
    let actor = visit.actor();
    let failed = !errors.is_empty();
    let page = CardPage {
        page: if failed { visit.page_with_errors() } else { visit.page() },
        asked_day: if failed { form.get("dzien").to_owned() } else { sight.day.to_string() },
        errors,
        crumbs: vec![Crumb::new("/urzad/karty", "Karty kontowe")],
        today: sight.day == visit.municipality.clock.today(),
        total: sight.total(),
        proposals: approve::waiting_on(&visit.municipality.db.read, id).await?,
        may_charge: actor.may("dues.charge"),
        may_write_off: actor.may("dues.write_off"),
        may_repost: actor.may("dues.repost"),
        sight,
    };
    if failed { visit.show_invalid(&page) } else { visit.show(&page) }
}

/// The day of a print or file.
fn day_of(raw: Option<String>) -> Result<Option<NaiveDate>, Problem> {
    let mut errors = Errors::default();
    let day = errors.date_or_none(&query(raw), "dzien");
    if errors.is_empty() { Ok(day) } else { Err(Problem::BadRequest) }
}

pub(super) async fn print(staff: Staff, Path(id): Path<i64>, RawQuery(raw): RawQuery) -> Answer {
    let sight = sight(&staff, id, day_of(raw)?).await?;
    staff.visit.show(&CardPrint { page: staff.visit.page(), total: sight.total(), sight })
}

pub(super) async fn csv(staff: Staff, Path(id): Path<i64>, RawQuery(raw): RawQuery) -> Answer {
    staff.visit.limit(Limited::Export)?;
    let sight = sight(&staff, id, day_of(raw)?).await?;
    let rows = sight.statement.rows.iter().map(|row| {
        vec![
            row.booking_date.into(),
            row.payment_day.into(),
            row.document.clone().into(),
            row.content.clone().into(),
            row.assessed.into(),
            row.written_off.into(),
            row.principal.into(),
            row.interest.into(),
            row.cost.into(),
            row.balance.into(),
            row.overpaid.into(),
        ]
    });
    let headers = vec![
        "Data księgowania",
        "Dzień wpłaty lub dokumentu",
        "Dokument",
        "Treść",
        "Przypis",
        "Odpis",
        "Wpłata: należność główna",
        "Wpłata: odsetki",
        "Wpłata: koszty",
        "Saldo",
        "Nadpłata",
    ];
    let sheet = Sheet { rows: rows.collect(), headers };
    Ok(sheet.csv(&format!("karta-{}-{}", sight.card.number, sight.day))?)
}

/// Everything of the card on a day, today without one.
async fn sight(staff: &Staff, id: i64, day: Option<NaiveDate>) -> Result<Sight, Problem> {
    staff.require("dues.read")?;
    let municipality = &staff.visit.municipality;
    let db = &municipality.db.read;
    let card = card_of(staff, id).await?;
    let day = day.unwrap_or_else(|| municipality.clock.today());
    let (law, kinds) = (law::of(municipality).await?, kinds::of(municipality).await?);
    let kind = kinds.of_card(&card.kind)?;
    let statement = statement::of_card(db, id, day).await?;
    let ids: Vec<i64> = statement
        .dues
        .iter()
        .filter(|(_, open)| {
            open.principal > Money::ZERO || open.cost > Money::ZERO || open.interest > Money::ZERO
        })
        .map(|(id, _)| *id)
        .collect();
    let mut open = Vec::with_capacity(ids.len());
    for (_, due) in view::dues_by_id(municipality, &ids, day).await? {
        let on = statement.dues.get(&due.id).cloned().unwrap_or_default();
        let civil = kind.regime == Regime::Civil;
        let counted = on.counted_to.filter(|counted| civil && *counted > due.due_date);
        let from = counted.unwrap_or(due.due_date);
        let charged = law
            .interest
            .charged(kind.regime, on.principal, from, day, &ExcludedPeriods::NONE)
            .map_err(|error| Problem::Conflict(error.to_string()))?;
        let interest = charged + if civil { on.interest } else { Money::ZERO };
        open.push(Open {
            principal: on.principal,
            interest,
            cost: on.cost,
            total: on.principal + interest + on.cost,
            due,
        });
    }
    let mut payers = parties::get_many(db, &card.party_ids).await?;
    payers.sort_by_key(|party| card.party_ids.iter().position(|id| *id == party.id));
    let account = card.nrb.as_deref().and_then(|nrb| AccountNumber::parse(nrb).ok());
    Ok(Sight {
        kind_name: kind.title(),
        payers,
        account: account.map(|account| account.to_string()).unwrap_or_default(),
        day,
        statement,
        open,
        card,
    })
}
