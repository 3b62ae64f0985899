//! The municipality's own data and brand, in force from today.

use std::sync::Arc;

use ratusz_kernel::municipality::PROFILE_SETTING;
use ratusz_kernel::{Actor, Deed, Municipality, Profile, Result, settings};
use serde_json::json;

/// `what` names the part that was edited, for the audit.
pub async fn save(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    profile: &Profile,
    what: &str,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.settings").await?;
    settings::set(&deed.tx, PROFILE_SETTING, deed.today(), profile).await?;
    deed.note("people.settings_changed", "municipality", json!({ "part": what }));
    deed.commit().await?;
    municipality.reload_profile().await
}
