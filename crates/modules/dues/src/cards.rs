//! Account cards (karty kontowe): one for each payer and kind of due; joint debtors share one.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use ratusz_kernel::lists::List;
use ratusz_kernel::seal::normalise::folded;
use ratusz_kernel::{Deed, Error, Result, Sql, settings, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kinds;
use crate::rules::virtual_account::{Identifier, Layout};
use crate::store::{among, among_texts, numbering};

/// Setting with the layout of virtual accounts granted by the bank; without it cards have no account of their own.
pub const VIRTUAL_ACCOUNTS: &str = "dues.virtual_accounts";

/// A card as other modules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRef {
    pub id: i64,
    /// `N-000123`
    pub number: String,
    /// Code of the kind of due.
    pub kind: String,
    /// What it is about: `ul. Lipowa 7`.
    pub title: String,
    /// Its virtual account, 26 digits.
    pub nrb: Option<String>,
    /// Names of the payers, the main one first.
    pub payer_name: String,
    /// The payers, the main one first.
    pub party_ids: Vec<i64>,
    pub closed: Option<NaiveDate>,
    /// Overpayment in grosze.
    pub overpaid: i64,
}

/// A card to be opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewCard {
    pub kind: String,
    pub title: String,
    pub opened: NaiveDate,
    /// The payers, the main one first; never empty.
    pub parties: Vec<i64>,
}

/// Opens cards and gives their rows in the same order.
pub async fn open(deed: &mut Deed, cards: Vec<NewCard>) -> Result<Vec<i64>> {
    if cards.is_empty() {
        return Ok(Vec::new());
    }
    let kinds = kinds::of(&deed.municipality).await?;
    let layout: Option<Layout> = settings::get(&deed.tx, VIRTUAL_ACCOUNTS, deed.today()).await?;
    let first = numbering::take(&deed.tx, "card", 0, cards.len()).await?;
    let (mut rows, mut payers, mut ids) = (Vec::new(), Vec::new(), Vec::with_capacity(cards.len()));
    for (number, card) in (first..).zip(cards) {
        if card.parties.is_empty() {
            return Err(Error::internal("a card needs a payer"));
        }
        let kind = kinds.of_card(&card.kind)?;
        let identifier = Identifier {
            kind: kind.account_code.clone(),
            card: u32::try_from(number).map_err(Error::internal)?,
        };
        let account = layout.as_ref().map(|layout| layout.account(&identifier)).transpose();
        let account = account.map_err(|error| Error::Conflict(error.to_string()))?;
        let id = deed.municipality.new_id();
        rows.extend(values![
            id,
            format!("N-{number:06}"),
            card.kind,
            account.map(|account| account.as_str().to_owned()),
            card.title.clone(),
            folded(&card.title),
            payer_key(&card.parties),
            card.opened
        ]);
        for (place, party) in card.parties.iter().enumerate() {
            payers.extend(values![id, *party, place == 0]);
        }
        ids.push(id);
    }
    let head = "INSERT INTO card (id, number, kind, nrb, title, title_folded, payer_key, opened)";
    deed.tx.insert_rows(head, 8, rows, "").await?;
    deed.tx
        .insert_rows("INSERT INTO card_party (card_id, party_id, main)", 3, payers, "ON CONFLICT DO NOTHING")
        .await?;
    let subject = ids.first().map_or_else(String::new, |id| format!("card:{id}"));
    deed.note("dues.cards_opened", subject, json!({ "count": ids.len(), "first_number": first }));
    Ok(ids)
}

/// The payers of a card as one text: cards with the same text have the same payers.
pub(crate) fn payer_key(parties: &[i64]) -> String {
    let mut parties = parties.to_vec();
    parties.sort_unstable();
    parties.dedup();
    parties.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[derive(FromQueryResult, Deserialize)]
pub(crate) struct Row {
    id: i64,
    number: String,
    kind: String,
    title: String,
    nrb: Option<String>,
    closed: Option<NaiveDate>,
    overpaid: i64,
    party_id: i64,
    name: String,
}

const COLUMNS: [&str; 9] = ["id", "number", "kind", "title", "nrb", "closed", "overpaid", "party_id", "name"];
const SELECT: &str = "SELECT c.id AS id, c.number AS number, c.kind AS kind, c.title AS title, c.nrb AS nrb, \
    c.closed AS closed, c.overpaid AS overpaid, p.party_id AS party_id, party.name AS name \
    FROM card c JOIN card_party p ON p.card_id = c.id JOIN party ON party.id = p.party_id";
const ORDER: &str = "ORDER BY c.number, c.id, p.main DESC, p.party_id";

/// Joins the rows of one card, which stand together.
pub(crate) fn join(rows: Vec<Row>) -> Vec<CardRef> {
    let mut cards: Vec<CardRef> = Vec::new();
    for row in rows {
        match cards.last_mut().filter(|card| card.id == row.id) {
            Some(card) => {
                card.payer_name = format!("{}, {}", card.payer_name, row.name);
                card.party_ids.push(row.party_id);
            }
            None => cards.push(CardRef {
                id: row.id,
                number: row.number,
                kind: row.kind,
                title: row.title,
                nrb: row.nrb,
                payer_name: row.name,
                party_ids: vec![row.party_id],
                closed: row.closed,
                overpaid: row.overpaid,
            }),
        }
    }
    cards
}

async fn select<C: ConnectionTrait>(db: &C, condition: &str, values: Vec<Value>) -> Result<Vec<CardRef>> {
    Ok(join(db.all(&format!("{SELECT} WHERE {condition} {ORDER}"), values).await?))
}

async fn by_texts<C: ConnectionTrait>(db: &C, column: &str, texts: &[String]) -> Result<Vec<CardRef>> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let (among, value) = among_texts(db, 1, texts);
    select(db, &format!("c.{column} {among}"), vec![value]).await
}

/// Cards by their virtual accounts (26 digits).
pub async fn by_nrb<C: ConnectionTrait>(db: &C, accounts: &[String]) -> Result<HashMap<String, CardRef>> {
    let cards = by_texts(db, "nrb", accounts).await?;
    Ok(cards.into_iter().filter_map(|card| Some((card.nrb.clone()?, card))).collect())
}

/// Cards by their numbers; `N000123` and `n-000123` are the same card.
pub async fn by_number<C: ConnectionTrait>(db: &C, numbers: &[String]) -> Result<HashMap<String, CardRef>> {
    let asked: Vec<String> = numbers.iter().map(|number| with_hyphen(number)).collect();
    let found: BTreeMap<String, CardRef> =
        by_texts(db, "number", &asked).await?.into_iter().map(|card| (card.number.clone(), card)).collect();
    let pairs = numbers.iter().zip(&asked);
    Ok(pairs.filter_map(|(number, asked)| Some((number.clone(), found.get(asked)?.clone()))).collect())
}

fn with_hyphen(number: &str) -> String {
    let number = number.trim().to_uppercase();
    match number.strip_prefix('N') {
        Some(rest) if !rest.starts_with('-') => format!("N-{rest}"),
        _ => number,
    }
}

pub async fn by_ids<C: ConnectionTrait>(db: &C, ids: &[i64]) -> Result<HashMap<i64, CardRef>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (among, value) = among(db, 1, ids);
    let cards = select(db, &format!("c.id {among}"), vec![value]).await?;
    Ok(cards.into_iter().map(|card| (card.id, card)).collect())
}

pub async fn by_id<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<CardRef>> {
    Ok(by_ids(db, &[id]).await?.remove(&id))
}

/// All cards on which one of these people or firms is a payer.
pub async fn by_party<C: ConnectionTrait>(db: &C, party_ids: &[i64]) -> Result<Vec<CardRef>> {
    if party_ids.is_empty() {
        return Ok(Vec::new());
    }
    let (among, value) = among(db, 1, party_ids);
    select(db, &format!("c.id {}", with_payer(&among)), vec![value]).await
}

/// The same as one list of several, of `Row`s for `join`.
pub(crate) fn list_by_party(among: &str) -> List<'static> {
    List { columns: &COLUMNS, select: format!("{SELECT} WHERE c.id {} {ORDER}", with_payer(among)) }
}

/// A condition right of a card's number: one of the payers stands in `among`.
pub(crate) fn with_payer(among: &str) -> String {
    format!("IN (SELECT card_id FROM card_party WHERE party_id {among})")
}
