//! Codes from an app as second factor: set up, proven by a first code, taken away again; recovery codes beside them.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result};
use ratusz_web::{Session, session};
use serde_json::json;

use crate::actions::{sessions, tell, what_is_left};
use crate::rules::{codes, otp};
use crate::store::tickets::{self, Purpose};
use crate::store::{credentials, recovery_codes};
use crate::subject::Subject;

/// A fresh secret, waiting ten minutes for its first code.
pub async fn begin(municipality: &Municipality, subject: Subject) -> Result<()> {
    let secret = otp::new_secret(&municipality.random);
    tickets::withdraw(&municipality.db.write, Purpose::TotpSetup, subject).await?;
    tickets::issue(&municipality.db.write, municipality, Purpose::TotpSetup, subject, &secret).await?;
    Ok(())
}

/// The waiting secret.
pub async fn waiting(municipality: &Municipality, subject: Subject) -> Result<Option<Vec<u8>>> {
    let ticket = tickets::newest(municipality, Purpose::TotpSetup, subject).await?;
    Ok(ticket.map(|ticket| ticket.data))
}

#[derive(Debug)]
pub enum Setup {
    /// Done, with recovery codes to show once when there were none.
    Done(Vec<String>),
    Wrong,
    Over,
}

pub async fn confirm(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    own: &Session,
    typed: &str,
) -> Result<Setup> {
    let subject = Subject::from(own);
    let Some(ticket) = tickets::newest::<Vec<u8>>(municipality, Purpose::TotpSetup, subject).await? else {
        return Ok(Setup::Over);
    };
    if !tickets::take_try(municipality, ticket.id).await? {
        return Ok(Setup::Over);
    }
    let Some(step) = otp::step_of(&ticket.data, typed, municipality.clock.now().timestamp()) else {
        return Ok(Setup::Wrong);
    };
    let mut deed = Deed::begin_own(municipality, actor).await?;
    tickets::consume(&deed.tx, ticket.id).await?;
    credentials::set_totp(&deed, subject, &ticket.data, step).await?;
    let fresh = first_recovery_codes(&deed, subject).await?;
    session::end_all(&deed.tx, subject.kind, subject.id, Some(own.id)).await?;
    sessions::refresh(&deed, subject).await?;
    tell::factor_changed(&mut deed, subject, "dodano kod z aplikacji").await?;
    deed.note("people.totp_set", subject.label(), json!({}));
    deed.commit().await?;
    Ok(Setup::Done(fresh))
}

/// Recovery codes for somebody who has none left; empty when there are some.
pub async fn first_recovery_codes(deed: &Deed, subject: Subject) -> Result<Vec<String>> {
    if recovery_codes::left(&deed.tx, subject).await? > 0 {
        return Ok(Vec::new());
    }
    let fresh = codes::recovery_codes(&deed.municipality.random);
    recovery_codes::replace(deed, subject, &fresh).await?;
    Ok(fresh)
}

/// New recovery codes instead of the old ones.
pub async fn new_recovery_codes(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    subject: Subject,
) -> Result<Vec<String>> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let fresh = codes::recovery_codes(&municipality.random);
    recovery_codes::replace(&deed, subject, &fresh).await?;
    tell::factor_changed(&mut deed, subject, "utworzono nowe kody odzyskiwania").await?;
    deed.note("people.recovery_codes_made", subject.label(), json!({}));
    deed.commit().await?;
    Ok(fresh)
}

/// What is left must still guard the account; a resident without any second factor falls back to level 1.
pub async fn remove(municipality: &Arc<Municipality>, actor: &Actor, own: &Session) -> Result<()> {
    let subject = Subject::from(own);
    let mut deed = Deed::begin_own(municipality, actor).await?;
    credentials::remove_totp(&deed, subject).await?;
    what_is_left::guards(&deed, subject).await?;
    session::end_all(&deed.tx, subject.kind, subject.id, Some(own.id)).await?;
    sessions::refresh(&deed, subject).await?;
    tell::factor_changed(&mut deed, subject, "usunięto kod z aplikacji").await?;
    deed.note("people.totp_removed", subject.label(), json!({}));
    deed.commit().await
}
