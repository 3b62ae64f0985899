//! The cards an entry may belong to, and where its money would go on the chosen one.

use std::collections::HashMap;

use chrono::NaiveDate;
use ratusz_dues::cards::{self, CardRef};
use ratusz_dues::rules::crediting::Component;
use ratusz_dues::{crediting, kinds, view};
use ratusz_kernel::Money;
use ratusz_people::parties;
use ratusz_web::Visit;

use super::CardLine;
use crate::store::entries::Entry;

/// Cards shown for one search.
const MOST_CARDS: usize = 20;
/// People whose cards are shown for one search.
const MOST_PEOPLE: u64 = 10;

/// A card that may be chosen.
pub(super) struct Candidate {
    pub card: CardLine,
    pub chosen: bool,
    pub suggested: bool,
}

/// Where the money would go on the chosen card.
pub(super) struct Preview {
    pub card: CardLine,
    pub number: String,
    pub rows: Vec<PreviewRow>,
    pub surplus: String,
    pub refund: bool,
}

pub(super) struct PreviewRow {
    pub title: String,
    pub component: &'static str,
    pub amount: String,
}

/// Cards of the proposal, then those that the search finds: by number, then by payers.
pub(super) async fn find_cards(
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

/// The cards found, as rows to choose from.
pub(super) fn candidates(
    entry: &Entry,
    found: &[CardRef],
    chosen: Option<i64>,
    kinds: &kinds::Kinds,
) -> Vec<Candidate> {
    let proposed = entry.suggested_cards();
    found
        .iter()
        .map(|card| Candidate {
            card: CardLine::of(
                card,
                kinds.get(&card.kind).map_or(card.kind.as_str(), |kind| &kind.polish_name),
            ),
            chosen: chosen == Some(card.id),
            suggested: proposed.contains(&card.id),
        })
        .collect()
}

/// What crediting would do, without booking it.
pub(super) async fn preview(
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
