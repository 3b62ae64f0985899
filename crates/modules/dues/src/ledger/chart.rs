//! The chart of accounts: the numbers of the regulation of 25 October 2010 (Dz.U. 2010 nr 208 poz. 1375) in the books,
//! and the numbers of the office's own chart (zakładowy plan kont) where people read them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratusz_kernel::{Error, Result, settings};
use sea_orm::ConnectionTrait;

/// Receivables from budget revenue (należności z tytułu dochodów budżetowych).
pub const RECEIVABLES: &str = "221";
/// The unit's bank account.
pub const BANK: &str = "130";
/// Receipts to be explained (wpływy do wyjaśnienia).
pub const UNEXPLAINED: &str = "245";
/// Budget revenue.
pub const REVENUE: &str = "720";
/// Financial income: interest.
pub const INTEREST_INCOME: &str = "750";

/// Number and name of every account the sub-ledger uses.
pub const ACCOUNTS: &[(&str, &str)] = &[
    ("101", "kasa"),
    (BANK, "rachunek bieżący jednostki"),
    ("141", "środki pieniężne w drodze"),
    (RECEIVABLES, "należności z tytułu dochodów budżetowych"),
    ("222", "rozliczenie dochodów budżetowych"),
    ("226", "długoterminowe należności budżetowe"),
    ("240", "pozostałe rozrachunki"),
    (UNEXPLAINED, "wpływy do wyjaśnienia"),
    ("290", "odpisy aktualizujące należności"),
    (REVENUE, "przychody z tytułu dochodów budżetowych"),
    (INTEREST_INCOME, "przychody finansowe"),
    ("751", "koszty finansowe"),
    ("760", "pozostałe przychody operacyjne"),
    ("761", "pozostałe koszty operacyjne"),
];

/// Setting with the office's own numbers by account of the regulation: `{"245": "245-01"}`.
pub const SETTING: &str = "dues.chart";

/// The office's chart on one day.
#[derive(Debug, Clone, Default)]
pub struct Chart(BTreeMap<String, String>);

impl Chart {
    pub async fn on<C: ConnectionTrait>(db: &C, day: NaiveDate) -> Result<Self> {
        Ok(Self(settings::get(db, SETTING, day).await?.unwrap_or_default()))
    }

    /// The number the office uses for an account.
    pub fn number<'a>(&'a self, account: &'a str) -> &'a str {
        self.0.get(account).map_or(account, String::as_str)
    }

    pub fn name(&self, account: &str) -> &'static str {
        ACCOUNTS.iter().find(|(number, _)| *number == account).map_or("", |(_, name)| name)
    }
}

/// The account with this number; an unknown one is a defect of the caller.
pub(crate) fn known(account: &str) -> Result<&'static str> {
    ACCOUNTS
        .iter()
        .find(|(number, _)| *number == account)
        .map(|(number, _)| *number)
        .ok_or_else(|| Error::internal(format!("account {account} is not in the chart")))
}
