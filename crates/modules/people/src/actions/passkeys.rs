//! Passkeys (klucze dostępu, WebAuthn): adding, signing in, taking away. A passkey belongs to one host name for good.

use std::sync::Arc;

use ratusz_kernel::{Actor, ActorKind, Deed, Error, Municipality, Result};
use ratusz_web::{Session, session};
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::actions::sessions::{self, Origin};
use crate::actions::{tell, what_is_left};
use crate::store::failures::Counted;
use crate::store::tickets::{self, Purpose};
use crate::store::{accounts, credentials, passkeys, recovery_codes, staff};
use crate::subject::Subject;

fn webauthn(municipality: &Municipality) -> Result<Webauthn> {
    let origin = Url::parse(&municipality.link("")).map_err(Error::internal)?;
    let host = origin.host_str().unwrap_or_default().to_owned();
    WebauthnBuilder::new(&host, &origin)
        .and_then(|builder| builder.rp_name(&municipality.profile().name).build())
        .map_err(Error::internal)
}

/// Options for a new passkey; what must be remembered waits in a ticket.
pub async fn begin_adding(municipality: &Municipality, own: &Session) -> Result<Value> {
    let subject = Subject::from(own);
    let known = passkeys::of_subject(&municipality.db.read, subject).await?;
    let known: Vec<_> =
        known.iter().map(|key| Ok(key.passkey()?.cred_id().clone())).collect::<Result<_>>()?;
    let handle = credentials::user_handle(municipality, subject).await?;
    let (options, state) = webauthn(municipality)?
        .start_passkey_registration(handle, &own.name, &own.name, Some(known))
        .map_err(Error::internal)?;
    tickets::withdraw(&municipality.db.write, Purpose::PasskeyAdd, subject).await?;
    tickets::issue(&municipality.db.write, municipality, Purpose::PasskeyAdd, subject, &state).await?;
    let mut options = serde_json::to_value(options)?;
    // So that the key can also be found without typing an address first.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("preferred");
    Ok(options)
}

/// What adding a key changed.
#[derive(Debug, Clone, Copy)]
pub struct Added {
    /// There are no recovery codes yet; the person should make some now.
    pub first_factor: bool,
}

pub async fn add(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    own: &Session,
    name: &str,
    answer: Value,
) -> Result<Added> {
    let subject = Subject::from(own);
    let ticket = tickets::newest::<PasskeyRegistration>(municipality, Purpose::PasskeyAdd, subject)
        .await?
        .ok_or_else(refused)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).map_err(|_| refused())?;
    let passkey =
        webauthn(municipality)?.finish_passkey_registration(&answer, &ticket.data).map_err(|_| refused())?;
    let mut deed = Deed::begin_own(municipality, actor).await?;
    if !tickets::consume(&deed.tx, ticket.id).await? {
        return Err(refused());
    }
    passkeys::add(&deed, subject, name, &passkey).await?;
    let first_factor = recovery_codes::left(&deed.tx, subject).await? == 0;
    session::end_all(&deed.tx, subject.kind, subject.id, Some(own.id)).await?;
    sessions::refresh(&deed, subject).await?;
    tell::factor_changed(&mut deed, subject, "dodano klucz dostępu").await?;
    deed.note("people.passkey_added", subject.label(), json!({}));
    deed.commit().await?;
    Ok(Added { first_factor })
}

/// Options for signing in with whatever key the person's device finds; the token is for the browser's cookie.
pub async fn begin_sign_in(municipality: &Municipality, kind: ActorKind) -> Result<(Value, String)> {
    let (options, state) =
        webauthn(municipality)?.start_discoverable_authentication().map_err(Error::internal)?;
    let nobody = Subject { kind, id: 0 };
    let token =
        tickets::issue(&municipality.db.write, municipality, Purpose::PasskeySignIn, nobody, &state).await?;
    let mut options = serde_json::to_value(options)?;
    // Only autofill asks quietly; our button asks openly.
    if let Some(map) = options.as_object_mut() {
        map.remove("mediation");
    }
    Ok((options, token))
}

/// A passkey used with the owner's finger, face or PIN counts for both factors.
pub async fn sign_in(
    municipality: &Arc<Municipality>,
    kind: ActorKind,
    ceremony: &str,
    answer: Value,
    origin: Origin<'_>,
) -> Result<String> {
    let ticket = tickets::find::<DiscoverableAuthentication>(municipality, Purpose::PasskeySignIn, ceremony)
        .await?
        .ok_or_else(refused)?;
    let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(|_| refused())?;
    let webauthn = webauthn(municipality)?;
    let (user, credential_id) =
        webauthn.identify_discoverable_authentication(&answer).map_err(|_| refused())?;
    let key = passkeys::by_credential(municipality, credential_id).await?.ok_or_else(refused)?;
    let subject = key.subject();
    if subject.kind != kind || credentials::user_handle(municipality, subject).await? != user {
        return Err(refused());
    }
    let email = active_email(municipality, subject).await?.ok_or_else(refused)?;
    let mut passkey: Passkey = key.passkey()?;
    let result = webauthn
        .finish_discoverable_authentication_v2(&answer, ticket.data, &passkey)
        .map_err(|_| refused())?;
    passkey.update_credential(&result);
    let mut deed = Deed::begin_own(municipality, &Actor::anonymous(origin.network)).await?;
    if !tickets::consume(&deed.tx, ticket.id).await? {
        return Err(refused());
    }
    passkeys::used(&deed, key.id, &passkey).await?;
    Counted::new(municipality, kind, &email, origin.network).clear(&deed.tx, deed.now).await?;
    let token = sessions::start(&mut deed, subject, origin, "passkey").await?;
    deed.commit().await?;
    Ok(token)
}

async fn active_email(municipality: &Municipality, subject: Subject) -> Result<Option<String>> {
    let db = &municipality.db.read;
    if subject.is_staff() {
        let member = staff::get(db, subject.id).await?.filter(staff::Member::is_active);
        member.map(|member| member.email(municipality)).transpose()
    } else {
        let account = accounts::get(db, subject.id).await?.filter(accounts::Account::is_active);
        account.map(|account| account.email(municipality)).transpose()
    }
}

/// What is left must still guard the account.
pub async fn remove(municipality: &Arc<Municipality>, actor: &Actor, own: &Session, id: i64) -> Result<()> {
    let subject = Subject::from(own);
    let mut deed = Deed::begin_own(municipality, actor).await?;
    if !passkeys::remove(&deed, subject, id).await? {
        return Err(Error::NotFound);
    }
    what_is_left::guards(&deed, subject).await?;
    session::end_all(&deed.tx, subject.kind, subject.id, Some(own.id)).await?;
    sessions::refresh(&deed, subject).await?;
    tell::factor_changed(&mut deed, subject, "usunięto klucz dostępu").await?;
    deed.note("people.passkey_removed", subject.label(), json!({}));
    deed.commit().await
}

fn refused() -> Error {
    Error::Conflict("Nie udało się użyć klucza dostępu. Spróbuj ponownie albo wybierz inny sposób.".into())
}
