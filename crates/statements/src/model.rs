//! What a statement file says, the same for every format as far as formats agree.

use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;

use crate::camt::CamtEntry;
use crate::encoding::Encoding;
use crate::mt940::Mt940Entry;

/// Statements, balances, entries and details one file may hold together; it bounds the memory a hostile file of
/// empty elements can take.
pub const MAX_PARTS: usize = 1_000_000;

/// The kind of message recognised in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// SWIFT customer statement, and its interim sister MT942 (see [`Check::InterimReport`]).
    Mt940,
    /// ISO 20022 bank-to-customer statement.
    Camt053,
    /// ISO 20022 report of the running day: information only.
    Camt052,
}

impl Format {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mt940 => "MT940",
            Self::Camt053 => "camt.053",
            Self::Camt052 => "camt.052",
        }
    }
}

/// How lines end in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newline {
    Lf,
    CrLf,
    Cr,
}

impl Newline {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lf => "LF",
            Self::CrLf => "CRLF",
            Self::Cr => "CR",
        }
    }
}

/// Everything learned from one file.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub format: Format,
    pub encoding: Option<Encoding>,
    pub newline: Option<Newline>,
    /// Header of an ISO 20022 message.
    pub message: Option<Message>,
    /// Lines with bytes that the code page does not know: hold the file and show [`crate::previews`].
    pub undecodable_lines: Vec<usize>,
    pub verdict: Verdict,
}

impl Outcome {
    pub(crate) fn rejected(format: Format, rejection: Rejection) -> Self {
        Self {
            format,
            encoding: None,
            newline: None,
            message: None,
            undecodable_lines: Vec::new(),
            verdict: Verdict::Rejected(rejection),
        }
    }

    /// The statements of an accepted file, or why there are none.
    pub fn statements(&self) -> Result<&[Statement], &Rejection> {
        match &self.verdict {
            Verdict::Accepted(statements) => Ok(statements),
            Verdict::Rejected(rejection) => Err(rejection),
        }
    }
}

/// A file is read whole or not at all.
#[derive(Debug, Clone)]
pub enum Verdict {
    Accepted(Vec<Statement>),
    Rejected(Rejection),
}

/// Why a file may not be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Rejection {
    pub reason: String,
    /// Line of the file, from 1.
    pub line: usize,
    /// What a lenient reader would have found; never to be posted.
    pub would_read: Vec<Statement>,
}

impl Rejection {
    pub(crate) fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), line, would_read: Vec::new() }
    }
}

/// Group header of an ISO 20022 message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    pub namespace: Option<String>,
    /// Such as `camt.053.001.08`.
    pub version: Option<String>,
    pub id: Option<String>,
}

/// One statement of one account (wyciąg), or one page of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statement {
    /// First line of the statement in the file.
    pub line: usize,
    /// `:20:` or `Stmt/Id`.
    pub reference: Option<String>,
    /// The account as written; compare with [`crate::account::normalised`].
    pub account: Option<String>,
    /// `:28C:` or `ElctrncSeqNb`.
    pub number: Option<String>,
    pub currency: Option<String>,
    /// All balances in file order.
    pub balances: Vec<Balance>,
    pub entries: Vec<Entry>,
    /// Text about the statement itself (`:86:` outside entries).
    pub information: Option<String>,
    pub warnings: Vec<Warning>,
    /// A report of a running day (MT942, camt.052): shown, never posted.
    pub interim: bool,
    /// `CreDtTm`, `FrToDt` as written.
    pub created: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}

impl Statement {
    /// The balance before the first entry: `60F`/`60M`, or `OPBD` and, without it, `PRCD`.
    pub fn opening(&self) -> Option<&Balance> {
        self.balances
            .iter()
            .find(|balance| matches!(balance.kind.as_str(), "60F" | "60M" | "OPBD"))
            .or_else(|| self.balance("PRCD"))
    }

    /// The balance after the last entry: `62F`/`62M` or `CLBD`.
    pub fn closing(&self) -> Option<&Balance> {
        self.balances.iter().rev().find(|balance| matches!(balance.kind.as_str(), "62F" | "62M" | "CLBD"))
    }

    /// The money that may be spent: `64` or `CLAV`.
    pub fn available(&self) -> Option<&Balance> {
        self.balance("64").or_else(|| self.balance("CLAV"))
    }

    fn balance(&self, kind: &str) -> Option<&Balance> {
        self.balances.iter().find(|balance| balance.kind == kind)
    }

    /// Sum of the booked entries in hundredths.
    pub fn sum(&self) -> i128 {
        self.entries.iter().filter(|entry| entry.is_booked()).map(|entry| i128::from(entry.amount)).sum()
    }

    /// What is missing for the statement to balance, in hundredths: closing − opening − entries.
    pub fn difference(&self) -> Option<i128> {
        let (opening, closing) = (self.opening()?, self.closing()?);
        Some(i128::from(closing.amount) - i128::from(opening.amount) - self.sum())
    }

    /// Whether opening + entries = closing; `None` when a balance is missing.
    pub fn balanced(&self) -> Option<bool> {
        let (opening, closing) = (self.opening()?, self.closing()?);
        Some(opening.currency == closing.currency && self.difference() == Some(0))
    }

    pub fn check(&self) -> Check {
        match self.balanced() {
            _ if self.interim => Check::InterimReport,
            Some(true) => Check::Balanced,
            Some(false) => Check::Unbalanced,
            None if self.closing().is_none() => Check::NoClosingBalance,
            None => Check::NoOpeningBalance,
        }
    }
}

/// The verdict on a statement's arithmetic; only [`Check::Balanced`] may be posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Balanced,
    Unbalanced,
    NoClosingBalance,
    NoOpeningBalance,
    InterimReport,
}

impl Check {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Balanced => "balanced",
            Self::Unbalanced => "unbalanced",
            Self::NoClosingBalance => "no_closing_balance",
            Self::NoOpeningBalance => "no_opening_balance",
            Self::InterimReport => "interim_report",
        }
    }
}

/// A balance (saldo), signed, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Field number in MT940 (`60F`), code in camt (`OPBD`).
    pub kind: String,
    pub amount: i64,
    pub currency: Option<String>,
    pub date: Option<NaiveDate>,
    /// The date as written in camt, with its time.
    pub written_date: Option<String>,
}

/// One movement on the account.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Lines of the file the entry takes (from 1, end excluded): the way back to the raw bytes.
    pub lines: Range<usize>,
    pub value_date: Option<NaiveDate>,
    /// Booking date: `:61:` entry date or `BookgDt`.
    pub entry_date: Option<NaiveDate>,
    pub mark: Mark,
    /// Hundredths; into the account positive.
    pub amount: i64,
    pub form: Form,
}

impl Entry {
    /// False for pending and informational entries of camt, which must not be posted.
    pub fn is_booked(&self) -> bool {
        match &self.form {
            Form::Mt940(_) => true,
            Form::Camt(camt) => camt.is_booked(),
        }
    }
}

/// The part of an entry that depends on the format.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    Mt940(Mt940Entry),
    Camt(Box<CamtEntry>),
}

/// Direction of an entry. A reversal of a credit takes money away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Credit,
    Debit,
    ReversedCredit,
    ReversedDebit,
}

impl Mark {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credit => "C",
            Self::Debit => "D",
            Self::ReversedCredit => "RC",
            Self::ReversedDebit => "RD",
        }
    }

    /// `1` when the entry brings money in, `-1` when it takes money away.
    pub const fn sign(self) -> i64 {
        match self {
            Self::Credit | Self::ReversedDebit => 1,
            Self::Debit | Self::ReversedCredit => -1,
        }
    }

    pub const fn is_reversal(self) -> bool {
        matches!(self, Self::ReversedCredit | Self::ReversedDebit)
    }
}

/// Something odd that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub line: usize,
    pub kind: WarningKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WarningKind {
    /// 29 or 30 February: banks count interest on it.
    FebruaryValueDate(String),
    FebruaryEntryDate(String),
    EntryDateIgnored(String),
    BalanceIgnored {
        field: String,
        text: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            WarningKind::FebruaryValueDate(date) => {
                write!(f, "value date {date} does not exist, last day of February used")
            }
            WarningKind::FebruaryEntryDate(date) => {
                write!(f, "entry date {date} does not exist, last day of February used")
            }
            WarningKind::EntryDateIgnored(date) => write!(f, "entry date {date} does not exist, left out"),
            WarningKind::BalanceIgnored { field, text } => {
                write!(f, "balance :{field}:{text} cannot be read, left out")
            }
        }
    }
}
