//! Entries of statements: as the bank sent them and what was done with them.

use chrono::NaiveDate;
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::update_rows;
use crate::rules::matching::Rule;
use crate::rules::title::fold;

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

/// An entry about to be kept.
#[derive(Debug, Clone)]
pub(crate) struct NewEntryRow {
    pub id: i64,
    pub ordinal: i64,
    pub line: i64,
    pub booking_date: NaiveDate,
    pub value_date: Option<NaiveDate>,
    pub payment_day: NaiveDate,
    pub amount: i64,
    pub reversal: bool,
    pub title: String,
    pub raw_title: Option<Vec<u8>>,
    pub counterparty: String,
    pub counterparty_account: Option<Vec<u8>>,
    pub counterparty_index: Option<Vec<u8>>,
    pub accounts: String,
    pub account_fault: &'static str,
    pub reference: String,
    pub end_to_end: String,
    pub return_reason: String,
    pub fingerprint: Vec<u8>,
    pub occurrence: i64,
}

pub(crate) async fn insert<C: ConnectionTrait>(
    tx: &C,
    statement_id: i64,
    rows: Vec<NewEntryRow>,
) -> Result<()> {
    const WIDTH: usize = 30;
    let mut rows = rows.into_iter();
    loop {
        let mut parameters: Vec<Value> = Vec::with_capacity(INSERTED_AT_ONCE * WIDTH);
        for row in rows.by_ref().take(INSERTED_AT_ONCE) {
            parameters.extend(values![
                row.id,
                statement_id,
                row.ordinal,
                row.line,
                row.booking_date,
                row.value_date,
                row.payment_day,
                row.amount,
                row.reversal,
                fold(&format!("{} {}", row.title, row.counterparty)),
                row.title,
                row.raw_title,
                row.counterparty,
                row.counterparty_account,
                row.counterparty_index,
                row.accounts,
                row.account_fault,
                row.reference,
                row.end_to_end,
                row.return_reason,
                row.fingerprint,
                row.occurrence,
                "new",
                "",
                false,
                "[]",
                false,
                0_i64,
                "",
                false
            ]);
        }
        if parameters.is_empty() {
            return Ok(());
        }
        tx.insert_rows(INSERT, WIDTH, parameters, "").await?;
    }
}

/// Rows of one statement; the engines' limit of parameters allows 533.
const INSERTED_AT_ONCE: usize = 500;
const INSERT: &str = "INSERT INTO statement_entry (id, statement_id, ordinal, line, booking_date, value_date, \
    payment_day, amount, reversal, folded, title, raw_title, counterparty, counterparty_account, counterparty_index, \
    accounts, account_fault, reference, end_to_end, return_reason, fingerprint, occurrence, state, reason, alert, cards, \
    corrected, withdrawn_times, handled_by, told)";

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Entry>> {
    Ok(db.maybe("SELECT * FROM statement_entry WHERE id = $1", values![id]).await?)
}

pub(crate) async fn of_statement<C: ConnectionTrait>(db: &C, statement_id: i64) -> Result<Vec<Entry>> {
    Ok(db
        .all("SELECT * FROM statement_entry WHERE statement_id = $1 ORDER BY ordinal", values![statement_id])
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

/// What posting decided about one entry.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub id: i64,
    pub state: EntryState,
    pub rule: Option<Rule>,
    pub reason: String,
    pub alert: bool,
    pub card_id: Option<i64>,
    pub cards: Vec<i64>,
    pub original_id: Option<i64>,
    pub waiting_entry: Option<i64>,
    pub journal_entry: Option<i64>,
    pub balance_after: Option<i64>,
    /// Posted to a card without a person: counts in the precision of automatic posting.
    pub automatic: bool,
}

pub(crate) async fn set_outcomes<C: ConnectionTrait>(tx: &C, outcomes: &[Outcome]) -> Result<()> {
    let mut rows = Vec::with_capacity(outcomes.len() * 12);
    for outcome in outcomes {
        let rule = outcome.rule.map(Rule::number);
        rows.extend(values![
            outcome.id,
            outcome.state.as_str(),
            rule,
            outcome.reason.clone(),
            i64::from(outcome.alert),
            outcome.card_id,
            serde_json::to_string(&outcome.cards)?,
            outcome.original_id,
            outcome.waiting_entry,
            outcome.journal_entry,
            outcome.balance_after,
            rule.filter(|_| outcome.automatic)
        ]);
    }
    update_rows(
        tx,
        "statement_entry",
        "state = v.column2, rule = v.column3, reason = v.column4, alert = (v.column5 = 1), card_id = v.column6, \
         cards = v.column7, original_id = v.column8, waiting_entry = v.column9, journal_entry = v.column10, \
         balance_after = v.column11, first_rule = v.column12",
        &[
            "BIGINT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
            "BIGINT",
        ],
        rows,
    )
    .await
}

/// A person placed an entry on a card; gives false when it was no longer waiting.
pub(crate) async fn set_assigned<C: ConnectionTrait>(
    tx: &C,
    id: i64,
    card_id: i64,
    journal_entry: i64,
    balance_after: Option<i64>,
    by: &str,
) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE statement_entry SET state = 'posted', card_id = $2, journal_entry = $3, balance_after = $4, \
             handled_by = $5, alert = FALSE, told = FALSE WHERE id = $1 AND state IN ('suggested', 'to_explain')",
            values![id, card_id, journal_entry, balance_after, by],
        )
        .await?;
    Ok(changed == 1)
}

/// An entry explained without a card: a fee, a transfer between own accounts.
pub(crate) async fn set_settled<C: ConnectionTrait>(tx: &C, id: i64, reason: &str, by: &str) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE statement_entry SET state = 'posted', reason = $2, handled_by = $3, alert = FALSE \
             WHERE id = $1 AND state IN ('suggested', 'to_explain')",
            values![id, reason, by],
        )
        .await?;
    Ok(changed == 1)
}

/// A proposal was refused: the entry waits for an explanation.
pub(crate) async fn set_declined<C: ConnectionTrait>(tx: &C, id: i64, by: &str) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE statement_entry SET state = 'to_explain', original_id = NULL, handled_by = $2 \
             WHERE id = $1 AND state = 'suggested'",
            values![id, by],
        )
        .await?;
    Ok(changed == 1)
}

/// An entry posted to a wrong card waits again; the automatic match counts as wrong.
pub(crate) async fn set_withdrawn<C: ConnectionTrait>(
    tx: &C,
    id: i64,
    waiting_entry: i64,
    by_id: i64,
    by: &str,
    reason: &str,
) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE statement_entry SET state = 'to_explain', reason = $5, card_id = NULL, cards = '[]', \
             waiting_entry = $2, journal_entry = NULL, balance_after = NULL, corrected = TRUE, withdrawn_by = $3, \
             withdrawn_times = withdrawn_times + 1, handled_by = $4 WHERE id = $1 AND state = 'posted'",
            values![id, waiting_entry, by_id, by, reason],
        )
        .await?;
    Ok(changed == 1)
}

/// An entry and the one it takes back are settled against each other.
pub(crate) async fn set_reversed<C: ConnectionTrait>(
    tx: &C,
    id: i64,
    original: i64,
    by: &str,
) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE statement_entry SET state = 'reversed', original_id = $2, handled_by = $3, alert = FALSE \
             WHERE id = $1 AND state IN ('suggested', 'to_explain')",
            values![id, original, by],
        )
        .await?;
    tx.run(
        "UPDATE statement_entry SET state = 'reversed', original_id = $2 WHERE id = $1",
        values![original, id],
    )
    .await?;
    Ok(changed == 1)
}

/// Entries on the books with the opposite amount, from `since` on, that nothing has taken back yet.
pub(crate) async fn opposites<C: ConnectionTrait>(
    db: &C,
    amount: i64,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<Entry>> {
    Ok(db
        .all(
            "SELECT * FROM statement_entry WHERE amount = $1 AND booking_date BETWEEN $2 AND $3 \
             AND state IN ('posted', 'to_explain', 'suggested') ORDER BY booking_date DESC, id DESC LIMIT 20",
            values![-amount, since, until],
        )
        .await?)
}

/// Marks entries whose payers were told.
pub(crate) async fn set_told<C: ConnectionTrait>(tx: &C, ids: &[i64]) -> Result<()> {
    for batch in ids.chunks(1000) {
        let sql = format!(
            "UPDATE statement_entry SET told = TRUE WHERE id IN ({})",
            super::placeholders(1, batch.len())
        );
        tx.run(&sql, batch.iter().map(|id| Value::from(*id)).collect::<Vec<_>>()).await?;
    }
    Ok(())
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
