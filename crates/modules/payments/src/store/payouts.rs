//! Payouts of providers and their lines.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use ratusz_kernel::{Deed, Error, Money, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::PayoutRef;
use crate::rules::payout::{Standing, Sums};
use crate::rules::payout_report::Kind;

/// Five working days are never more than nine days of the calendar, but for Christmas and Easter; a clerk sees the rest.
const LATEST: Duration = Duration::days(9);

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Payout {
    pub(crate) id: i64,
    pub(crate) pos_id: i64,
    pub(crate) provider_id: String,
    pub(crate) paid_on: NaiveDate,
    payments: i64,
    refunds: i64,
    fees: i64,
    corrections: i64,
    net: i64,
    standing: String,
    pub(crate) cause: String,
    bank_amount: Option<i64>,
    pub(crate) bank_entry: String,
    pub(crate) bank_day: Option<NaiveDate>,
    pub(crate) entry_id: Option<i64>,
}

impl Payout {
    pub(crate) fn sums(&self) -> Sums {
        let money = Money::from_grosze;
        Sums {
            payments: money(self.payments),
            refunds: money(self.refunds),
            fees: money(self.fees),
            corrections: money(self.corrections),
        }
    }

    pub(crate) fn net(&self) -> Money {
        Money::from_grosze(self.net)
    }

    /// What the bank shows, or the provider says it sent, beyond what the operations come to.
    pub(crate) fn difference(&self) -> Option<Money> {
        let difference = self.bank_amount().unwrap_or_else(|| self.net()) - self.sums().net();
        (!difference.is_zero()).then_some(difference)
    }

    pub(crate) fn bank_amount(&self) -> Option<Money> {
        self.bank_amount.map(Money::from_grosze)
    }

    pub(crate) fn standing(&self) -> Standing {
        Standing::of(&self.standing).unwrap_or(Standing::Differs)
    }
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct PayoutLine {
    pub(crate) kind: String,
    pub(crate) provider_ref: String,
    pub(crate) ext_id: String,
    pub(crate) payment_id: Option<i64>,
    amount: i64,
    fee: i64,
    pub(crate) note: String,
}

impl PayoutLine {
    pub(crate) fn new(
        kind: &str,
        [provider_ref, ext_id, note]: [&str; 3],
        payment_id: Option<i64>,
        amount: Money,
        fee: Money,
    ) -> Self {
        Self {
            kind: kind.to_owned(),
            provider_ref: provider_ref.to_owned(),
            ext_id: ext_id.to_owned(),
            payment_id,
            amount: amount.grosze(),
            fee: fee.grosze(),
            note: note.to_owned(),
        }
    }

    pub(crate) fn amount(&self) -> Money {
        Money::from_grosze(self.amount)
    }

    pub(crate) fn words(&self) -> &'static str {
        Kind::words(&self.kind)
    }

    pub(crate) fn fee(&self) -> Money {
        Money::from_grosze(self.fee)
    }
}

pub(crate) struct NewPayout<'a> {
    pub(crate) id: i64,
    pub(crate) pos_id: i64,
    pub(crate) provider_id: &'a str,
    pub(crate) paid_on: NaiveDate,
    pub(crate) sums: Sums,
    pub(crate) net: Money,
    pub(crate) standing: Standing,
    pub(crate) cause: &'a str,
}

/// Gives false when this payout was reported before.
pub(crate) async fn add(deed: &Deed, new: &NewPayout<'_>, lines: &[PayoutLine]) -> Result<bool> {
    let added = deed
        .tx
        .run(
            "INSERT INTO payout (id, pos_id, provider_id, paid_on, payments, refunds, fees, corrections, net, standing, \
             cause, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) \
             ON CONFLICT (pos_id, provider_id) DO NOTHING",
            values![
                new.id,
                new.pos_id,
                new.provider_id,
                new.paid_on,
                new.sums.payments.grosze(),
                new.sums.refunds.grosze(),
                new.sums.fees.grosze(),
                new.sums.corrections.grosze(),
                new.net.grosze(),
                new.standing.code(),
                new.cause,
                deed.now
            ],
        )
        .await?;
    if added == 0 {
        return Ok(false);
    }
    let rows: Vec<Value> = (1_i64..)
        .zip(lines)
        .flat_map(|(number, line)| {
            values![
                new.id,
                number,
                line.kind.clone(),
                line.provider_ref.clone(),
                line.ext_id.clone(),
                line.payment_id,
                line.amount,
                line.fee,
                line.note.clone()
            ]
        })
        .collect();
    deed.tx
        .insert_rows(
            "INSERT INTO payout_line (payout_id, line_no, kind, provider_ref, ext_id, payment_id, amount, fee, note)",
            9,
            rows,
            "",
        )
        .await?;
    Ok(true)
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Payout> {
    db.maybe("SELECT * FROM payout WHERE id = $1", values![id]).await?.ok_or(Error::NotFound)
}

pub(crate) async fn recent<C: ConnectionTrait>(db: &C, limit: i64) -> Result<Vec<Payout>> {
    Ok(db.all("SELECT * FROM payout ORDER BY paid_on DESC, id DESC LIMIT $1", values![limit]).await?)
}

pub(crate) async fn lines<C: ConnectionTrait>(db: &C, payout_id: i64) -> Result<Vec<PayoutLine>> {
    Ok(db
        .all(
            "SELECT kind, provider_ref, ext_id, payment_id, amount, fee, note FROM payout_line WHERE payout_id = $1 \
             ORDER BY line_no",
            values![payout_id],
        )
        .await?)
}

/// The payout that brought a payment's money, as row and number.
pub(crate) async fn of_payment<C: ConnectionTrait>(db: &C, payment_id: i64) -> Result<Option<(i64, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        provider_id: String,
    }
    let row: Option<Row> = db
        .maybe(
            "SELECT o.id, o.provider_id FROM payout o JOIN payout_line l ON l.payout_id = o.id \
             WHERE l.payment_id = $1 AND l.kind = 'payment' ORDER BY o.id LIMIT 1",
            values![payment_id],
        )
        .await?;
    Ok(row.map(|row| (row.id, row.provider_id)))
}

#[derive(FromQueryResult)]
struct Candidate {
    id: i64,
    point: String,
    provider_id: String,
    paid_on: NaiveDate,
    net: i64,
}

pub(crate) async fn candidates<C: ConnectionTrait>(
    db: &C,
    amount: Money,
    date: NaiveDate,
) -> Result<Vec<PayoutRef>> {
    let rows: Vec<Candidate> = db
        .all(
            "SELECT o.id, s.name AS point, o.provider_id, o.paid_on, o.net FROM payout o JOIN pos s ON s.id = o.pos_id \
             WHERE o.bank_amount IS NULL AND o.net = $1 AND o.paid_on BETWEEN $2 AND $3 ORDER BY o.paid_on, o.id",
            values![amount.grosze(), date - LATEST, date],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| PayoutRef {
            id: row.id,
            point: row.point,
            provider_id: row.provider_id,
            paid_on: row.paid_on,
            net: Money::from_grosze(row.net),
        })
        .collect())
}

/// What the bank brought for a payout.
pub(crate) struct Settled<'a> {
    pub(crate) amount: Money,
    pub(crate) day: NaiveDate,
    pub(crate) bank_entry: &'a str,
    pub(crate) standing: Standing,
    pub(crate) cause: &'a str,
    pub(crate) entry_id: i64,
}

/// Gives false when it was settled before.
pub(crate) async fn settle(deed: &Deed, id: i64, settled: &Settled<'_>) -> Result<bool> {
    let changed = deed
        .tx
        .run(
            "UPDATE payout SET bank_amount = $2, bank_day = $3, bank_entry = $4, standing = $5, cause = $6, entry_id = $7 \
             WHERE id = $1 AND bank_amount IS NULL",
            values![
                id,
                settled.amount.grosze(),
                settled.day,
                settled.bank_entry,
                settled.standing.code(),
                settled.cause,
                settled.entry_id
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Money without a report that a payout of this net may explain.
pub(crate) async fn without_report<C: ConnectionTrait>(
    db: &C,
    pos_id: i64,
    net: Money,
    paid_on: NaiveDate,
) -> Result<Option<Payout>> {
    Ok(db
        .maybe(
            "SELECT * FROM payout WHERE pos_id = $1 AND standing = 'no_report' AND bank_amount = $2 \
             AND bank_day BETWEEN $3 AND $4 ORDER BY bank_day, id LIMIT 1",
            values![pos_id, net.grosze(), paid_on, paid_on + LATEST],
        )
        .await?)
}

/// Only a payout without lines can go: one whose report has come.
pub(crate) async fn remove(deed: &Deed, id: i64) -> Result<()> {
    deed.tx.run("DELETE FROM payout WHERE id = $1 AND standing = 'no_report'", values![id]).await?;
    Ok(())
}

/// The payments of a payout are settled: their money is on the municipality's account.
pub(crate) async fn mark_received(deed: &Deed, payout_id: i64, at: DateTime<Utc>) -> Result<()> {
    deed.tx
        .run(
            "UPDATE payment SET received_at = $2, state = CASE WHEN state = 'posted' THEN 'settled' ELSE state END \
             WHERE received_at IS NULL AND id IN (SELECT payment_id FROM payout_line WHERE payout_id = $1 \
             AND kind = 'payment' AND payment_id IS NOT NULL)",
            values![payout_id, at],
        )
        .await?;
    Ok(())
}

/// Final refunds of a point that no report has named yet: what a difference may come from.
pub(crate) async fn unreported_refunds<C: ConnectionTrait>(
    db: &C,
    pos_id: i64,
) -> Result<Vec<(Money, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        amount: i64,
        reference: String,
    }
    let rows: Vec<Row> = db
        .all(
            "SELECT r.amount, p.reference FROM payment_refund r JOIN payment p ON p.id = r.payment_id \
             WHERE p.pos_id = $1 AND r.state IN ('sent', 'final') AND NOT EXISTS (SELECT 1 FROM payout_line l \
             WHERE l.kind = 'refund' AND l.payment_id = p.id AND l.amount = r.amount) ORDER BY r.id DESC LIMIT 100",
            values![pos_id],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (Money::from_grosze(row.amount), row.reference)).collect())
}
