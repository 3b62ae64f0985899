//! Puts the values of camt elements where they belong in the model.

use chrono::NaiveDate;

use super::tag::Tag;
use super::{CamtEntry, Party, TxDetails};
use crate::amount;
use crate::model::{Balance, Entry, Form, Mark, Statement};

/// Collects a message while the reader walks it.
#[derive(Debug, Default)]
pub(super) struct Mapper {
    pub(super) interim: bool,
    message_id: Option<String>,
    statements: Vec<Statement>,
    statement: Option<(usize, Statement)>,
    balance: Option<(usize, DraftBalance)>,
    entry: Option<(usize, DraftEntry)>,
    details: Option<(usize, TxDetails)>,
    /// `Ccy` of the amount being read.
    currency: Option<String>,
    /// The line on which the entry being closed ends.
    pub(super) line: usize,
}

#[derive(Debug, Default)]
struct DraftBalance {
    kind: Option<String>,
    amount: Option<i64>,
    currency: Option<String>,
    credit: Option<bool>,
    date: Option<String>,
}

#[derive(Debug, Default)]
struct DraftEntry {
    line: usize,
    amount: Option<i64>,
    credit: Option<bool>,
    code: Code,
    camt: CamtEntry,
}

/// `BkTxCd`: the ISO code (domain/family/sub-family) or the bank's own.
#[derive(Debug, Default)]
struct Code {
    iso: String,
    own: Option<String>,
}

impl Mapper {
    /// Whether the text of the current element can matter.
    pub(super) fn listens(&self, path: &[Tag]) -> bool {
        path.last().is_some_and(|tag| *tag != Tag::Other) && (self.statement.is_some() || path.len() == 4)
    }

    /// An element opens; `path` ends with it.
    pub(super) fn open(&mut self, path: &[Tag], currency: Option<String>, line: usize) {
        let depth = path.len();
        if currency.is_some() {
            self.currency = currency;
        }
        match path {
            [.., Tag::Document, Tag::BkToCstmrStmt, Tag::Stmt]
            | [.., Tag::Document, Tag::BkToCstmrAcctRpt, Tag::Rpt] => {
                let statement = Statement { line, interim: self.interim, ..Statement::default() };
                self.statement = Some((depth, statement));
            }
            [.., Tag::Stmt | Tag::Rpt, Tag::Bal] => self.balance = Some((depth, DraftBalance::default())),
            [.., Tag::Stmt | Tag::Rpt, Tag::Ntry] => {
                self.entry = Some((depth, DraftEntry { line, ..DraftEntry::default() }));
            }
            [.., Tag::Ntry, Tag::NtryDtls, Tag::TxDtls] => self.details = Some((depth, TxDetails::default())),
            _ => {}
        }
    }

    /// An element closes with its trimmed text; `path` ends with it.
    pub(super) fn close(&mut self, path: &[Tag], text: &str) -> Result<(), String> {
        let inside = |start: usize| path.get(start..).unwrap_or_default();
        if let Some((start, details)) = &mut self.details {
            match inside(*start) {
                [] => self.end_details(),
                rest => details_value(details, rest, text, &mut self.currency)?,
            }
        } else if let Some((start, entry)) = &mut self.entry {
            match inside(*start) {
                [] => self.end_entry()?,
                rest => entry_value(entry, rest, text, &mut self.currency)?,
            }
        } else if let Some((start, balance)) = &mut self.balance {
            match inside(*start) {
                [] => self.end_balance()?,
                rest => balance_value(balance, rest, text, &mut self.currency)?,
            }
        } else if let Some((start, statement)) = &mut self.statement {
            match inside(*start) {
                [] => self.statements.extend(self.statement.take().map(|(_, statement)| statement)),
                rest => statement_value(statement, rest, text),
            }
        } else if let [_, _, Tag::GrpHdr, Tag::MsgId] = path {
            self.message_id = filled(text);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> (Option<String>, Vec<Statement>) {
        (self.message_id, self.statements)
    }

    fn end_details(&mut self) {
        if let (Some((_, details)), Some((_, entry))) = (self.details.take(), &mut self.entry) {
            // Nearly every entry has one: room for four would cost two kilobytes each.
            if entry.camt.details.is_empty() {
                entry.camt.details.reserve_exact(1);
            }
            entry.camt.details.push(details);
        }
    }

    fn end_entry(&mut self) -> Result<(), String> {
        let (Some((_, draft)), Some((_, statement))) = (self.entry.take(), &mut self.statement) else {
            return Ok(());
        };
        let amount = draft.amount.ok_or("an entry has no amount")?;
        let credit = draft.credit.ok_or("an entry has no CdtDbtInd")?;
        let mut camt = CamtEntry { credit, ..draft.camt };
        camt.code = if draft.code.iso.is_empty() { draft.code.own } else { Some(draft.code.iso) };
        // A reversal is marked by what it takes back: a reversing debit takes back a credit.
        let mark = match (credit, camt.reversal) {
            (true, false) => Mark::Credit,
            (false, false) => Mark::Debit,
            (false, true) => Mark::ReversedCredit,
            (true, true) => Mark::ReversedDebit,
        };
        statement.entries.push(Entry {
            lines: draft.line..self.line + 1,
            value_date: date(camt.value_date.as_deref(), "value date")?,
            entry_date: date(camt.booking_date.as_deref(), "booking date")?,
            mark,
            amount: amount * mark.sign(),
            form: Form::Camt(Box::new(camt)),
        });
        Ok(())
    }

    fn end_balance(&mut self) -> Result<(), String> {
        let (Some((_, draft)), Some((_, statement))) = (self.balance.take(), &mut self.statement) else {
            return Ok(());
        };
        let kind = draft.kind.unwrap_or_default();
        let amount = draft.amount.ok_or_else(|| format!("balance {kind} has no amount"))?;
        let credit = draft.credit.ok_or_else(|| format!("balance {kind} has no CdtDbtInd"))?;
        statement.balances.push(Balance {
            kind,
            amount: if credit { amount } else { -amount },
            currency: draft.currency,
            date: date(draft.date.as_deref(), "balance date")?,
            written_date: draft.date,
        });
        Ok(())
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn money(text: &str) -> Result<Option<i64>, String> {
    amount::parse(text, '.').map(Some).map_err(|error| error.to_string())
}

fn indicator(text: &str) -> Result<Option<bool>, String> {
    match text {
        "CRDT" => Ok(Some(true)),
        "DBIT" => Ok(Some(false)),
        _ => Err(format!("CdtDbtInd {text} is neither CRDT nor DBIT")),
    }
}

/// The day of a date or of a date with a time, as the bank's own clock shows it.
fn date(text: Option<&str>, what: &str) -> Result<Option<NaiveDate>, String> {
    let Some(text) = text else { return Ok(None) };
    let day = text.as_bytes().first_chunk().and_then(day);
    day.map(Some).ok_or_else(|| format!("{what} {text} is not a date"))
}

/// `YYYY-MM-DD`, read by hand: a statement has three dates in every entry.
fn day(text: &[u8; 10]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits.map(|digit| u32::from(digit - b'0'));
    let year = i32::try_from(y1 * 1000 + y2 * 100 + y3 * 10 + y4).ok()?;
    NaiveDate::from_ymd_opt(year, m1 * 10 + m2, d1 * 10 + d2)
}

fn statement_value(statement: &mut Statement, path: &[Tag], text: &str) {
    let place = match path {
        [Tag::Id] => &mut statement.reference,
        [Tag::ElctrncSeqNb] => &mut statement.number,
        [Tag::CreDtTm] => &mut statement.created,
        [Tag::FrToDt, Tag::FrDtTm | Tag::FrDt] => &mut statement.from,
        [Tag::FrToDt, Tag::ToDtTm | Tag::ToDt] => &mut statement.to,
        [Tag::Acct, Tag::Id, Tag::Iban] | [Tag::Acct, Tag::Id, Tag::Othr, Tag::Id] => &mut statement.account,
        [Tag::Acct, Tag::Ccy] => &mut statement.currency,
        [Tag::AddtlStmtInf] => &mut statement.information,
        _ => return,
    };
    *place = filled(text);
}

fn balance_value(
    balance: &mut DraftBalance,
    path: &[Tag],
    text: &str,
    currency: &mut Option<String>,
) -> Result<(), String> {
    match path {
        [Tag::Tp, Tag::CdOrPrtry, Tag::Cd | Tag::Prtry] => balance.kind = filled(text),
        [Tag::Amt] => {
            balance.amount = money(text)?;
            balance.currency = currency.take();
        }
        [Tag::CdtDbtInd] => balance.credit = indicator(text)?,
        [Tag::Dt, Tag::Dt | Tag::DtTm] => balance.date = filled(text),
        _ => {}
    }
    Ok(())
}

fn entry_value(
    entry: &mut DraftEntry,
    path: &[Tag],
    text: &str,
    currency: &mut Option<String>,
) -> Result<(), String> {
    let camt = &mut entry.camt;
    match path {
        [Tag::Amt] => {
            entry.amount = money(text)?;
            camt.currency = currency.take();
        }
        [Tag::CdtDbtInd] => entry.credit = indicator(text)?,
        [Tag::RvslInd] => camt.reversal = matches!(text, "true" | "1"),
        [Tag::Sts] => {
            // In version 08 the text lies in `Sts/Cd` and was taken already.
            if let Some(status) = filled(text) {
                camt.status = Some(status);
            }
        }
        [Tag::Sts, Tag::Cd | Tag::Prtry] => camt.status = filled(text),
        [Tag::BookgDt, Tag::Dt | Tag::DtTm] => camt.booking_date = filled(text),
        [Tag::ValDt, Tag::Dt | Tag::DtTm] => camt.value_date = filled(text),
        [Tag::NtryRef] => camt.entry_ref = filled(text),
        [Tag::AcctSvcrRef] => camt.bank_ref = filled(text),
        [Tag::AddtlNtryInf] => camt.info = filled(text),
        [Tag::BkTxCd, Tag::Domn, Tag::Cd]
        | [Tag::BkTxCd, Tag::Domn, Tag::Fmly, Tag::Cd]
        | [Tag::BkTxCd, Tag::Domn, Tag::Fmly, Tag::SubFmlyCd] => {
            let iso = &mut entry.code.iso;
            if !iso.is_empty() && !text.is_empty() {
                iso.push('/');
            }
            iso.push_str(text);
        }
        [Tag::BkTxCd, Tag::Prtry, Tag::Cd] => entry.code.own = filled(text),
        _ => {}
    }
    Ok(())
}

fn details_value(
    details: &mut TxDetails,
    path: &[Tag],
    text: &str,
    currency: &mut Option<String>,
) -> Result<(), String> {
    match path {
        // `Amt` is the amount on this account; `TxAmt` comes later and may be in another currency.
        [Tag::Amt] | [Tag::AmtDtls, Tag::TxAmt, Tag::Amt] if path.len() == 1 || details.amount.is_none() => {
            details.amount = money(text)?;
            details.currency = currency.take();
        }
        [Tag::CdtDbtInd] => details.credit = indicator(text)?,
        [Tag::Refs, reference] => {
            let place = match reference {
                Tag::EndToEndId => &mut details.end_to_end,
                Tag::InstrId => &mut details.instruction,
                Tag::TxId => &mut details.tx_id,
                Tag::MndtId => &mut details.mandate,
                Tag::AcctSvcrRef => &mut details.bank_ref,
                _ => return Ok(()),
            };
            *place = filled(text);
        }
        [Tag::RltdPties, side, rest @ ..] => party_value(details, *side, rest, text),
        [Tag::RmtInf, Tag::Ustrd] => details.unstructured.extend(filled(text)),
        [Tag::RmtInf, Tag::Strd, Tag::CdtrRefInf, Tag::Ref] => details.structured_refs.extend(filled(text)),
        [Tag::AddtlTxInf] => details.info = filled(text),
        [Tag::RtrInf, Tag::Rsn, Tag::Cd | Tag::Prtry] => details.return_reason = filled(text),
        [Tag::RtrInf, Tag::AddtlInf] => details.return_info = filled(text),
        [Tag::RltdDts, Tag::AccptncDtTm] => details.payer_debit_date = date(Some(text), "acceptance date")?,
        [Tag::RltdDts, Tag::TxDtTm] if details.payer_debit_date.is_none() => {
            details.payer_debit_date = date(Some(text), "transaction date")?;
        }
        _ => {}
    }
    Ok(())
}

/// Parties lie directly under `Dbtr` and, since version 08, under `Dbtr/Pty`.
fn party_value(details: &mut TxDetails, side: Tag, path: &[Tag], text: &str) {
    let TxDetails { debtor, creditor, .. } = details;
    let path = path.strip_prefix(&[Tag::Pty]).unwrap_or(path);
    let party: &mut Party = match side {
        Tag::Dbtr | Tag::DbtrAcct | Tag::UltmtDbtr => debtor,
        Tag::Cdtr | Tag::CdtrAcct | Tag::UltmtCdtr => creditor,
        _ => return,
    };
    let place = match (side, path) {
        (Tag::Dbtr | Tag::Cdtr, [Tag::Nm]) => &mut party.name,
        (Tag::DbtrAcct | Tag::CdtrAcct, [Tag::Id, Tag::Iban] | [Tag::Id, Tag::Othr, Tag::Id]) => {
            &mut party.account
        }
        (Tag::UltmtDbtr | Tag::UltmtCdtr, [Tag::Nm]) => &mut party.ultimate_name,
        (Tag::UltmtDbtr | Tag::UltmtCdtr, [Tag::Id, Tag::OrgId | Tag::PrvtId, Tag::Othr, Tag::Id]) => {
            &mut party.ultimate_id
        }
        _ => return,
    };
    *place = filled(text);
}
