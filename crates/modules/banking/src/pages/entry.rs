//! `/urzad/wyciagi/wpis/{id}`: everything known about one entry; finding its card, the preview of where the money would
//! go, taking it back from a wrong card.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, RawQuery};
use chrono::NaiveDate;
use ratusz_dues::cards::{self, CardRef};
use ratusz_dues::rules::crediting::Component;
use ratusz_dues::{crediting, kinds, view};
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Error, Money};
use ratusz_people::parties;
use ratusz_web::forms::parse_date;
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use super::{CardLine, Choice, Crumb, Line, lines};
use crate::actions::outgoing::original;
use crate::actions::settle::Settlement;
use crate::store::entries::{self, Entry, EntryState};
use crate::store::statements;

/// Cards shown for one search.
const MOST_CARDS: usize = 20;
/// People whose cards are shown for one search.
const MOST_PEOPLE: u64 = 10;

/// A card that may be chosen.
pub(super) struct Candidate {
    card: CardLine,
    href: String,
    chosen: bool,
    suggested: bool,
}

/// Where the money would go on the chosen card.
pub(super) struct Preview {
    card: CardLine,
    number: String,
    rows: Vec<PreviewRow>,
    surplus: String,
    refund: bool,
}

struct PreviewRow {
    title: String,
    component: &'static str,
    amount: String,
}

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

pub(crate) async fn show(staff: Staff, Path(id): Path<i64>, RawQuery(query): RawQuery) -> Answer {
    staff.require("banking.read")?;
    let visit = staff.visit;
    let form = Form::from_query(&query.unwrap_or_default());
    let shown = page(&visit, id, visit.page(), form, Errors::default()).await?;
    visit.show(&shown)
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
        (true, None) => original(municipality, &entry).await?,
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
        candidates: candidates(&entry, &found, chosen, &query, &kinds),
        searched: form.has("q"),
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

/// Cards of the proposal, then those that the search finds: by number, then by payers.
async fn find_cards(
    visit: &Visit,
    entry: &Entry,
    query: &str,
    chosen: Option<i64>,
) -> ratusz_kernel::Result<Vec<CardRef>> {
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let first: Vec<i64> = entry.suggested_cards().into_iter().chain(chosen).collect();
    let mut suggested: HashMap<i64, CardRef> = cards::by_ids(db, &first).await?;
    let mut found: Vec<CardRef> = first.iter().filter_map(|id| suggested.remove(id)).collect();
    if !query.trim().is_empty() {
        found.extend(cards::by_number(db, &[query.to_owned()]).await?.into_values());
        let people: Vec<i64> =
            parties::search(municipality, query, MOST_PEOPLE).await?.iter().map(|party| party.id).collect();
        found.extend(cards::by_party(db, &people).await?);
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|card| seen.insert(card.id));
    found.truncate(MOST_CARDS);
    Ok(found)
}

fn candidates(
    entry: &Entry,
    found: &[CardRef],
    chosen: Option<i64>,
    query: &str,
    kinds: &kinds::Kinds,
) -> Vec<Candidate> {
    let proposed = entry.suggested_cards();
    let query: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    found
        .iter()
        .map(|card| Candidate {
            card: CardLine::of(
                card,
                kinds.get(&card.kind).map_or(card.kind.as_str(), |kind| &kind.polish_name),
            ),
            href: format!("/urzad/wyciagi/wpis/{}?q={query}&karta={}#podzial", entry.id, card.id),
            chosen: chosen == Some(card.id),
            suggested: proposed.contains(&card.id),
        })
        .collect()
}

/// What crediting would do, without booking it.
async fn preview(
    visit: &Visit,
    entry: &Entry,
    card_id: i64,
    payment_day: NaiveDate,
) -> ratusz_kernel::Result<Option<Preview>> {
    let municipality = &visit.municipality;
    let Some(card) = cards::by_id(&municipality.db.read, card_id).await? else { return Ok(None) };
    let kinds = kinds::of(municipality).await?;
    let kind = kinds.get(&card.kind).map_or(card.kind.as_str(), |kind| &kind.polish_name);
    let shown = CardLine::of(&card, kind);
    if entry.amount < 0 {
        return Ok(Some(Preview {
            card: shown,
            number: card.number.clone(),
            rows: Vec::new(),
            surplus: Money::from_grosze(card.overpaid).to_string(),
            refund: true,
        }));
    }
    let allocation =
        crediting::preview(municipality, card_id, Money::from_grosze(entry.amount), payment_day).await?;
    let ids: Vec<i64> = allocation.lines.iter().filter_map(|line| line.due.parse().ok()).collect();
    let titles: HashMap<i64, String> = view::dues_by_id(municipality, &ids, payment_day)
        .await?
        .into_iter()
        .map(|(_, due)| (due.id, due.title))
        .collect();
    let rows = allocation.lines.iter().map(|line| PreviewRow {
        title: line
            .due
            .parse()
            .ok()
            .and_then(|id: i64| titles.get(&id).cloned())
            .unwrap_or_else(|| line.due.clone()),
        component: match line.component {
            Component::Principal => "należność główna",
            Component::Interest => "odsetki",
            Component::Cost => "koszty upomnienia",
        },
        amount: super::amount(line.amount.grosze()),
    });
    Ok(Some(Preview {
        card: shown,
        number: card.number.clone(),
        rows: rows.collect(),
        surplus: if allocation.surplus.is_zero() {
            String::new()
        } else {
            super::amount(allocation.surplus.grosze())
        },
        refund: false,
    }))
}
