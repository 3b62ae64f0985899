//! Payments: one basket of dues paid together.

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_kernel::{Deed, Error, Money, Result, Sql, time, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::rules::state::State;

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Payment {
    pub(crate) id: i64,
    pub(crate) reference: String,
    pub(crate) pos_id: i64,
    pub(crate) account_id: i64,
    pub(crate) party_id: Option<i64>,
    /// The provider's code of the payment method the payer chose here; empty when chosen at the provider's.
    pub(crate) method: String,
    total: i64,
    refunded: i64,
    state: String,
    pub(crate) late: bool,
    pub(crate) review_reason: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) authorised_at: Option<DateTime<Utc>>,
    pub(crate) confirmed_at: Option<DateTime<Utc>>,
    pub(crate) received_at: Option<DateTime<Utc>>,
}

impl Payment {
    pub(crate) fn total(&self) -> Money {
        Money::from_grosze(self.total)
    }

    pub(crate) fn refunded(&self) -> Money {
        Money::from_grosze(self.refunded)
    }

    /// A word the table does not know waits for a clerk.
    pub(crate) fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Review)
    }

    /// The legal day of payment (OP art. 60 § 1).
    pub(crate) fn payment_day(&self) -> Option<NaiveDate> {
        self.authorised_at.map(time::civil_date)
    }

    /// What browsers watch.
    pub(crate) fn topic(&self) -> String {
        format!("payment:{}", self.reference)
    }

    pub(crate) fn subject(&self) -> String {
        format!("payment:{}", self.id)
    }
}

pub(crate) struct NewPayment<'a> {
    pub(crate) id: i64,
    pub(crate) reference: &'a str,
    pub(crate) form_token: &'a str,
    pub(crate) pos_id: i64,
    pub(crate) account_id: i64,
    pub(crate) party_id: Option<i64>,
    pub(crate) method: &'a str,
    pub(crate) total: Money,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Gives false when this form was sent before.
pub(crate) async fn add(deed: &Deed, new: &NewPayment<'_>) -> Result<bool> {
    let added = deed
        .tx
        .run(
            "INSERT INTO payment (id, reference, form_token, pos_id, account_id, party_id, method, total, state, \
             created_at, expires_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'draft',$9,$10) \
             ON CONFLICT (form_token) DO NOTHING",
            values![
                new.id,
                new.reference,
                new.form_token,
                new.pos_id,
                new.account_id,
                new.party_id,
                new.method,
                new.total.grosze(),
                deed.now,
                new.expires_at
            ],
        )
        .await?;
    Ok(added == 1)
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Payment> {
    db.maybe("SELECT * FROM payment WHERE id = $1", values![id]).await?.ok_or(Error::NotFound)
}

pub(crate) async fn by_reference<C: ConnectionTrait>(db: &C, reference: &str) -> Result<Payment> {
    db.maybe("SELECT * FROM payment WHERE reference = $1", values![reference]).await?.ok_or(Error::NotFound)
}

pub(crate) async fn by_form_token<C: ConnectionTrait>(db: &C, token: &str) -> Result<Option<Payment>> {
    Ok(db.maybe("SELECT * FROM payment WHERE form_token = $1", values![token]).await?)
}

pub(crate) async fn of_account<C: ConnectionTrait>(
    db: &C,
    account_id: i64,
    page: i64,
    size: i64,
) -> Result<Vec<Payment>> {
    Ok(db
        .all(
            "SELECT * FROM payment WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3",
            values![account_id, size, (page - 1) * size],
        )
        .await?)
}

/// Takes the row for this transaction: whoever comes second waits and sees what the first did.
pub(crate) async fn lock(deed: &Deed, id: i64) -> Result<Payment> {
    deed.tx
        .maybe("UPDATE payment SET version = version + 1 WHERE id = $1 RETURNING *", values![id])
        .await?
        .ok_or(Error::NotFound)
}

/// Moves the payment along a legal way and tells the browsers that watch it.
pub(crate) async fn set_state(deed: &mut Deed, payment: &mut Payment, to: State) -> Result<()> {
    let to = payment.state().go(to).map_err(|error| Error::Conflict(error.to_string()))?;
    to.code().clone_into(&mut payment.state);
    deed.tx.run("UPDATE payment SET state = $2 WHERE id = $1", values![payment.id, to.code()]).await?;
    deed.tell(payment.topic(), to.code());
    Ok(())
}

pub(crate) async fn set_review(deed: &mut Deed, payment: &mut Payment, reason: &str) -> Result<()> {
    reason.clone_into(&mut payment.review_reason);
    deed.tx.run("UPDATE payment SET review_reason = $2 WHERE id = $1", values![payment.id, reason]).await?;
    if payment.state() == State::Review { Ok(()) } else { set_state(deed, payment, State::Review).await }
}

pub(crate) async fn set_paid(
    deed: &Deed,
    payment: &mut Payment,
    authorised_at: DateTime<Utc>,
    late: bool,
) -> Result<()> {
    payment.authorised_at = Some(authorised_at);
    payment.confirmed_at = Some(deed.now);
    payment.late = late;
    deed.tx
        .run(
            "UPDATE payment SET authorised_at = $2, confirmed_at = $3, late = $4, review_reason = '' WHERE id = $1",
            values![payment.id, authorised_at, deed.now, late],
        )
        .await?;
    Ok(())
}

pub(crate) async fn set_expiry(deed: &Deed, id: i64, expires_at: DateTime<Utc>) -> Result<()> {
    deed.tx.run("UPDATE payment SET expires_at = $2 WHERE id = $1", values![id, expires_at]).await?;
    Ok(())
}

pub(crate) async fn add_refunded(deed: &Deed, payment: &mut Payment, amount: Money) -> Result<()> {
    payment.refunded += amount.grosze();
    deed.tx
        .run("UPDATE payment SET refunded = $2 WHERE id = $1", values![payment.id, payment.refunded])
        .await?;
    Ok(())
}

/// What the office looks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) state: Option<State>,
    /// The beginning of a reference or of an order number.
    pub(crate) text: String,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

impl Filter {
    fn sql(&self) -> (String, Vec<Value>) {
        let mut sql = String::from("WHERE state <> 'draft'");
        let mut values = Vec::new();
        let mut and = |condition: &str, value: Value| {
            values.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('?', &format!("${}", values.len())));
        };
        if let Some(state) = self.state {
            and("state = ?", state.code().into());
        }
        if !self.text.is_empty() {
            and("reference LIKE ?", format!("{}%", self.text.to_uppercase()).into());
        }
        if let Some(from) = self.from {
            and("created_at >= ?", time::at_warsaw(from, 0).into());
        }
        if let Some(to) = self.to.and_then(|to| to.succ_opt()) {
            and("created_at < ?", time::at_warsaw(to, 0).into());
        }
        (sql, values)
    }
}

pub(crate) async fn count<C: ConnectionTrait>(db: &C, filter: &Filter) -> Result<i64> {
    let (condition, values) = filter.sql();
    Ok(db.scalar(&format!("SELECT COUNT(*) FROM payment {condition}"), values).await?.unwrap_or(0))
}

pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    filter: &Filter,
    page: i64,
    size: i64,
) -> Result<Vec<Payment>> {
    let (condition, values) = filter.sql();
    let sql = format!(
        "SELECT * FROM payment {condition} ORDER BY created_at DESC, id DESC LIMIT {size} OFFSET {}",
        (page - 1) * size
    );
    Ok(db.all(&sql, values).await?)
}

/// How many payments are in a state.
pub(crate) async fn in_state<C: ConnectionTrait>(db: &C, state: State) -> Result<i64> {
    Ok(db.scalar("SELECT COUNT(*) FROM payment WHERE state = $1", values![state.code()]).await?.unwrap_or(0))
}
