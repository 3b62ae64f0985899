//! A forgotten password: a link to the confirmed address, then a new password. Second factors stay as they are.

use std::sync::Arc;

use ratusz_kernel::{Actor, ActorKind, Deed, Error, Municipality, Result};
use ratusz_web::session;
use serde_json::json;

use crate::actions::tell;
use crate::hashing::Hashed;
use crate::store::failures::Counted;
use crate::store::tickets::{self, Purpose, Ticket};
use crate::store::{accounts, credentials};
use crate::subject::Subject;

/// Sends the link when there is such an account; whoever asks cannot tell.
pub async fn ask(municipality: &Arc<Municipality>, actor: &Actor, email: &str) -> Result<()> {
    let account = accounts::by_email(&municipality.db.read, municipality, email).await?;
    let mut deed = Deed::begin_own(municipality, actor).await?;
    match account.filter(accounts::Account::is_active) {
        Some(account) => {
            let subject = Subject::resident(account.id);
            tickets::withdraw(&deed.tx, Purpose::Recover, subject).await?;
            let token = tickets::issue(&deed.tx, municipality, Purpose::Recover, subject, &email).await?;
            let link = format!("/odzyskiwanie/{token}");
            tell::address(&mut deed, email, "people.recover", json!({}), &link).await?;
            deed.note("people.recovery_asked", subject.label(), json!({}));
        }
        None => deed.note("people.recovery_asked", "account:unknown", json!({})),
    }
    deed.commit().await
}

pub async fn find(municipality: &Municipality, token: &str) -> Result<Option<Ticket<String>>> {
    tickets::find(municipality, Purpose::Recover, token).await
}

pub async fn finish(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    ticket: &Ticket<String>,
    password: &Hashed,
) -> Result<()> {
    let subject = ticket.subject;
    let mut deed = Deed::begin_own(municipality, actor).await?;
    if !tickets::consume(&deed.tx, ticket.id).await? {
        return Err(Error::Conflict("Ten odnośnik był już użyty. Poproś o nowy.".into()));
    }
    credentials::set_password(&deed, subject, password).await?;
    session::end_all(&deed.tx, subject.kind, subject.id, None).await?;
    Counted::new(municipality, ActorKind::Resident, &ticket.data, &actor.origin)
        .clear(&deed.tx, deed.now)
        .await?;
    let values = json!({ "kiedy": tell::moment(&deed) });
    tell::subject(&mut deed, subject, "people.password_changed", values, "/konto").await?;
    deed.note("people.password_reset", subject.label(), json!({}));
    deed.commit().await
}
