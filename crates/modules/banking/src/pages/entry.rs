//! `/urzad/wyciagi/wpis/{id}`: everything known about one entry; finding its card, the preview of where the money would
//! go, taking it back from a wrong card.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use ratusz_dues::kinds;
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Error, Pesel, audit};
use ratusz_people::parties;
use ratusz_web::forms::parse_date;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use super::card_choice::{Candidate, Preview, candidates, find_cards, preview};
use super::{Choice, Crumb, Line, lines};
use crate::actions::outgoing::original;
use crate::actions::settle::Settlement;
use crate::store::entries::{self, Entry, EntryState};
use crate::store::statements;

#[derive(Template)]
#[template(path = "banking/entry.html")]
struct EntryPage {
    page: Page,
    crumbs: Vec<Crumb>,
    id: i64,
    line: Line,
    heading: String,
    facts: Vec<(&'static str, String)>,
    reason: String,
    rule: String,
    statement_href: String,
    statement: String,
    waiting: bool,
    suggested: bool,
    original: Option<Line>,
    card_href: String,
    query: String,
    candidates: Vec<Candidate>,
    searched: bool,
    preview: Option<Preview>,
    payment_day: String,
    settlements: Vec<Choice>,
    may_withdraw: bool,
    may_post: bool,
    form: Form,
    errors: Errors,
}

pub(crate) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("banking.read")?;
    let visit = staff.visit;
    let shown = page(&visit, id, visit.page(), Form::default(), Errors::default()).await?;
    visit.show(&shown)
}

/// Looks for a card, or shows where the money would go on the chosen one; nothing is booked. By POST, because what
/// clerks type are names and PESEL numbers, which have no place in an address.
pub(crate) async fn find(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    visit.limit(Limited::Search)?;
    let mut errors = Errors::default();
    errors.date_or_none(&form, "dzien_wplaty");
    if !errors.is_empty() {
        return again(&visit, id, form, errors).await;
    }
    if form.id("karta").is_none() {
        note_pesel(&visit, form.get("q")).await?;
    }
    let shown = page(&visit, id, visit.page(), form, errors).await?;
    visit.show(&shown)
}

/// Keeps that a person was looked up by PESEL.
async fn note_pesel(visit: &Visit, text: &str) -> ratusz_kernel::Result<()> {
    let municipality = &visit.municipality;
    let Ok(pesel) = Pesel::parse(text.trim()) else { return Ok(()) };
    let Some(person) = parties::find_by_pesel(municipality, &pesel).await? else { return Ok(()) };
    let (now, subject) = (municipality.clock.now(), format!("party:{person}"));
    let reason = "Wyszukanie karty po numerze PESEL przy wyjaśnianiu wpłaty";
    audit::note_access(&municipality.db.write, now, &visit.actor(), &subject, reason).await
}

/// The page again after a refused form.
pub(super) async fn again(visit: &Visit, id: i64, form: Form, errors: Errors) -> Answer {
    let shown = page(visit, id, visit.page_with_errors(), form, errors).await?;
    visit.show_invalid(&shown)
}

async fn page(
    visit: &Visit,
    id: i64,
    page: Page,
    form: Form,
    errors: Errors,
) -> ratusz_kernel::Result<EntryPage> {
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let entry = entries::get(db, id).await?.ok_or(Error::NotFound)?;
    let statement = statements::get(db, entry.statement_id).await?.ok_or(Error::NotFound)?;
    let may_post = visit.actor().may("banking.post");
    let state = entry.state();
    let waiting = matches!(state, EntryState::Suggested | EntryState::ToExplain);
    let mut shown = lines(municipality, std::slice::from_ref(&entry)).await?;
    let line = shown.pop().ok_or(Error::NotFound)?;
    let chosen = form.id("karta");
    let typed = form.get("q").to_owned();
    // A payer's words are the best first search.
    let query = if form.has("q") { typed } else { entry.counterparty.clone() };
    let found =
        if waiting && may_post { find_cards(visit, &entry, &query, chosen).await? } else { Vec::new() };
    let payment_day = parse_date(form.get("dzien_wplaty")).unwrap_or(entry.payment_day);
    let preview = match chosen.filter(|_| waiting) {
        Some(card) => preview(visit, &entry, card, payment_day).await?,
        None => None,
    };
    let original = match (waiting, entry.original_id) {
        (true, None) => original(municipality, &entry, &HashSet::new()).await?,
        (_, Some(id)) => entries::get(db, id).await?,
        (false, None) => None,
    };
    let original = match original {
        Some(other) => lines(municipality, std::slice::from_ref(&other)).await?.pop(),
        None => None,
    };
    let kinds = kinds::of(municipality).await?;
    Ok(EntryPage {
        page,
        crumbs: vec![
            Crumb::statements(),
            Crumb::new(format!("/urzad/wyciagi/{}", statement.id), format!("Wyciąg {}", statement.label())),
        ],
        id,
        heading: if entry.amount < 0 { "Obciążenie" } else { "Wpłata" }.to_owned(),
        facts: facts(visit, &entry)?,
        reason: entry.reason.clone(),
        rule: entry.rule().map_or_else(String::new, |rule| rule.label().to_owned()),
        statement_href: format!("/urzad/wyciagi/{}", statement.id),
        statement: statement.label(),
        waiting,
        suggested: state == EntryState::Suggested
            && (entry.suggested_cards().len() == 1 || entry.original_id.is_some()),
        original,
        card_href: entry.card_id.map_or_else(String::new, |card| format!("/urzad/karty/{card}")),
        candidates: candidates(&entry, &found, chosen, &kinds),
        searched: !form.get("q").is_empty(),
        query,
        preview,
        payment_day: payment_day.to_string(),
        settlements: Settlement::ALL
            .into_iter()
            .filter(|settlement| settlement.fits(entry.amount))
            .map(|settlement| Choice {
                value: settlement.code().into(),
                label: settlement.label().into(),
                selected: form.get("co") == settlement.code(),
            })
            .collect(),
        may_withdraw: may_post && state == EntryState::Posted && entry.card_id.is_some(),
        may_post,
        line,
        form,
        errors,
    })
}

fn facts(visit: &Visit, entry: &Entry) -> ratusz_kernel::Result<Vec<(&'static str, String)>> {
    let account = entry.open_counterparty_account(&visit.municipality)?.unwrap_or_default();
    let account = ratusz_kernel::AccountNumber::parse(&account).map_or(account, |number| number.to_string());
    let own: Vec<&str> = entry.account_numbers().collect();
    let all = [
        ("Tytuł", entry.title.clone()),
        (if entry.amount < 0 { "Odbiorca" } else { "Nadawca" }, entry.counterparty.clone()),
        (if entry.amount < 0 { "Rachunek odbiorcy" } else { "Rachunek nadawcy" }, account),
        ("Rachunki w treści", own.join(", ")),
        ("Zaksięgowane przez bank", short_date(entry.booking_date)),
        ("Data waluty", entry.value_date.map_or_else(String::new, short_date)),
        ("Dzień wpłaty", if entry.amount > 0 { short_date(entry.payment_day) } else { String::new() }),
        ("Numer operacji w banku", entry.reference.clone()),
        ("Identyfikator zlecenia", entry.end_to_end.clone()),
        ("Powód zwrotu według banku", entry.return_reason.clone()),
        ("Wiersz pliku", entry.line.to_string()),
        ("Zajął się", entry.handled_by.clone()),
        ("Numer księgowania", entry.journal_entry.map_or_else(String::new, |id| id.to_string())),
    ];
    Ok(all.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}
