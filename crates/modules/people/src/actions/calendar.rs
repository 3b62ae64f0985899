//! Extra days on which the office is closed.

use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use crate::store::days_off;

pub async fn add(municipality: &Arc<Municipality>, actor: &Actor, day: NaiveDate, name: &str) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.settings").await?;
    if !days_off::add(&deed.tx, day, name).await? {
        return Err(Error::field("dzien", "Ten dzień jest już na liście."));
    }
    deed.note("people.day_off_added", format!("day:{day}"), json!({ "name": name }));
    deed.commit().await
}

pub async fn remove(municipality: &Arc<Municipality>, actor: &Actor, day: NaiveDate) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.settings").await?;
    if !days_off::remove(&deed.tx, day).await? {
        return Err(Error::NotFound);
    }
    deed.note("people.day_off_removed", format!("day:{day}"), json!({}));
    deed.commit().await
}
