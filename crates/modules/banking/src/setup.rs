//! Bank accounts for the demo and the command line.

use std::sync::Arc;

use ratusz_kernel::{AccountNumber, Actor, Municipality, Result};

use crate::actions::save_account::save_account;
use crate::store::accounts::{AccountData, Profile};

/// An account of the municipality; its files are recognised by themselves.
#[derive(Debug, Clone)]
pub struct NewAccount<'a> {
    pub nrb: AccountNumber,
    pub name: &'a str,
    pub bank: &'a str,
    /// Sort code and prefix of the virtual accounts granted on it.
    pub pool: Option<(&'a str, &'a str)>,
}

pub async fn add_account(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    new: &NewAccount<'_>,
) -> Result<()> {
    let (pool_bank, pool_prefix) = new.pool.unwrap_or(("", ""));
    let data = AccountData {
        nrb: new.nrb.as_str().to_owned(),
        name: new.name.to_owned(),
        bank: new.bank.to_owned(),
        pool_bank: pool_bank.to_owned(),
        pool_prefix: pool_prefix.to_owned(),
        profile: Profile::default(),
        active: true,
    };
    save_account(municipality, actor, None, &data).await
}
