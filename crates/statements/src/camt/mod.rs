//! CAMT.053 (and camt.052 as information): versions 02 to 13, read by local names in one pass.

mod map;
mod reader;
mod tag;

use chrono::NaiveDate;

use crate::model::Entry;

pub(crate) use reader::{looks_like_xml, read};

/// What camt says about an entry beyond dates and amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CamtEntry {
    pub currency: Option<String>,
    pub credit: bool,
    /// `RvslInd`: the entry takes back an earlier one; the sign is still that of `CdtDbtInd`.
    pub reversal: bool,
    /// `BOOK`, `PDNG`, `INFO`; absent means booked.
    pub status: Option<String>,
    /// `BookgDt` and `ValDt` as written, with the time where the bank gives it.
    pub booking_date: Option<String>,
    pub value_date: Option<String>,
    pub entry_ref: Option<String>,
    /// `AcctSvcrRef`.
    pub bank_ref: Option<String>,
    /// `BkTxCd`: domain/family/sub-family, or the bank's own code.
    pub code: Option<String>,
    pub info: Option<String>,
    pub details: Vec<TxDetails>,
}

impl CamtEntry {
    pub(crate) fn is_booked(&self) -> bool {
        self.status.as_deref().is_none_or(|status| status == "BOOK")
    }
}

/// `TxDtls`: one payment within an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TxDetails {
    /// Hundredths, without a sign.
    pub amount: Option<i64>,
    pub currency: Option<String>,
    /// `CRDT` or `DBIT` of the detail itself.
    pub credit: Option<bool>,
    pub end_to_end: Option<String>,
    pub instruction: Option<String>,
    pub tx_id: Option<String>,
    pub mandate: Option<String>,
    pub bank_ref: Option<String>,
    pub debtor: Party,
    pub creditor: Party,
    pub unstructured: Vec<String>,
    pub structured_refs: Vec<String>,
    /// `AddtlTxInf`.
    pub info: Option<String>,
    /// `AccptncDtTm` or `TxDtTm`.
    pub payer_debit_date: Option<NaiveDate>,
    pub return_reason: Option<String>,
    pub return_info: Option<String>,
}

impl TxDetails {
    pub(crate) fn signed_amount(&self, entry: &Entry) -> Option<i64> {
        let credit = self.credit.unwrap_or(entry.amount >= 0);
        self.amount.map(|amount| if credit { amount } else { -amount })
    }
}

/// A side of a payment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    pub name: Option<String>,
    pub account: Option<String>,
    /// The party on whose behalf (`UltmtDbtr`, `UltmtCdtr`).
    pub ultimate_name: Option<String>,
    pub ultimate_id: Option<String>,
}
