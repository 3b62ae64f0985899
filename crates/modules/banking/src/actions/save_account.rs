//! Adds or changes a bank account of the municipality.

use std::sync::Arc;

use ratusz_dues::cards::VIRTUAL_ACCOUNTS;
use ratusz_dues::rules::virtual_account::Layout;
use ratusz_kernel::{Actor, Deed, Error, FieldError, Municipality, Result, settings};
use serde_json::json;

use crate::store::accounts::{self, AccountData};

/// `id` is nothing for a new account; the number of an account never changes.
pub(crate) async fn save_account(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: Option<i64>,
    data: &AccountData,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "banking.accounts").await?;
    let pool = match (data.pool_bank.as_str(), data.pool_prefix.as_str()) {
        ("", "") => None,
        (bank, prefix) => Some(Layout::new(bank, prefix).map_err(|error| {
            let field = if bank.len() == 8 { "przedrostek" } else { "numer_banku" };
            Error::Invalid(vec![FieldError::new(field, error.to_string())])
        })?),
    };
    if id.is_none() && accounts::by_nrb(&deed.tx, &data.nrb).await?.is_some() {
        return Err(Error::field("nrb", "Ten rachunek jest już na liście."));
    }
    let id = id.unwrap_or_else(|| municipality.new_id());
    accounts::save(&deed.tx, id, data).await?;
    // The first pool is the one new cards get their accounts from; identifiers once given are never moved.
    let today = deed.today();
    if let Some(pool) = pool
        && settings::get::<Layout, _>(&deed.tx, VIRTUAL_ACCOUNTS, today).await?.is_none()
    {
        settings::set(&deed.tx, VIRTUAL_ACCOUNTS, today, &pool).await?;
    }
    deed.note(
        "banking.account_saved",
        format!("bank_account:{id}"),
        json!({ "active": data.active, "ending": data.nrb.get(22..) }),
    );
    deed.commit().await
}
