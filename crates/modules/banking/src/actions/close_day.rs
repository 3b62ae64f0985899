//! Closes a day when the books equal the bank to the grosz.

use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_dues::ledger;
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result, settings};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::store::days::{self, AccountDay};

/// Bank and books on a day.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub accounts: Vec<AccountDay>,
    /// Balance of account 130 with what was on the accounts when the books began.
    pub books: Money,
    pub bank: Money,
    /// Statements up to the day that are not posted.
    pub unposted: i64,
}

impl Comparison {
    pub(crate) fn difference(&self) -> Money {
        self.bank - self.books
    }

    pub(crate) fn agrees(&self) -> bool {
        self.difference().is_zero() && self.unposted == 0 && !self.accounts.is_empty()
    }
}

/// Setting: what the books had on account 130 before the first statement was posted here, carried over from elsewhere.
const EARLIER_BOOKS: &str = "banking.earlier_books";

/// Notes the carried-over balance once, before the first statement ever changes it.
pub(crate) async fn remember_earlier_books<C: ConnectionTrait>(tx: &C) -> Result<()> {
    if settings::get::<i64, _>(tx, EARLIER_BOOKS, settings::NEWEST).await?.is_none() {
        let earlier = ledger::bank_balance(tx, ledger::chart::BANK, settings::NEWEST).await?;
        settings::set(tx, EARLIER_BOOKS, NaiveDate::default(), &earlier.grosze()).await?;
    }
    Ok(())
}

pub(crate) async fn compare<C: ConnectionTrait>(db: &C, day: NaiveDate) -> Result<Comparison> {
    let accounts = days::accounts(db, day).await?;
    let start: Money = accounts.iter().map(|account| Money::from_grosze(account.start_balance)).sum();
    let bank = accounts.iter().map(|account| Money::from_grosze(account.closing)).sum();
    let earlier: Option<i64> = settings::get(db, EARLIER_BOOKS, settings::NEWEST).await?;
    let earlier = Money::from_grosze(earlier.unwrap_or(0));
    let books = ledger::bank_balance(db, ledger::chart::BANK, day).await? - earlier + start;
    Ok(Comparison { accounts, books, bank, unposted: days::unposted(db, day).await? })
}

pub(crate) async fn close(municipality: &Arc<Municipality>, actor: &Actor, day: NaiveDate) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "banking.close").await?;
    if day > deed.today() {
        return Err(Error::field(
            "dzien",
            "Ten dzień jeszcze nie nadszedł. Wybierz dzisiejszy albo wcześniejszy.",
        ));
    }
    if let Some(closed) = days::closed_to(&deed.tx).await?.filter(|closed| day <= *closed) {
        return Err(Error::field("dzien", format!("Dni do {} są już zamknięte.", short_date(closed))));
    }
    let comparison = compare(&deed.tx, day).await?;
    if comparison.accounts.is_empty() {
        return Err(Error::field(
            "dzien",
            "Nie ma jeszcze zaksięgowanego wyciągu, więc nie ma czego porównać.",
        ));
    }
    if comparison.unposted > 0 {
        return Err(Error::field(
            "dzien",
            "Są wyciągi, które nie są zaksięgowane. Zaksięguj je albo odrzuć, a potem zamknij dzień.",
        ));
    }
    if !comparison.difference().is_zero() {
        return Err(Error::field(
            "dzien",
            format!("Księgi i bank różnią się o {}. Dnia nie można zamknąć.", comparison.difference()),
        ));
    }
    let (bank, books) = (comparison.bank.grosze(), comparison.books.grosze());
    days::insert(&deed.tx, day, bank, books, deed.now, &actor.name).await?;
    deed.note("banking.day_closed", format!("day:{day}"), json!({ "grosze": bank }));
    deed.commit().await
}
