//! Screens of the accounting clerk (księgowość).

pub(crate) mod account;
pub(crate) mod accounts;
mod card_choice;
pub(crate) mod day;
pub(crate) mod entry;
pub(crate) mod entry_deeds;
pub(crate) mod entry_list;
pub(crate) mod file;
pub(crate) mod glance;
pub(crate) mod morning;
pub(crate) mod statement;
pub(crate) mod upload;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use ratusz_dues::cards::{self, CardRef};
use ratusz_dues::kinds;
use ratusz_kernel::time::long_date;
use ratusz_kernel::{Money, Municipality, Result};

use crate::rules::title::without_accounts;
use crate::store::entries::Entry;

/// An item of the trail above a page.
#[derive(Debug, Clone)]
pub(crate) struct Crumb {
    pub href: String,
    pub label: String,
}

impl Crumb {
    pub(crate) fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }

    fn statements() -> Self {
        Self::new("/urzad/wyciagi", "Wyciągi")
    }
}

/// An option of a select field or a group of buttons.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

/// A tab.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// One entry as lists show it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub id: i64,
    /// `20.11`
    pub day: String,
    pub title: String,
    pub sender: String,
    pub reason: String,
    pub alert: bool,
    pub amount: String,
    pub outgoing: bool,
    /// The card it is on, or the card proposed.
    pub card: Option<CardLine>,
    /// Cards proposed, when there are several.
    pub choices: usize,
    /// What it seems to take back.
    pub takes_back: bool,
    pub state: &'static str,
    pub pill: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct CardLine {
    pub id: i64,
    pub payer: String,
    /// `odpady, N-000123, ul. Lipowa 7`
    pub what: String,
}

impl CardLine {
    pub(crate) fn of(card: &CardRef, kind: &str) -> Self {
        let object = if card.title.is_empty() { String::new() } else { format!(", {}", card.title) };
        Self { id: card.id, payer: card.payer_name.clone(), what: format!("{kind}, {}{object}", card.number) }
    }
}

/// Entries with their cards, ready for a table.
pub(crate) async fn lines(municipality: &Municipality, entries: &[Entry]) -> Result<Vec<Line>> {
    let ids: Vec<i64> = entries.iter().filter_map(shown_card).collect();
    let cards = cards::by_ids(&municipality.db.read, &ids).await?;
    let kinds = kinds::of(municipality).await?;
    let name = |card: &CardRef| {
        kinds.get(&card.kind).map_or_else(|| card.kind.clone(), |kind| kind.polish_name.clone())
    };
    Ok(entries.iter().map(|entry| line(entry, &cards, name)).collect())
}

fn shown_card(entry: &Entry) -> Option<i64> {
    entry.card_id.or_else(|| entry.suggested_cards().first().copied())
}

fn line(entry: &Entry, cards: &HashMap<i64, CardRef>, name: impl Fn(&CardRef) -> String) -> Line {
    let (state, pill) = entry.state().words();
    Line {
        id: entry.id,
        day: entry.booking_date.format("%d.%m").to_string(),
        title: Some(without_accounts(&entry.title))
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| "bez tytułu".into()),
        sender: if entry.counterparty.is_empty() {
            "brak nadawcy".into()
        } else {
            entry.counterparty.clone()
        },
        reason: entry.reason.clone(),
        alert: entry.alert,
        amount: amount(entry.amount),
        outgoing: entry.amount < 0,
        card: shown_card(entry).and_then(|id| cards.get(&id)).map(|card| CardLine::of(card, &name(card))),
        choices: entry.suggested_cards().len(),
        takes_back: entry.original_id.is_some(),
        state,
        pill,
    }
}

/// `812,00` for columns that all are in złote.
pub(crate) fn amount(grosze: i64) -> String {
    let text = Money::from_grosze(grosze).to_string();
    text.strip_suffix("\u{a0}zł").unwrap_or(&text).to_owned()
}

/// `piątek 20 listopada`, with the year when it is not the current one.
pub(crate) fn weekday_date(day: NaiveDate, today: NaiveDate) -> String {
    const DAYS: [&str; 7] = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"];
    let date = long_date(day);
    let without_year = date.rsplit_once(' ').map_or(date.as_str(), |(date, _)| date);
    let date = if day.year() == today.year() { without_year } else { date.as_str() };
    format!("{} {date}", DAYS[day.weekday().num_days_from_monday() as usize])
}

/// Pages needed for so many rows.
pub(crate) fn pages(total: i64, size: i64) -> i64 {
    ((total + size - 1) / size).max(1)
}
