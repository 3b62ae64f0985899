//! What people and firms owe, on any day, with the reason for every figure.

mod explanation;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use ratusz_kernel::lists::List;
use ratusz_kernel::{Db, Error, Money, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde::{Deserialize, Serialize};

use crate::cards::{self, CardRef};
use crate::charges::BasisLine;
use crate::kinds::{self, Kinds};
use crate::law::{self, Law};
use crate::rules::interest::{Question, Regime};
use crate::rules::period::ExcludedPeriods;
use crate::store::among;

pub use explanation::{Explanation, ExplanationLine};
pub(crate) use explanation::{days_text, percent};

/// One due as it stands on a day.
#[derive(Debug, Clone, Serialize)]
pub struct DueDebt {
    pub id: i64,
    pub card_id: i64,
    pub card_number: String,
    pub charge_id: i64,
    pub title: String,
    /// Number of the instalment and how many there are.
    pub number: i64,
    pub of_count: i64,
    pub due_date: NaiveDate,
    pub assessed: Money,
    /// What of the amount itself is open.
    pub principal: Money,
    /// What is asked for as interest on that day.
    pub interest: Money,
    /// Interest that ran up but is not asked for, because it is at or under the threshold (OP art. 54 §1(5)).
    pub interest_below_threshold: Money,
    pub interest_paid: Money,
    pub cost: Money,
    pub total: Money,
    /// Days after the due date; 0 when it has not passed.
    pub days_late: i64,
    pub explanation: Explanation,
    pub document_no: String,
    pub document_date: NaiveDate,
    pub basis: Vec<BasisLine>,
}

impl DueDebt {
    /// `6 dni po terminie`; of use only for a late due.
    pub fn late_text(&self) -> String {
        format!("{} po terminie", days_text(self.days_late))
    }
}

/// The open dues of one card.
#[derive(Debug, Clone, Serialize)]
pub struct CardDebt {
    pub card: CardRef,
    pub kind_name: String,
    pub regime: Regime,
    pub dues: Vec<DueDebt>,
    pub overpaid: Money,
}

impl CardDebt {
    pub fn total(&self) -> Money {
        self.dues.iter().map(|due| due.total).sum()
    }
}

/// Everything some people and firms owe.
#[derive(Debug, Clone, Serialize)]
pub struct Debts {
    pub as_of: NaiveDate,
    pub total: Money,
    pub cards: Vec<CardDebt>,
    /// The nearest date that has not passed; nothing when no due is still to come.
    pub next_due_date: Option<NaiveDate>,
    pub paid_this_year: Money,
}

impl Debts {
    pub fn dues(&self) -> impl Iterator<Item = (&CardDebt, &DueDebt)> {
        self.cards.iter().flat_map(|card| card.dues.iter().map(move |due| (card, due)))
    }
}

#[derive(FromQueryResult, Deserialize)]
struct Row {
    id: i64,
    card_id: i64,
    charge_id: i64,
    number: i64,
    of_count: i64,
    title: String,
    due_date: NaiveDate,
    assessed: i64,
    open: i64,
    cost_open: i64,
    interest_open: i64,
    interest_paid: i64,
    interest_counted_to: Option<NaiveDate>,
    document_no: String,
    document_date: NaiveDate,
    basis: String,
}

const COLUMNS: [&str; 16] = [
    "id",
    "card_id",
    "charge_id",
    "number",
    "of_count",
    "title",
    "due_date",
    "assessed",
    "open",
    "cost_open",
    "interest_open",
    "interest_paid",
    "interest_counted_to",
    "document_no",
    "document_date",
    "basis",
];
const SELECT: &str = "SELECT d.id AS id, d.card_id AS card_id, d.charge_id AS charge_id, d.number AS number, \
    d.of_count AS of_count, d.title AS title, d.due_date AS due_date, d.assessed AS assessed, d.open AS open, \
    d.cost_open AS cost_open, d.interest_open AS interest_open, d.interest_paid AS interest_paid, \
    d.interest_counted_to AS interest_counted_to, c.document_no AS document_no, c.document_date AS document_date, \
    c.basis AS basis FROM due d JOIN charge c ON c.id = d.charge_id";
const OPEN: &str = "(d.open > 0 OR d.cost_open > 0 OR d.interest_open > 0)";
const ORDER: &str = "ORDER BY d.due_date, d.id";
/// Money of a span of days, reversals taken off.
const PAID: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN l.side = 'D' THEN l.amount ELSE -l.amount END), 0) AS BIGINT) \
    AS paid FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id \
    WHERE l.component = 'money' AND e.payment_day >= $2 AND e.payment_day < $3";

/// What these people and firms owe on a day: the state of the books now, interest of that day.
pub async fn debts(municipality: &Municipality, party_ids: &[i64], as_of: NaiveDate) -> Result<Debts> {
    let (law, kinds) = (law::of(municipality).await?, kinds::of(municipality).await?);
    let (cards, dues, paid_this_year) = rows(&municipality.db, party_ids, as_of).await?;
    let debts = with_dues(&law, &kinds, cards, dues, as_of)?;
    let cards: Vec<CardDebt> =
        debts.into_iter().filter(|debt| !debt.dues.is_empty() || debt.overpaid > Money::ZERO).collect();
    let dates = cards.iter().flat_map(|card| card.dues.iter().map(|due| due.due_date));
    Ok(Debts {
        as_of,
        total: cards.iter().map(CardDebt::total).sum(),
        next_due_date: dates.filter(|date| *date >= as_of).min(),
        paid_this_year,
        cards,
    })
}

/// The cards of people and firms, their open dues and what was paid on them in the year of the day, in one question.
async fn rows(db: &Db, party_ids: &[i64], as_of: NaiveDate) -> Result<(Vec<CardRef>, Vec<Row>, Money)> {
    let year =
        |year| NaiveDate::from_yo_opt(year, 1).ok_or_else(|| Error::internal("a year no calendar has"));
    let (first, next) = (year(as_of.year())?, year(as_of.year() + 1)?);
    let (among, value) = among(&db.read, 1, party_ids);
    let theirs = cards::with_payer(&among);
    let asked = [
        cards::list_by_party(&among),
        List { columns: &COLUMNS, select: format!("{SELECT} WHERE d.card_id {theirs} AND {OPEN} {ORDER}") },
        List { columns: &["paid"], select: format!("{PAID} AND l.card_id {theirs}") },
    ];
    type Found = (Vec<cards::Row>, Vec<Row>, Vec<(i64,)>);
    let (cards, dues, paid): Found = db.lists(&asked, values![value, first, next]).await?;
    Ok((cards::join(cards), dues, Money::from_grosze(paid.iter().map(|(paid,)| paid).sum())))
}

/// The open dues of cards, in the order of the cards; a card without open dues is kept.
pub(crate) async fn of_cards<C: ConnectionTrait>(
    db: &C,
    law: &Law,
    kinds: &Kinds,
    cards: Vec<CardRef>,
    as_of: NaiveDate,
) -> Result<Vec<CardDebt>> {
    let ids: Vec<i64> = cards.iter().map(|card| card.id).collect();
    let (among, value) = among(db, 1, &ids);
    let dues = select(db, &format!("d.card_id {among} AND {OPEN}"), vec![value]).await?;
    with_dues(law, kinds, cards, dues, as_of)
}

fn with_dues(
    law: &Law,
    kinds: &Kinds,
    cards: Vec<CardRef>,
    dues: Vec<Row>,
    as_of: NaiveDate,
) -> Result<Vec<CardDebt>> {
    let mut rows: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    for row in dues {
        rows.entry(row.card_id).or_default().push(row);
    }
    cards
        .into_iter()
        .map(|card| {
            let kind = kinds.of_card(&card.kind)?;
            let open = rows.remove(&card.id).unwrap_or_default();
            let dues = open
                .into_iter()
                .map(|row| due_debt(law, kind.regime, &card, row, as_of))
                .collect::<Result<_>>()?;
            let overpaid = Money::from_grosze(card.overpaid);
            Ok(CardDebt { kind_name: kind.title(), regime: kind.regime, dues, overpaid, card })
        })
        .collect()
}

/// Dues by their rows, open or paid, each with its card. Rows that do not exist are left out.
pub async fn dues_by_id(
    municipality: &Municipality,
    due_ids: &[i64],
    as_of: NaiveDate,
) -> Result<Vec<(CardRef, DueDebt)>> {
    let db = &municipality.db.read;
    let (law, kinds) = (law::of(municipality).await?, kinds::of(municipality).await?);
    if due_ids.is_empty() {
        return Ok(Vec::new());
    }
    let (among, value) = among(db, 1, due_ids);
    let rows = select(db, &format!("d.id {among}"), vec![value]).await?;
    let card_ids: Vec<i64> = rows.iter().map(|row| row.card_id).collect();
    let cards = cards::by_ids(db, &card_ids).await?;
    rows.into_iter()
        .map(|row| {
            let card = cards.get(&row.card_id).ok_or_else(|| Error::internal("a due without a card"))?;
            let regime = kinds.of_card(&card.kind)?.regime;
            Ok((card.clone(), due_debt(&law, regime, card, row, as_of)?))
        })
        .collect()
}

async fn select<C: ConnectionTrait>(db: &C, condition: &str, values: Vec<Value>) -> Result<Vec<Row>> {
    Ok(db.all(&format!("{SELECT} WHERE {condition} {ORDER}"), values).await?)
}

fn due_debt(law: &Law, regime: Regime, card: &CardRef, row: Row, as_of: NaiveDate) -> Result<DueDebt> {
    let money = Money::from_grosze;
    let carried = row.interest_counted_to.filter(|_| regime == Regime::Civil);
    let question = Question {
        regime,
        principal: money(row.open),
        due: carried.unwrap_or(row.due_date),
        paid: as_of,
        excluded: ExcludedPeriods::NONE,
    };
    let interest = law.interest.interest(&question).map_err(|error| Error::Conflict(error.to_string()))?;
    let carried_interest = if regime == Regime::Civil { money(row.interest_open) } else { Money::ZERO };
    let (principal, cost) = (money(row.open), money(row.cost_open));
    let asked = interest.charged + carried_interest;
    let below = if interest.charged.is_zero() { interest.to_grosze } else { Money::ZERO };
    let days_late = (as_of - row.due_date).num_days().max(0);
    let explanation = Explanation::of(&row.title, principal, cost, carried_interest, days_late, &interest);
    Ok(DueDebt {
        id: row.id,
        card_id: card.id,
        card_number: card.number.clone(),
        charge_id: row.charge_id,
        title: row.title,
        number: row.number,
        of_count: row.of_count,
        due_date: row.due_date,
        assessed: money(row.assessed),
        principal,
        interest: asked,
        interest_below_threshold: below,
        interest_paid: money(row.interest_paid),
        cost,
        total: principal + asked + cost,
        days_late,
        explanation,
        document_no: row.document_no,
        document_date: row.document_date,
        basis: serde_json::from_str(&row.basis)?,
    })
}
