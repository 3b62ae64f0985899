//! Starts sessions with what a person may do now, keeps living ones true when that changes, and ends those of others.

use std::sync::Arc;

use ratusz_kernel::{Actor, ActorKind, Deed, Error, Municipality, Result};
use ratusz_web::{NewSession, session, sign_out};
use serde_json::json;

use crate::store::{accounts, credentials, staff};
use crate::subject::Subject;

/// From where somebody signs in.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    pub device: &'a str,
    pub network: &'a str,
}

struct Standing {
    name: String,
    party_id: Option<i64>,
    level: i64,
    permissions: Vec<String>,
}

/// A resident stands on level 2 only with a confirmed identity and a second factor (integrations.md §3.9).
async fn standing(deed: &Deed, subject: Subject) -> Result<Standing> {
    if subject.is_staff() {
        let member = staff::get(&deed.tx, subject.id).await?.ok_or(Error::NotFound)?;
        let permissions = staff::permissions(&deed.tx, subject.id).await?;
        return Ok(Standing { name: member.name, party_id: None, level: 2, permissions });
    }
    let account = accounts::get(&deed.tx, subject.id).await?.ok_or(Error::NotFound)?;
    let second_factor = credentials::has_second_factor(&deed.tx, subject).await?;
    let party_id = account.party_id.filter(|_| second_factor);
    Ok(Standing {
        name: account.name(),
        party_id,
        level: if party_id.is_some() { 2 } else { 1 },
        permissions: Vec::new(),
    })
}

/// Starts a session and notes it; gives the token for the cookie. The caller commits.
pub async fn start(deed: &mut Deed, subject: Subject, origin: Origin<'_>, way: &str) -> Result<String> {
    let Standing { name, party_id, level, permissions } = standing(deed, subject).await?;
    deed.actor = subject.actor(&name, origin.network);
    let new = NewSession {
        kind: subject.kind,
        subject_id: subject.id,
        name,
        party_id,
        level,
        permissions,
        device: origin.device.to_owned(),
        origin: origin.network.to_owned(),
    };
    let token = session::start(&deed.tx, &deed.municipality, &new).await?;
    if !subject.is_staff() {
        let unread = ratusz_notices::notice::unread(&deed.tx, subject.id).await?;
        session::set_unread(&deed.tx, subject.id, unread).await?;
    }
    deed.note("people.signed_in", subject.label(), json!({ "way": way }));
    Ok(token)
}

/// Living sessions follow a change of name, identity, factors or roles.
pub async fn refresh(deed: &Deed, subject: Subject) -> Result<()> {
    let Standing { name, party_id, level, permissions } = standing(deed, subject).await?;
    session::refresh(&deed.tx, subject.kind, subject.id, &name, party_id, level, &permissions).await
}

/// A clerk signs a resident out everywhere; gives how many sessions ended.
pub async fn end_of_resident(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    account_id: i64,
) -> Result<u64> {
    let mut deed = Deed::begin(municipality, actor, "people.identify").await?;
    let subject = Subject::resident(account_id);
    let ended = session::end_all(&deed.tx, subject.kind, subject.id, None).await?;
    deed.note("people.resident_signed_out", subject.label(), json!({ "sessions": ended }));
    deed.commit().await?;
    Ok(ended)
}

/// Everybody of these kinds is signed out, but the session it is done from; gives how many sessions ended.
pub async fn end_of_everybody(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    own_session: i64,
    kinds: &[ActorKind],
    reason: &str,
) -> Result<u64> {
    let mut deed = Deed::begin(municipality, actor, "people.sessions").await?;
    let mut ended = 0;
    for kind in kinds {
        ended += sign_out::everybody(&deed.tx, *kind, own_session).await?;
    }
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let detail = json!({ "kinds": kinds, "sessions": ended });
    deed.note_because("people.everybody_signed_out", "sessions", detail, reason);
    deed.commit().await?;
    Ok(ended)
}
