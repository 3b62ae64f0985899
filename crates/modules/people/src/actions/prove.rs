//! The person proves again who they are, before a weighty change (ASVS 5.0 V7.5.1).

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result};
use ratusz_web::{Session, session};
use serde_json::json;

use crate::actions::{sign_in, tell};
use crate::hashing;
use crate::rules::password;
use crate::store::credentials;
use crate::store::failures::Counted;
use crate::subject::Subject;

#[derive(Debug)]
pub enum Proof {
    /// The same session under a new token.
    Done(String),
    Wrong,
    Rest,
    Busy,
}

/// With a code of the app when there is one, else with the password.
pub async fn prove(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    own: &Session,
    typed: &str,
) -> Result<Proof> {
    let subject = Subject::from(own);
    let db = &municipality.db.read;
    let email = tell::email_of(db, municipality, subject).await?;
    let credential = credentials::get(db, subject).await?;
    let counted = Counted::new(municipality, subject.kind, &email, &actor.origin);
    if counted.rests(municipality).await? {
        return Ok(Proof::Rest);
    }
    let by_password = if credential.has_totp() {
        None
    } else {
        let Some(fits) = hashing::verify(credential.password, &password::composed(typed)).await? else {
            return Ok(Proof::Busy);
        };
        Some(fits)
    };
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let fits = match by_password {
        Some(fits) => fits,
        None => sign_in::app_code_fits(&deed, subject, typed).await?,
    };
    if !fits {
        drop(deed);
        counted.record(municipality).await?;
        return Ok(Proof::Wrong);
    }
    counted.clear(&deed.tx, deed.now).await?;
    let token = session::prove_again(&deed.tx, municipality, own.id, own.level).await?;
    deed.note("people.proved_again", subject.label(), json!({}));
    deed.commit().await?;
    Ok(Proof::Done(token))
}
