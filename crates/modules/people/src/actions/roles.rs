//! Roles: named sets of permissions. Whoever holds a changed role has the new rights at once.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Permission, Result};
use serde_json::json;

use crate::actions::sessions;
use crate::store::roles;
use crate::subject::Subject;

/// Without somebody who may give rights the office locks itself out.
pub const KEYS_OF_THE_HOUSE: &str = "people.roles";

/// The permissions of all modules.
pub fn all_permissions(municipality: &Municipality) -> Vec<&Permission> {
    municipality.environment.modules.iter().flat_map(|module| module.permissions).collect()
}

fn known(municipality: &Municipality, wanted: &[String]) -> Vec<String> {
    let all = all_permissions(municipality);
    wanted.iter().filter(|code| all.iter().any(|permission| permission.code == **code)).cloned().collect()
}

/// After a change of rights: fails when nobody active could give rights any more.
pub async fn keep_an_administrator(deed: &Deed) -> Result<()> {
    if roles::active_holders_of(&deed.tx, KEYS_OF_THE_HOUSE).await? > 0 {
        return Ok(());
    }
    Err(Error::Conflict(
        "To ostatnia osoba, która może nadawać uprawnienia. Najpierw nadaj je komuś innemu.".into(),
    ))
}

/// Adds a role, or changes the one with that id.
pub async fn save(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: Option<i64>,
    name: &str,
    wanted: &[String],
) -> Result<i64> {
    let permissions = known(municipality, wanted);
    let mut deed = Deed::begin(municipality, actor, "people.roles").await?;
    if roles::by_name(&deed.tx, name).await?.is_some_and(|role| Some(role.id) != id) {
        return Err(Error::field("nazwa", "Rola o tej nazwie już jest."));
    }
    let id = match id {
        Some(id) => {
            let before = roles::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
            let before: Vec<&str> = before.permissions().collect();
            roles::change(&deed.tx, id, name, &permissions).await?;
            keep_an_administrator(&deed).await?;
            for holder in roles::holders(&deed.tx, id).await? {
                sessions::refresh(&deed, Subject::staff(holder)).await?;
            }
            let detail = json!({ "name": name, "before": before, "after": permissions });
            deed.note("people.role_changed", format!("role:{id}"), detail);
            id
        }
        None => {
            let id = roles::add(&deed.tx, municipality, name, &permissions).await?;
            let detail = json!({ "name": name, "after": permissions });
            deed.note("people.role_added", format!("role:{id}"), detail);
            id
        }
    };
    deed.commit().await?;
    Ok(id)
}

pub async fn remove(municipality: &Arc<Municipality>, actor: &Actor, id: i64) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.roles").await?;
    let role = roles::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    if !roles::holders(&deed.tx, id).await?.is_empty() {
        return Err(Error::Conflict("Tę rolę ktoś ma. Najpierw odbierz ją pracownikom.".into()));
    }
    roles::remove(&deed.tx, id).await?;
    deed.note("people.role_removed", format!("role:{id}"), json!({ "name": role.name }));
    deed.commit().await
}
