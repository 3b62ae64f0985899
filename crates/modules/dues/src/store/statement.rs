//! The account card (karta kontowa) as of any day: every entry with what it changed, and the balances after it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratusz_kernel::{Money, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::ledger::Reason;

/// One line of the card, in the columns of the official form.
#[derive(Debug, Clone)]
pub(crate) struct StatementRow {
    pub entry_id: i64,
    pub booking_date: NaiveDate,
    pub payment_day: NaiveDate,
    pub document: String,
    pub content: String,
    /// Przypis, also of costs and of interest carried on.
    pub assessed: Money,
    pub written_off: Money,
    pub principal: Money,
    pub interest: Money,
    pub cost: Money,
    /// Owed after this entry, without interest that is not booked yet.
    pub balance: Money,
    pub overpaid: Money,
    /// Reversed by a later entry, or itself a reversal.
    pub undone: bool,
}

/// What of a due was open on the day.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenOn {
    pub principal: Money,
    pub interest: Money,
    pub cost: Money,
    pub counted_to: Option<NaiveDate>,
}

/// A card up to a day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Statement {
    pub rows: Vec<StatementRow>,
    pub dues: BTreeMap<i64, OpenOn>,
    pub balance: Money,
    pub overpaid: Money,
}

impl Statement {
    pub(crate) fn assessed(&self) -> Money {
        self.rows.iter().map(|row| row.assessed).sum()
    }

    pub(crate) fn written_off(&self) -> Money {
        self.rows.iter().map(|row| row.written_off).sum()
    }

    pub(crate) fn principal(&self) -> Money {
        self.rows.iter().map(|row| row.principal).sum()
    }

    pub(crate) fn interest(&self) -> Money {
        self.rows.iter().map(|row| row.interest).sum()
    }

    pub(crate) fn cost(&self) -> Money {
        self.rows.iter().map(|row| row.cost).sum()
    }
}

#[derive(FromQueryResult)]
struct Line {
    entry_id: i64,
    booking_date: NaiveDate,
    payment_day: NaiveDate,
    document: String,
    note: String,
    reason: String,
    corrected: Option<String>,
    reversed_on: Option<NaiveDate>,
    due_id: Option<i64>,
    component: String,
    side: String,
    amount: i64,
}

/// The card with everything booked up to and including `day`.
pub(crate) async fn of_card<C: ConnectionTrait>(db: &C, card_id: i64, day: NaiveDate) -> Result<Statement> {
    let lines: Vec<Line> = db
        .all(
            "SELECT e.id AS entry_id, e.booking_date AS booking_date, e.payment_day AS payment_day, \
             e.document AS document, e.note AS note, e.reason AS reason, o.reason AS corrected, \
             s.booking_date AS reversed_on, l.due_id AS due_id, l.component AS component, l.side AS side, \
             l.amount AS amount \
             FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id \
             LEFT JOIN journal_entry o ON o.id = e.corrects LEFT JOIN journal_entry s ON s.corrects = e.id \
             WHERE l.card_id = $1 AND l.account = '221' AND e.booking_date <= $2 ORDER BY e.id, l.line_no",
            values![card_id, day],
        )
        .await?;
    let mut statement = Statement::default();
    for line in lines {
        take_in(&mut statement, &line, day);
    }
    Ok(statement)
}

fn take_in(statement: &mut Statement, line: &Line, day: NaiveDate) {
    let reversal = line.reason == Reason::Storno.as_str();
    let reason = line.corrected.as_deref().unwrap_or(&line.reason);
    if statement.rows.last().is_none_or(|row| row.entry_id != line.entry_id) {
        statement.rows.push(new_row(line, reversal || line.reversed_on.is_some_and(|on| on <= day)));
    }
    let Some(row) = statement.rows.last_mut() else { return };
    // A reversal stands in the column of what it reverses, with a minus.
    let amount = Money::from_grosze(if reversal { -line.amount } else { line.amount });
    let debit = (line.side == "D") != reversal;
    let signed = if debit { amount } else { -amount };
    if line.component == "overpayment" {
        statement.overpaid -= signed;
    } else {
        statement.balance += signed;
        let column = match (line.component.as_str(), debit) {
            ("principal", true) => &mut row.assessed,
            ("principal", false) if reason == Reason::WriteOff.as_str() => &mut row.written_off,
            ("principal", false) => &mut row.principal,
            ("interest", false) => &mut row.interest,
            (_, false) => &mut row.cost,
            (_, true) => &mut row.assessed,
        };
        *column += amount;
        if let Some(due) = line.due_id {
            let open = statement.dues.entry(due).or_default();
            match line.component.as_str() {
                "principal" => open.principal += signed,
                "interest" => open.interest += signed,
                _ => open.cost += signed,
            }
            let credits = ["payment", "identified", "overpayment_used"].contains(&line.reason.as_str());
            if credits && !debit && line.reversed_on.is_none_or(|on| on > day) {
                open.counted_to = open.counted_to.max(Some(line.payment_day));
            }
        }
    }
    (row.balance, row.overpaid) = (statement.balance, statement.overpaid);
}

fn new_row(line: &Line, undone: bool) -> StatementRow {
    let label = Reason::parse(&line.reason).map_or("", Reason::label);
    let content = if line.note.is_empty() { label.to_owned() } else { format!("{label}: {}", line.note) };
    StatementRow {
        entry_id: line.entry_id,
        booking_date: line.booking_date,
        payment_day: line.payment_day,
        document: line.document.clone(),
        content,
        assessed: Money::ZERO,
        written_off: Money::ZERO,
        principal: Money::ZERO,
        interest: Money::ZERO,
        cost: Money::ZERO,
        balance: Money::ZERO,
        overpaid: Money::ZERO,
        undone,
    }
}
