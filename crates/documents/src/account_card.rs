//! The account card: every entry on one payer's account, as the law keeps it and an auditor reads it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::letter::{Office, letter};
use crate::render::{DocumentError, Meta};

/// An account card (karta kontowa): one payer or group of joint debtors, one kind of due, one year.
/// Amounts come formatted, with no-break spaces; an empty text leaves the cell blank.
#[derive(Debug, Clone, Serialize)]
pub struct AccountCard {
    /// The payer, or each joint debtor, one line each.
    pub payers: Vec<String>,
    pub address: String,
    pub account_number: String,
    /// `Podatek od nieruchomości`
    pub kind: String,
    /// `2026` or `1 stycznia – 31 grudnia 2026 r.`
    pub period: String,
    pub entries: Vec<AccountEntry>,
    pub totals: AccountTotals,
}

#[derive(Debug, Clone, Serialize)]
pub struct AccountEntry {
    /// `15.03.2026`
    pub date: String,
    pub document: String,
    pub content: String,
    /// Amount assessed (przypis).
    pub assessed: String,
    /// Amount written off or reduced (odpis).
    pub written_off: String,
    pub paid_principal: String,
    pub paid_interest: String,
    pub paid_costs: String,
    /// What remains of the principal after this entry (saldo); an overpayment has a minus.
    pub balance: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct AccountTotals {
    pub assessed: String,
    pub written_off: String,
    pub paid_principal: String,
    pub paid_interest: String,
    pub paid_costs: String,
    pub balance: String,
}

pub fn account_card(card: &AccountCard, office: &Office, date: NaiveDate) -> Result<Vec<u8>, DocumentError> {
    let meta = Meta { title: "Karta kontowa".to_owned(), date };
    letter(include_str!("../templates/account_card.typ"), office, card, &meta, Vec::new())
}
