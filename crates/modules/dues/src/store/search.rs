//! Finds cards by what a clerk has at hand: card number, account number, PESEL, NIP, name, address.

use ratusz_kernel::seal::normalise::{account_number, folded};
use ratusz_kernel::{Municipality, Pesel, Result, Sql};
use ratusz_people::parties;
use sea_orm::Value;

use crate::cards::{self, CardRef};

/// Cards shown at most.
pub(crate) const MOST: usize = 50;

/// What was found, and whether a PESEL was looked for.
pub(crate) struct Found {
    pub cards: Vec<CardRef>,
    /// The person whose PESEL it was; the look-up must be noted.
    pub by_pesel: Option<i64>,
}

pub(crate) async fn cards(municipality: &Municipality, text: &str) -> Result<Found> {
    let db = &municipality.db.read;
    let text = text.trim();
    let mut found = Found { cards: Vec::new(), by_pesel: None };
    if text.is_empty() {
        return Ok(found);
    }
    let by_number = cards::by_number(db, &[text.to_owned()]).await?;
    let nrb = account_number(text);
    let by_account = if nrb.len() == 26 { cards::by_nrb(db, &[nrb]).await? } else { Default::default() };
    found.cards.extend(by_number.into_values().chain(by_account.into_values()));
    if !found.cards.is_empty() {
        return Ok(found);
    }
    let people: Vec<i64> = match Pesel::parse(text) {
        Ok(pesel) => {
            found.by_pesel = parties::find_by_pesel(municipality, &pesel).await?;
            found.by_pesel.into_iter().collect()
        }
        Err(_) => parties::search(municipality, text, 200).await?.into_iter().map(|party| party.id).collect(),
    };
    found.cards = cards::by_party(db, &people).await?;
    if Pesel::parse(text).is_err() {
        let about = by_object(municipality, text).await?;
        found
            .cards
            .extend(about.into_iter().filter(|card| !people.iter().any(|id| card.party_ids.contains(id))));
    }
    found.cards.truncate(MOST);
    Ok(found)
}

/// Cards whose object (`ul. Lipowa 7`) has all the words.
async fn by_object(municipality: &Municipality, text: &str) -> Result<Vec<CardRef>> {
    let words: Vec<String> = folded(text)
        .split_whitespace()
        .filter(|word| *word != "ul.")
        .map(|word| format!("%{}%", word.replace(['%', '_'], " ")))
        .collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let conditions: Vec<String> =
        (1..=words.len()).map(|number| format!("title_folded LIKE ${number}")).collect();
    let sql = format!("SELECT id FROM card WHERE {} ORDER BY number LIMIT {MOST}", conditions.join(" AND "));
    let values: Vec<Value> = words.into_iter().map(Value::from).collect();
    let ids: Vec<i64> = municipality.db.read.column(&sql, values).await?;
    let mut cards: Vec<CardRef> = cards::by_ids(&municipality.db.read, &ids).await?.into_values().collect();
    cards.sort_by(|one, other| one.number.cmp(&other.number));
    Ok(cards)
}
