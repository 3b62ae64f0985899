//! Starts sessions with what a person may do now, and keeps living ones true when that changes.

use ratusz_kernel::{Deed, Error, Result};
use ratusz_web::{NewSession, session};
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
