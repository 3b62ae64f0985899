//! Organisational units: added, closed, opened again.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use crate::store::units;

pub async fn add(municipality: &Arc<Municipality>, actor: &Actor, name: &str, symbol: &str) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.staff").await?;
    if units::symbol_taken(&deed.tx, symbol).await? {
        return Err(Error::field("symbol", "Ten symbol ma już inna jednostka."));
    }
    let id = units::add(&deed.tx, municipality, name, symbol).await?;
    deed.note("people.unit_added", format!("unit:{id}"), json!({ "symbol": symbol, "name": name }));
    deed.commit().await
}

pub async fn set_closed(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
    closed: bool,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.staff").await?;
    if !units::set_closed(&deed.tx, id, closed).await? {
        return Err(Error::NotFound);
    }
    deed.note("people.unit_changed", format!("unit:{id}"), json!({ "closed": closed }));
    deed.commit().await
}
