//! Opens an account: first the address is confirmed, then the password is set from the link, so that nobody can prepare
//! an account with a password of their own for somebody else's address.

use std::sync::Arc;

use ratusz_kernel::{Actor, ActorKind, Deed, Error, Municipality, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actions::sessions::{self, Origin};
use crate::actions::tell;
use crate::hashing::Hashed;
use crate::store::tickets::{self, Purpose, Ticket};
use crate::store::{accounts, credentials};
use crate::subject::Subject;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registration {
    pub given_name: String,
    pub family_name: String,
    pub email: String,
}

/// Sends the link, or a word to the owner when the account exists; whoever asks cannot tell which.
pub async fn ask(municipality: &Arc<Municipality>, actor: &Actor, registration: &Registration) -> Result<()> {
    let known = accounts::by_email(&municipality.db.read, municipality, &registration.email).await?;
    let mut deed = Deed::begin_own(municipality, actor).await?;
    match known {
        Some(account) => {
            let subject = Subject::resident(account.id);
            tell::address(&mut deed, &registration.email, "people.known", json!({}), "/logowanie").await?;
            deed.note("people.registration_repeated", subject.label(), json!({}));
        }
        None => {
            let nobody = Subject { kind: ActorKind::Resident, id: 0 };
            let token =
                tickets::issue(&deed.tx, municipality, Purpose::Register, nobody, registration).await?;
            let link = format!("/rejestracja/potwierdz/{token}");
            tell::address(&mut deed, &registration.email, "people.confirm", json!({}), &link).await?;
            deed.note("people.registration_asked", "account:new", json!({}));
        }
    }
    deed.commit().await
}

pub async fn find(municipality: &Municipality, token: &str) -> Result<Option<Ticket<Registration>>> {
    tickets::find(municipality, Purpose::Register, token).await
}

/// Makes the account and signs in; gives the session token.
pub async fn confirm(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    ticket: &Ticket<Registration>,
    password: &Hashed,
    origin: Origin<'_>,
) -> Result<String> {
    let Registration { given_name, family_name, email } = &ticket.data;
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let taken = accounts::by_email(&deed.tx, municipality, email).await?.is_some();
    if taken || !tickets::consume(&deed.tx, ticket.id).await? {
        return Err(Error::Conflict("To konto jest już założone. Zaloguj się.".into()));
    }
    let subject = Subject::resident(accounts::add(&deed, given_name, family_name, email).await?);
    credentials::set_password(&deed, subject, password).await?;
    deed.note("people.registered", subject.label(), json!({}));
    let token = sessions::start(&mut deed, subject, origin, "registration").await?;
    deed.commit().await?;
    Ok(token)
}
