//! Entries and lines of the journal as they are written and read.

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use ratusz_kernel::{Money, Result, Sql, audit, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};

/// Why an entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Przypis: the liability grows.
    Assessment,
    /// Odpis: the liability shrinks.
    WriteOff,
    /// Money credited to dues.
    Payment,
    /// Money whose payer or purpose is not known yet (wpływy do wyjaśnienia).
    Unidentified,
    /// Money explained later.
    Identified,
    /// Cost of a delivered reminder (koszty upomnienia).
    ReminderCost,
    /// An overpayment used for dues (zaliczenie nadpłaty), OP art. 76.
    OverpaymentUsed,
    /// An overpayment sent back (zwrot nadpłaty).
    Refund,
    /// Money in transit arrived at the bank, or left it between own accounts.
    Transfer,
    /// What the bank or the payment operator took.
    Fee,
    /// Reversal of another entry.
    Storno,
}

impl Reason {
    const ALL: [Self; 11] = [
        Self::Assessment,
        Self::WriteOff,
        Self::Payment,
        Self::Unidentified,
        Self::Identified,
        Self::ReminderCost,
        Self::OverpaymentUsed,
        Self::Refund,
        Self::Transfer,
        Self::Fee,
        Self::Storno,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::WriteOff => "write_off",
            Self::Payment => "payment",
            Self::Unidentified => "unidentified",
            Self::Identified => "identified",
            Self::ReminderCost => "reminder_cost",
            Self::OverpaymentUsed => "overpayment_used",
            Self::Refund => "refund",
            Self::Transfer => "transfer",
            Self::Fee => "fee",
            Self::Storno => "storno",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Assessment => "przypis",
            Self::WriteOff => "odpis",
            Self::Payment => "wpłata",
            Self::Unidentified => "wpływ do wyjaśnienia",
            Self::Identified => "wyjaśnienie wpływu",
            Self::ReminderCost => "koszty upomnienia",
            Self::OverpaymentUsed => "zaliczenie nadpłaty",
            Self::Refund => "zwrot nadpłaty",
            Self::Transfer => "środki w drodze",
            Self::Fee => "opłata bankowa",
            Self::Storno => "storno",
        }
    }
}

/// What of a debt a line concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// Należność główna.
    Principal,
    Interest,
    /// Costs of reminders.
    Cost,
    /// Opłata prolongacyjna.
    Prolongation,
    Overpayment,
    /// The other side of a settlement: bank, cash, transit, unexplained receipts, income.
    Money,
}

impl Component {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Interest => "interest",
            Self::Cost => "cost",
            Self::Prolongation => "prolongation",
            Self::Overpayment => "overpayment",
            Self::Money => "money",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let all =
            [Self::Principal, Self::Interest, Self::Cost, Self::Prolongation, Self::Overpayment, Self::Money];
        all.into_iter().find(|component| component.as_str() == text)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Principal => "należność główna",
            Self::Interest => "odsetki",
            Self::Cost => "koszty",
            Self::Prolongation => "opłata prolongacyjna",
            Self::Overpayment => "nadpłata",
            Self::Money => "pieniądze",
        }
    }
}

/// Debit (Wn) or credit (Ma).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    #[serde(rename = "D")]
    Debit,
    #[serde(rename = "C")]
    Credit,
}

impl Side {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debit => "D",
            Self::Credit => "C",
        }
    }

    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

/// One side of an entry on one account.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// Account of the chart in the regulation of 25 October 2010 (Dz.U. 2010 nr 208 poz. 1375); see [`super::chart`].
    pub account: &'static str,
    pub card_id: Option<i64>,
    pub due_id: Option<i64>,
    pub component: Component,
    pub side: Side,
    /// Above zero.
    pub amount: Money,
    /// Budget classification `756-75616-0310`; empty for money accounts.
    pub classification: String,
}

/// An entry to be posted.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub booking_date: NaiveDate,
    /// Day of payment (OP art. 60 §1); for other documents the day they take effect.
    pub payment_day: NaiveDate,
    pub document: String,
    pub reason: Reason,
    /// Where it comes from (`statement:12:3`); the same source is never posted twice.
    pub source: Option<String>,
    /// The entry this one reverses.
    pub corrects: Option<i64>,
    pub note: String,
    pub lines: Vec<NewLine>,
}

/// A line as the journal holds it.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct LineRow {
    pub entry_id: i64,
    pub line_no: i64,
    pub account: String,
    pub card_id: Option<i64>,
    pub due_id: Option<i64>,
    pub component: String,
    pub side: String,
    pub amount: i64,
    pub classification: String,
}

/// An entry as the journal holds it, without its lines.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct StoredEntry {
    pub id: i64,
    pub booking_date: NaiveDate,
    pub payment_day: NaiveDate,
    pub document: String,
    pub reason: String,
    pub source: Option<String>,
    pub corrects: Option<i64>,
    pub actor_id: i64,
    pub actor_name: String,
    pub created_at: DateTime<Utc>,
    pub note: String,
    pub debit: i64,
    pub credit: i64,
    pub hash: String,
}

impl StoredEntry {
    /// The hash this entry must carry after `previous`: over everything it says and all its lines in order.
    pub(crate) fn expected_hash(&self, previous: &str, lines: &[LineRow]) -> Result<String> {
        let head = serde_json::to_string(&(
            self.id,
            self.booking_date,
            self.payment_day,
            &self.document,
            &self.reason,
            &self.source,
            self.corrects,
            self.actor_id,
            &self.actor_name,
            self.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            &self.note,
            (self.debit, self.credit),
        ))?;
        let mut content = head;
        for line in lines {
            let number = |id: Option<i64>| id.unwrap_or(0);
            write!(
                content,
                "\n{}|{}|{}|{}|{}|{}|{}|{}",
                line.line_no,
                line.account,
                number(line.card_id),
                number(line.due_id),
                line.component,
                line.side,
                line.amount,
                line.classification
            )
            .map_err(ratusz_kernel::Error::internal)?;
        }
        Ok(audit::chain_hash(previous, content.as_bytes()))
    }
}

/// An entry with its lines.
pub(crate) async fn entry<C: ConnectionTrait>(
    db: &C,
    id: i64,
) -> Result<Option<(StoredEntry, Vec<LineRow>)>> {
    let Some(entry) = db.maybe("SELECT * FROM journal_entry WHERE id = $1", values![id]).await? else {
        return Ok(None);
    };
    let lines =
        db.all("SELECT * FROM journal_line WHERE entry_id = $1 ORDER BY line_no", values![id]).await?;
    Ok(Some((entry, lines)))
}
