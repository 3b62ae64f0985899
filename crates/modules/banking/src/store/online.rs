//! Payments made through the portal and payouts of their operators, as far as a bank statement shows them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Money, Result, Sql, values};
use ratusz_payments::rules::reference;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::entries::Entry;
use super::placeholders;
use crate::rules::matching::{Candidate, Session};

/// How many days after an operator sent a payout the bank shows it at the latest (integrations.md §2.9: five working
/// days).
const PAYOUT_DAYS: i64 = 9;

/// A payment the payer began in the portal and whose money has not come through an operator.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct OpenPayment {
    reference: String,
    total: i64,
    /// The card when the payment concerns only one.
    pub card_id: Option<i64>,
}

/// The portal's payment references in titles and end-to-end identifiers.
pub(crate) fn references(entries: &[&Entry]) -> Vec<String> {
    let all: HashSet<String> = entries.iter().flat_map(|entry| named(entry)).collect();
    let mut all: Vec<String> = all.into_iter().collect();
    all.sort_unstable();
    all
}

fn named(entry: &Entry) -> Vec<String> {
    let mut found = reference::find(&entry.title);
    found.extend(reference::find(&entry.end_to_end));
    found
}

/// The open payments among these references.
pub(crate) async fn open_payments<C: ConnectionTrait>(
    db: &C,
    references: &[String],
) -> Result<HashMap<String, OpenPayment>> {
    let mut found = HashMap::new();
    for batch in references.chunks(1000) {
        let sql = format!(
            "SELECT p.reference AS reference, p.total AS total, \
             CASE WHEN MIN(l.card_id) = MAX(l.card_id) THEN MIN(l.card_id) END AS card_id \
             FROM payment p JOIN payment_line l ON l.payment_id = p.id \
             WHERE p.reference IN ({}) AND p.state IN ('draft', 'started', 'pending', 'failed', 'expired', 'abandoned') \
             GROUP BY p.reference, p.total",
            placeholders(1, batch.len())
        );
        let rows: Vec<OpenPayment> = db.all(&sql, batch.iter().map(Value::from).collect::<Vec<_>>()).await?;
        found.extend(rows.into_iter().map(|row| (row.reference.clone(), row)));
    }
    Ok(found)
}

/// The payment an entry names.
pub(crate) fn session(
    entry: &Entry,
    payments: &HashMap<String, OpenPayment>,
    card: impl Fn(i64) -> Option<Candidate>,
) -> Option<Session> {
    if payments.is_empty() {
        return None;
    }
    let payment = named(entry).iter().find_map(|reference| payments.get(reference))?;
    Some(Session {
        reference: payment.reference.clone(),
        amount: payment.total,
        card: payment.card_id.and_then(card),
    })
}

/// A payout an operator reported and the bank has not shown yet.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Payout {
    pub id: i64,
    provider_id: String,
    net: i64,
    paid_on: NaiveDate,
    bank_account: String,
}

impl Payout {
    pub(crate) fn reason(&self, came: i64) -> String {
        let day = short_date(self.paid_on);
        if came == self.net {
            return format!("wypłata operatora płatności z {day}, kwota zgodna z raportem");
        }
        let difference = Money::from_grosze(came - self.net);
        format!("wypłata operatora płatności z {day}, numer w tytule; różni się od raportu o {difference}")
    }
}

pub(crate) async fn open_payouts<C: ConnectionTrait>(db: &C) -> Result<Vec<Payout>> {
    Ok(db
        .all(
            "SELECT p.id AS id, p.provider_id AS provider_id, p.net AS net, p.paid_on AS paid_on, \
             s.bank_account AS bank_account FROM payout p JOIN pos s ON s.id = p.pos_id \
             WHERE p.bank_entry = '' ORDER BY p.paid_on, p.id",
            values![],
        )
        .await?)
}

/// A shorter number may stand in a title by chance.
const TELLING_NUMBER: usize = 6;

/// Takes the payout an entry brings out of the list: the one whose number stands in the title, even when less or more
/// came than was reported, or the only one of that amount; sent in the days before, to this account.
pub(crate) fn take_payout(payouts: &mut Vec<Payout>, entry: &Entry, nrb: &str) -> Option<Payout> {
    if payouts.is_empty() || entry.amount <= 0 {
        return None;
    }
    let possible = |payout: &Payout| {
        let days = (entry.booking_date - payout.paid_on).num_days();
        (0..=PAYOUT_DAYS).contains(&days) && (payout.bank_account.is_empty() || payout.bank_account == nrb)
    };
    let named = payouts.iter().position(|payout| {
        let telling = payout.provider_id.len() >= TELLING_NUMBER || payout.net == entry.amount;
        telling && possible(payout) && entry.title.contains(&payout.provider_id)
    });
    let only = || {
        let mut fitting =
            payouts.iter().enumerate().filter(|(_, payout)| payout.net == entry.amount && possible(payout));
        fitting.next().filter(|_| fitting.next().is_none()).map(|(place, _)| place)
    };
    named.or_else(only).map(|place| payouts.remove(place))
}
