//! Entries of statements as they stand: what the bank sent and what was done with it.

use chrono::NaiveDate;
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::rules::matching::Rule;

/// The account of the payer: personal data of most of them.
pub(crate) const COUNTERPARTY: Field = Field { table: "statement_entry", column: "counterparty_account" };
/// The title before the personal number in it was masked.
pub(crate) const RAW_TITLE: Field = Field { table: "statement_entry", column: "raw_title" };
/// The text of an entry, so that the same entry in another file is recognised.
pub(crate) const FINGERPRINT: Field = Field { table: "statement_entry", column: "fingerprint" };

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    New,
    Posted,
    /// A proposal waits for one key.
    Suggested,
    /// Do wyjaśnienia.
    ToExplain,
    /// Taken back by a reversal or a return.
    Reversed,
}

impl EntryState {
    pub const ALL: [Self; 5] = [Self::New, Self::Posted, Self::Suggested, Self::ToExplain, Self::Reversed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Posted => "posted",
            Self::Suggested => "suggested",
            Self::ToExplain => "to_explain",
            Self::Reversed => "reversed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The word for people and the kind of its pill.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::New => ("nowa", "neutral"),
            Self::Posted => ("zaksięgowana", "paid"),
            Self::Suggested => ("do potwierdzenia", "soon"),
            Self::ToExplain => ("do wyjaśnienia", "warn"),
            Self::Reversed => ("cofnięta", "neutral"),
        }
    }
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Entry {
    pub id: i64,
    pub statement_id: i64,
    pub ordinal: i64,
    pub line: i64,
    pub booking_date: NaiveDate,
    pub value_date: Option<NaiveDate>,
    pub payment_day: NaiveDate,
    /// In grosze, into the account positive.
    pub amount: i64,
    pub reversal: bool,
    pub title: String,
    raw_title: Option<Vec<u8>>,
    pub counterparty: String,
    counterparty_account: Option<Vec<u8>>,
    pub counterparty_index: Option<Vec<u8>>,
    /// 26-digit numbers the entry names besides the payer's, with spaces between them.
    pub accounts: String,
    /// `broken`: a number of our pool with wrong check digits.
    pub account_fault: String,
    pub reference: String,
    pub end_to_end: String,
    pub return_reason: String,
    state: String,
    rule: Option<i64>,
    pub reason: String,
    pub alert: bool,
    pub card_id: Option<i64>,
    cards: String,
    /// The entry this one takes back, or seems to.
    pub original_id: Option<i64>,
    /// Journal entry of money to be explained, 130/245 or 240/130.
    pub waiting_entry: Option<i64>,
    /// Journal entry on the card.
    pub journal_entry: Option<i64>,
    /// What the card still owed after it, in grosze.
    pub balance_after: Option<i64>,
    pub withdrawn_by: Option<i64>,
    pub withdrawn_times: i64,
    pub handled_by: String,
}

impl Entry {
    pub(crate) fn state(&self) -> EntryState {
        EntryState::parse(&self.state).unwrap_or(EntryState::New)
    }

    pub(crate) fn rule(&self) -> Option<Rule> {
        self.rule.and_then(|number| Rule::try_from(number).ok())
    }

    /// The cards a proposal names, the likeliest first.
    pub(crate) fn suggested_cards(&self) -> Vec<i64> {
        serde_json::from_str(&self.cards).unwrap_or_default()
    }

    pub(crate) fn account_numbers(&self) -> impl Iterator<Item = &str> {
        self.accounts.split_whitespace()
    }

    /// The title as the bank sent it, with the personal number that is masked on screens.
    pub(crate) fn open_title(&self, municipality: &Municipality) -> Result<Option<String>> {
        let open = |cell: &Vec<u8>| municipality.seal.open_text(RAW_TITLE, &self.id.to_string(), cell);
        Ok(self.raw_title.as_ref().map(open).transpose()?.map(|text| text.to_string()))
    }

    pub(crate) fn open_counterparty_account(&self, municipality: &Municipality) -> Result<Option<String>> {
        let open = |cell: &Vec<u8>| municipality.seal.open_text(COUNTERPARTY, &self.id.to_string(), cell);
        Ok(self.counterparty_account.as_ref().map(open).transpose()?.map(|text| text.to_string()))
    }
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Entry>> {
    Ok(db.maybe("SELECT * FROM statement_entry WHERE id = $1", values![id]).await?)
}

/// The next entries of a statement after an ordinal. A large statement is never read at once: SQLite's driver keeps
/// every cell of a result as a value of its own, several times what the entry takes afterwards.
pub(crate) async fn after<C: ConnectionTrait>(
    db: &C,
    statement_id: i64,
    ordinal: i64,
    limit: i64,
) -> Result<Vec<Entry>> {
    Ok(db
        .all(
            "SELECT * FROM statement_entry WHERE statement_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3",
            values![statement_id, ordinal, limit],
        )
        .await?)
}

/// How many entries of this statement other statements of the books have brought already.
pub(crate) async fn repeated<C: ConnectionTrait>(db: &C, statement_id: i64) -> Result<usize> {
    let count: Option<i64> = db
        .scalar(
            "SELECT COUNT(*) FROM statement_entry a JOIN statement_entry b ON b.fingerprint = a.fingerprint \
             AND b.occurrence = a.occurrence AND b.statement_id <> a.statement_id \
             JOIN bank_statement s ON s.id = b.statement_id AND s.state NOT IN ('discarded', 'information') \
             WHERE a.statement_id = $1",
            values![statement_id],
        )
        .await?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(usize::MAX))
}

/// Operations that this entry may take back: of the opposite amount, since a day, with its reference, its other party's
/// account or its title, on the books or on the same statement, and taken back by nothing else. Likelier ones first.
pub(crate) async fn opposites<C: ConnectionTrait>(
    db: &C,
    entry: &Entry,
    reference: Option<&str>,
    since: NaiveDate,
) -> Result<Vec<Entry>> {
    Ok(db
        .all(
            "SELECT o.* FROM statement_entry o WHERE o.amount = $1 AND o.booking_date BETWEEN $2 AND $3 \
             AND (o.state IN ('posted', 'to_explain', 'suggested') OR (o.state = 'new' AND o.statement_id = $4)) \
             AND (o.reference = $5 OR o.counterparty_index = $6 OR o.title = $7) AND NOT EXISTS (SELECT 1 \
             FROM statement_entry t WHERE t.original_id = o.id AND t.state IN ('suggested', 'reversed') AND t.id <> $8) \
             ORDER BY CASE WHEN o.reference = $5 THEN 0 WHEN o.counterparty_index = $6 THEN 1 ELSE 2 END, \
             o.booking_date DESC, o.id DESC LIMIT 50",
            values![
                -entry.amount,
                since,
                entry.booking_date,
                entry.statement_id,
                reference,
                entry.counterparty_index.clone(),
                entry.title.clone(),
                entry.id
            ],
        )
        .await?)
}

/// Posted entries of a statement whose payers have not been told yet.
pub(crate) async fn untold<C: ConnectionTrait>(db: &C, statement_id: i64, limit: i64) -> Result<Vec<Entry>> {
    Ok(db
        .all(
            "SELECT * FROM statement_entry WHERE statement_id = $1 AND state = 'posted' AND card_id IS NOT NULL \
             AND amount > 0 AND told = FALSE ORDER BY ordinal LIMIT $2",
            values![statement_id, limit],
        )
        .await?)
}
