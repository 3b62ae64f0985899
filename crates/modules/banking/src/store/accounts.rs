//! The municipality's bank accounts and what was agreed with their banks.

use bank_statements::Encoding;
use bank_statements::mt940::{Layout as FieldLayout, Separator};
use ratusz_dues::rules::virtual_account::Layout as Pool;
use ratusz_kernel::{AccountNumber, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};

/// How the bank writes its files; empty means it is recognised by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Profile {
    /// A name of [`Encoding`].
    pub encoding: String,
    /// The separator of field 86, `klucze` for mBank's `KEY: value;`.
    pub separator: String,
}

pub(crate) const KEYED: &str = "klucze";

impl Profile {
    pub(crate) fn encoding(&self) -> Option<Encoding> {
        Encoding::from_name(&self.encoding)
    }

    pub(crate) fn layout(&self) -> Option<FieldLayout> {
        if self.separator == KEYED {
            return Some(FieldLayout::Keyed);
        }
        self.separator.chars().next().and_then(Separator::from_char).map(FieldLayout::Separated)
    }
}

/// A bank account of the municipality (rachunek bankowy urzędu).
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct BankAccount {
    pub id: i64,
    pub nrb: String,
    pub name: String,
    pub bank: String,
    /// Sort code and prefix of the virtual accounts the bank grants on this account; empty when there are none.
    pub pool_bank: String,
    pub pool_prefix: String,
    profile: String,
    pub active: bool,
}

impl BankAccount {
    pub(crate) fn profile(&self) -> Profile {
        serde_json::from_str(&self.profile).unwrap_or_default()
    }

    pub(crate) fn pool(&self) -> Option<Pool> {
        Pool::new(&self.pool_bank, &self.pool_prefix).ok()
    }

    /// `…0404`
    pub(crate) fn ending(&self) -> String {
        format!("…{}", &self.nrb[self.nrb.len().saturating_sub(4)..])
    }

    pub(crate) fn spaced(&self) -> String {
        AccountNumber::parse(&self.nrb).map_or_else(|_| self.nrb.clone(), |number| number.to_string())
    }
}

pub(crate) async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<BankAccount>> {
    Ok(db.all("SELECT * FROM bank_account ORDER BY active DESC, name, nrb", values![]).await?)
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<BankAccount>> {
    Ok(db.maybe("SELECT * FROM bank_account WHERE id = $1", values![id]).await?)
}

pub(crate) async fn by_nrb<C: ConnectionTrait>(db: &C, nrb: &str) -> Result<Option<BankAccount>> {
    Ok(db.maybe("SELECT * FROM bank_account WHERE nrb = $1", values![nrb]).await?)
}

/// What the clerk gives for an account.
#[derive(Debug, Clone)]
pub(crate) struct AccountData {
    pub nrb: String,
    pub name: String,
    pub bank: String,
    pub pool_bank: String,
    pub pool_prefix: String,
    pub profile: Profile,
    pub active: bool,
}

pub(crate) async fn save<C: ConnectionTrait>(tx: &C, id: i64, data: &AccountData) -> Result<()> {
    tx.run(
        "INSERT INTO bank_account (id, nrb, name, bank, pool_bank, pool_prefix, profile, active) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
         bank = excluded.bank, pool_bank = excluded.pool_bank, pool_prefix = excluded.pool_prefix, \
         profile = excluded.profile, active = excluded.active",
        values![
            id,
            data.nrb.clone(),
            data.name.clone(),
            data.bank.clone(),
            data.pool_bank.clone(),
            data.pool_prefix.clone(),
            serde_json::to_string(&data.profile)?,
            data.active
        ],
    )
    .await?;
    Ok(())
}

/// The books of an account begin with its earliest statement: `earliest` when nothing posted comes before this one.
pub(crate) async fn start<C: ConnectionTrait>(tx: &C, id: i64, opening: i64, earliest: bool) -> Result<()> {
    let only_once = if earliest { "" } else { " AND start_balance IS NULL" };
    let sql = format!("UPDATE bank_account SET start_balance = $2 WHERE id = $1{only_once}");
    tx.run(&sql, values![id, opening]).await?;
    Ok(())
}
