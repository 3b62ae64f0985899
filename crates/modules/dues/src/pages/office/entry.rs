//! `/urzad/ksiegowania/{entry}`: one entry of the journal, its reversal and re-posting.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::time::{civil_time, short_date};
use ratusz_kernel::{Money, Sql, values};
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use super::told;
use crate::actions::corrections::{self, Act};
use crate::cards;
use crate::ledger::chart::Chart;
use crate::ledger::{self, Component, LineRow, Reason, StoredEntry};
use crate::pages::{Crumb, for_form};

struct Line {
    account: String,
    name: &'static str,
    component: &'static str,
    card: Option<(i64, String)>,
    classification: String,
    debit: String,
    credit: String,
}

#[derive(Template)]
#[template(path = "office/entry.html")]
struct EntryPage {
    page: Page,
    crumbs: Vec<Crumb>,
    entry: StoredEntry,
    reason: &'static str,
    booked: String,
    paid: String,
    created: String,
    amount: Money,
    lines: Vec<Line>,
    reversed_by: Option<i64>,
    allocation: String,
    may_storno: bool,
    may_repost: bool,
    form: Form,
    errors: Errors,
}

pub(super) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("dues.read")?;
    let page = page(&staff, id, Form::default(), Errors::default()).await?;
    staff.visit.show(&page)
}

pub(super) async fn storno(staff: Staff, Path(entry_id): Path<i64>, form: Form) -> Answer {
    let mut errors = Errors::default();
    let reason = errors.text(&form, "powod", "Napisz, dlaczego stornujesz to księgowanie.", 500);
    let act = errors.is_empty().then_some(Act::Storno { entry_id });
    finish(staff, entry_id, act, &reason, form, errors, "powod").await
}

pub(super) async fn repost(staff: Staff, Path(entry_id): Path<i64>, form: Form) -> Answer {
    let mut errors = Errors::default();
    let reason =
        errors.text(&form, "powod_przeksiegowania", "Napisz, dlaczego przeksięgowujesz wpłatę.", 500);
    let number = form.get("karta").to_owned();
    let db = &staff.visit.municipality.db.read;
    let found = cards::by_number(db, std::slice::from_ref(&number)).await.map_err(Problem::from)?;
    let to_card = found.get(&number).filter(|card| card.closed.is_none()).map(|card| card.id);
    if to_card.is_none() {
        errors.add("karta", "Nie ma otwartej karty o tym numerze. Wpisz numer w postaci N-000123.");
    }
    let act = to_card.filter(|_| errors.is_empty()).map(|to_card| Act::Repost { entry_id, to_card });
    finish(staff, entry_id, act, &reason, form, errors, "karta").await
}

async fn finish(
    staff: Staff,
    entry_id: i64,
    act: Option<Act>,
    reason: &str,
    form: Form,
    mut errors: Errors,
    field: &str,
) -> Answer {
    let visit = &staff.visit;
    staff.require("dues.read")?;
    if let Some(act) = act {
        let done = format!("{} jest zaksięgowane.", act.label());
        match corrections::submit(&visit.municipality, &visit.actor(), act, reason).await {
            Ok(outcome) => {
                let (kind, text) = told(outcome, "");
                let text = if text.is_empty() { &done } else { text };
                return Ok(visit.go_telling(&format!("/urzad/ksiegowania/{entry_id}"), kind, text));
            }
            Err(error) => errors.0.extend(for_form(error, field)?),
        }
    }
    let mut page = page(&staff, entry_id, form, errors).await?;
    page.page = visit.page_with_errors();
    visit.show_invalid(&page)
}

async fn page(staff: &Staff, id: i64, form: Form, errors: Errors) -> Result<EntryPage, Problem> {
    let visit = &staff.visit;
    let db = &visit.municipality.db.read;
    let (entry, rows) = ledger::stored_entry(db, id).await?.ok_or(Problem::NotFound)?;
    let chart = Chart::on(db, entry.booking_date).await?;
    let card_ids: Vec<i64> = rows.iter().filter_map(|row| row.card_id).collect();
    let cards = cards::by_ids(db, &card_ids).await?;
    let lines = rows.into_iter().map(|row| {
        let card = row.card_id.and_then(|id| cards.get(&id)).map(|card| (card.id, card.number.clone()));
        line(&chart, row, card)
    });
    let reversed_by: Option<i64> =
        db.scalar("SELECT id FROM journal_entry WHERE corrects = $1", values![id]).await?;
    let allocation: Option<String> =
        db.scalar("SELECT content FROM allocation WHERE entry_id = $1", values![id]).await?;
    let reason = Reason::parse(&entry.reason);
    let open = reversed_by.is_none() && reason != Some(Reason::Storno) && !card_ids.is_empty();
    let payment = matches!(reason, Some(Reason::Payment | Reason::Identified));
    let actor = visit.actor();
    Ok(EntryPage {
        page: visit.page(),
        crumbs: vec![Crumb::new("/urzad/karty", "Karty kontowe")],
        reason: reason.map_or("", Reason::label),
        booked: short_date(entry.booking_date),
        paid: short_date(entry.payment_day),
        created: civil_time(entry.created_at).format("%d.%m.%Y, %H:%M").to_string(),
        amount: Money::from_grosze(entry.debit),
        lines: lines.collect(),
        reversed_by,
        allocation: allocation.unwrap_or_default(),
        may_storno: open && actor.may("dues.write_off"),
        may_repost: open && payment && actor.may("dues.repost"),
        entry,
        form,
        errors,
    })
}

fn line(chart: &Chart, row: LineRow, card: Option<(i64, String)>) -> Line {
    let amount = Money::from_grosze(row.amount).to_string();
    let (debit, credit) = if row.side == "D" { (amount, String::new()) } else { (String::new(), amount) };
    Line {
        account: chart.number(&row.account).to_owned(),
        name: chart.name(&row.account),
        component: Component::parse(&row.component).map_or("", Component::label),
        card,
        classification: row.classification,
        debit,
        credit,
    }
}
