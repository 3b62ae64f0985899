//! Charges (przypisy): what a decision, declaration, contract or notice makes somebody owe, in instalments.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use ratusz_kernel::calendar::next_working_day;
use ratusz_kernel::{Deed, Error, Money, Result, Sql, values};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::ledger::{self, Component, NewEntry, NewLine, Reason, Side, chart};
use crate::rules::dated::DatedAmounts;
use crate::rules::instalments;
use crate::rules::kinds::DueKind;
use crate::rules::rounding::Rounding;
use crate::store::numbering;
use crate::{cards, kinds};

/// A charge or instalment is at most this: a billion złoty. Sums of a file of them stay far below the end of [`Money`].
pub(crate) const MOST: Money = Money::from_zloty(1_000_000_000);
/// What is said of more.
pub(crate) const TOO_MUCH: &str = "Ta kwota jest za duża. Sprawdź, czy nie ma w niej zbędnych cyfr.";
/// Years in which documents and due dates lie.
pub(crate) const YEARS: Range<i32> = 1990..2100;

/// One line of how an amount came about: `4 osoby × 38,50 zł` and `154,00 zł`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisLine {
    pub label: String,
    pub value: String,
}

/// One instalment of a new charge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewInstalment {
    pub due_date: NaiveDate,
    pub amount: Money,
    /// `Podatek od nieruchomości, rata 4 z 4`
    pub title: String,
}

/// A charge to be booked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewCharge {
    pub card_id: i64,
    /// The tax year or year of the document.
    pub year: i32,
    /// Number of the decision, invoice or note; none takes the next number of the register of charges.
    pub document_no: Option<String>,
    pub document_date: NaiveDate,
    pub booking_date: NaiveDate,
    pub title: String,
    pub basis: Vec<BasisLine>,
    /// In order of their dates; the sum is the amount of the charge.
    pub instalments: Vec<NewInstalment>,
}

impl NewCharge {
    pub fn amount(&self) -> Money {
        self.instalments.iter().map(|instalment| instalment.amount).sum()
    }
}

/// A charge as it was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charged {
    pub charge_id: i64,
    pub entry_id: i64,
    pub due_ids: Vec<i64>,
}

/// Books charges, any number of them, with few statements: entry 221 / 720 for each, its dues and their balances.
pub async fn add(deed: &mut Deed, charges: Vec<NewCharge>) -> Result<Vec<Charged>> {
    if charges.is_empty() {
        return Ok(Vec::new());
    }
    let kinds = kinds::of(&deed.municipality).await?;
    let card_ids: BTreeSet<i64> = charges.iter().map(|charge| charge.card_id).collect();
    let cards = cards::by_ids(&deed.tx, &Vec::from_iter(card_ids)).await?;
    let (mut charge_rows, mut due_rows, mut booked) =
        (Vec::new(), Vec::new(), Vec::with_capacity(charges.len()));
    let mut entries = Vec::with_capacity(charges.len());
    for charge in &charges {
        let card = cards.get(&charge.card_id).ok_or(Error::NotFound)?;
        if card.closed.is_some() {
            return Err(Error::Conflict(format!(
                "Karta {} jest zamknięta. Nie można na niej nic przypisać.",
                card.number
            )));
        }
        if charge.instalments.is_empty() || charge.instalments.iter().any(|part| part.amount <= Money::ZERO) {
            return Err(Error::Conflict("Każda rata musi mieć kwotę większą od zera.".into()));
        }
        let classification = kinds.of_card(&card.kind)?.classification();
        let document = match &charge.document_no {
            Some(number) => number.clone(),
            None => next_document(deed, charge.document_date.year()).await?,
        };
        let mut done = Charged { charge_id: deed.municipality.new_id(), entry_id: 0, due_ids: Vec::new() };
        let mut lines = Vec::with_capacity(charge.instalments.len() + 1);
        for (number, part) in (1_i64..).zip(&charge.instalments) {
            let due_id = deed.municipality.new_id();
            due_rows.extend(values![
                due_id,
                charge.card_id,
                done.charge_id,
                number,
                i64::try_from(charge.instalments.len()).map_err(Error::internal)?,
                part.title.clone(),
                part.due_date,
                part.amount.grosze(),
                0_i64,
                classification.clone()
            ]);
            lines.push(NewLine {
                account: chart::RECEIVABLES,
                card_id: Some(charge.card_id),
                due_id: Some(due_id),
                component: Component::Principal,
                side: Side::Debit,
                amount: part.amount,
                classification: classification.clone(),
            });
            done.due_ids.push(due_id);
        }
        lines.push(NewLine {
            account: chart::REVENUE,
            card_id: None,
            due_id: None,
            component: Component::Money,
            side: Side::Credit,
            amount: charge.amount(),
            classification,
        });
        entries.push(NewEntry {
            booking_date: charge.booking_date,
            payment_day: charge.document_date.min(charge.booking_date),
            document,
            reason: Reason::Assessment,
            source: None,
            corrects: None,
            note: charge.title.clone(),
            lines,
        });
        booked.push(done);
    }
    // Posting writes the balances into the dues, so their rows come before it.
    let documents: Vec<String> = entries.iter().map(|entry| entry.document.clone()).collect();
    let entry_ids = ledger::upcoming(deed, entries.len()).await?;
    for (((charge, done), entry_id), document) in
        charges.iter().zip(&mut booked).zip(entry_ids).zip(documents)
    {
        done.entry_id = entry_id;
        charge_rows.extend(values![
            done.charge_id,
            charge.card_id,
            i64::from(charge.year),
            document,
            charge.document_date,
            charge.title.clone(),
            charge.amount().grosze(),
            serde_json::to_string(&charge.basis)?,
            entry_id,
            deed.now
        ]);
    }
    let head = "INSERT INTO charge (id, card_id, year, document_no, document_date, title, amount, basis, entry_id, created_at)";
    deed.tx.insert_rows(head, 10, charge_rows, "").await?;
    let head = "INSERT INTO due (id, card_id, charge_id, number, of_count, title, due_date, assessed, open, classification)";
    deed.tx.insert_rows(head, 10, due_rows, "").await?;
    ledger::post(deed, entries).await?;
    let total: Money = charges.iter().map(NewCharge::amount).sum();
    let subject = match charges.as_slice() {
        [only] => format!("card:{}", only.card_id),
        _ => "cards".to_owned(),
    };
    deed.note("dues.charged", subject, json!({ "charges": charges.len(), "grosze": total.grosze() }));
    Ok(booked)
}

async fn next_document(deed: &Deed, year: i32) -> Result<String> {
    let number = numbering::take(&deed.tx, "charge", year, 1).await?;
    Ok(format!("PK/{number}/{year}"))
}

/// The instalments of a year on the dates that the law names for this kind; none when it names no dates. The yearly 100 zł
/// rule is that of UPOL art. 6(11a).
pub fn statutory_parts(kind: &DueKind, year: i32, amount: Money) -> Vec<(NaiveDate, Money)> {
    let dates: Vec<NaiveDate> =
        kind.due_dates.iter().filter_map(|day| day.in_year(year)).map(next_working_day).collect();
    let limit = dates.first().and_then(|day| DatedAmounts::seeded().single_payment_limit.at(*day)).copied();
    let limit = if kind.rounding == Rounding::Zloty { limit.unwrap_or_default() } else { Money::ZERO };
    let parts = instalments::plan(amount, &dates, limit, instalments::Remainder::default());
    parts
        .into_iter()
        .map(|part| (part.due_date, part.amount))
        .filter(|(_, part)| *part > Money::ZERO)
        .collect()
}

/// Names the instalments of a charge: `Podatek od nieruchomości, rata 2 z 4`.
pub fn titled(title: &str, parts: Vec<(NaiveDate, Money)>) -> Vec<NewInstalment> {
    let count = parts.len();
    (1..)
        .zip(parts)
        .map(|(number, (due_date, amount))| NewInstalment {
            due_date,
            amount,
            title: if count == 1 { title.to_owned() } else { format!("{title}, rata {number} z {count}") },
        })
        .collect()
}
