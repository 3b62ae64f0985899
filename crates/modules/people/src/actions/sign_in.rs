//! Signing in: password, then code when there is a second factor; unknown, wrong and closed accounts answer alike.

use std::sync::Arc;

use ratusz_kernel::{Actor, ActorKind, Deed, Municipality, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actions::sessions::{self, Origin};
use crate::hashing;
use crate::rules::{otp, password};
use crate::store::failures::Counted;
use crate::store::tickets::{self, MOST_TRIES, Purpose};
use crate::store::{accounts, credentials, recovery_codes, staff};
use crate::subject::Subject;

/// What a password led to.
#[derive(Debug)]
pub enum Step {
    /// Signed in; the session's token.
    Done(String),
    /// A second factor is asked now; the token of the step.
    Code(String),
    Refused,
    /// Too many wrong passwords; rest first.
    Rest,
    /// Too many people sign in at this moment.
    Busy,
    /// Staff without a second factor cannot enter.
    NoSecondFactor,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SecondStep {
    pub email: String,
    /// Where to go afterwards.
    pub target: String,
}

async fn subject_of(municipality: &Municipality, kind: ActorKind, email: &str) -> Result<Option<Subject>> {
    let db = &municipality.db.read;
    Ok(if kind == ActorKind::Staff {
        let member = staff::by_email(db, municipality, email).await?;
        member.filter(staff::Member::is_active).map(|member| Subject::staff(member.id))
    } else {
        let account = accounts::by_email(db, municipality, email).await?;
        account.filter(accounts::Account::is_active).map(|account| Subject::resident(account.id))
    })
}

pub async fn with_password(
    municipality: &Arc<Municipality>,
    kind: ActorKind,
    step: &SecondStep,
    typed: &str,
    origin: Origin<'_>,
) -> Result<Step> {
    let counted = Counted::new(municipality, kind, &step.email, origin.network);
    if counted.rests(municipality).await? {
        return Ok(Step::Rest);
    }
    let db = &municipality.db.read;
    let subject = subject_of(municipality, kind, &step.email).await?;
    let credential = match subject {
        Some(subject) => Some(credentials::get(db, subject).await?),
        None => None,
    };
    let hash = credential.and_then(|credential| credential.password);
    let outdated = hash.clone().filter(|hash| hashing::is_outdated(hash));
    let Some(fits) = hashing::verify(hash, &password::composed(typed)).await? else {
        return Ok(Step::Busy);
    };
    let Some(subject) = subject.filter(|_| fits) else {
        counted.record(municipality).await?;
        return Ok(Step::Refused);
    };
    if let Some(outdated) = outdated {
        rehash(municipality, subject, &outdated, typed, origin).await?;
    }
    if credentials::has_second_factor(db, subject).await? {
        let token =
            tickets::issue(&municipality.db.write, municipality, Purpose::SecondStep, subject, step).await?;
        return Ok(Step::Code(token));
    }
    if subject.is_staff() {
        return Ok(Step::NoSecondFactor);
    }
    let mut deed = Deed::begin_own(municipality, &Actor::anonymous(origin.network)).await?;
    counted.clear(&deed.tx, deed.now).await?;
    let token = sessions::start(&mut deed, subject, origin, "password").await?;
    deed.commit().await?;
    Ok(Step::Done(token))
}

/// The work of hashing rose since the password was set: only now, with the password at hand, can the hash follow. When the
/// queue is full it waits for the next time.
async fn rehash(
    municipality: &Arc<Municipality>,
    subject: Subject,
    outdated: &str,
    typed: &str,
    origin: Origin<'_>,
) -> Result<()> {
    let Some(new) = hashing::hash(&municipality.random, &password::composed(typed)).await? else {
        return Ok(());
    };
    let mut deed = Deed::begin_own(municipality, &Actor::anonymous(origin.network)).await?;
    if credentials::replace_hash(&deed, subject, outdated, &new.hash).await? {
        deed.note("people.password_rehashed", subject.label(), json!({}));
        deed.commit().await?;
    }
    Ok(())
}

/// What a code led to.
#[derive(Debug)]
pub enum CodeStep {
    Done {
        token: String,
        target: String,
    },
    Wrong {
        tries_left: i64,
    },
    /// The step is over: too many tries or too long ago.
    Over,
}

/// The step of a browser's token, when it still waits for a code.
pub async fn waiting(
    municipality: &Municipality,
    token: &str,
) -> Result<Option<tickets::Ticket<SecondStep>>> {
    Ok(tickets::find(municipality, Purpose::SecondStep, token)
        .await?
        .filter(|ticket: &tickets::Ticket<SecondStep>| ticket.tries < MOST_TRIES))
}

/// A code from the app, or a recovery code.
pub async fn with_code(
    municipality: &Arc<Municipality>,
    step_token: &str,
    typed: &str,
    origin: Origin<'_>,
) -> Result<CodeStep> {
    let Some(ticket) = waiting(municipality, step_token).await? else { return Ok(CodeStep::Over) };
    if !tickets::take_try(municipality, ticket.id).await? {
        return Ok(CodeStep::Over);
    }
    let subject = ticket.subject;
    let counted = Counted::new(municipality, subject.kind, &ticket.data.email, origin.network);
    let mut deed = Deed::begin_own(municipality, &Actor::anonymous(origin.network)).await?;
    let Some(way) = code_fits(&deed, subject, typed).await? else {
        drop(deed);
        counted.record(municipality).await?;
        let tries_left = MOST_TRIES - ticket.tries - 1;
        return Ok(if tries_left > 0 { CodeStep::Wrong { tries_left } } else { CodeStep::Over });
    };
    if !tickets::consume(&deed.tx, ticket.id).await? {
        return Ok(CodeStep::Over);
    }
    counted.clear(&deed.tx, deed.now).await?;
    let token = sessions::start(&mut deed, subject, origin, way).await?;
    if way == "recovery_code" {
        deed.note("people.recovery_code_used", subject.label(), json!({}));
    }
    deed.commit().await?;
    Ok(CodeStep::Done { token, target: ticket.data.target })
}

async fn code_fits(deed: &Deed, subject: Subject, typed: &str) -> Result<Option<&'static str>> {
    if app_code_fits(deed, subject, typed).await? {
        return Ok(Some("totp"));
    }
    Ok(recovery_codes::take(deed, subject, typed).await?.then_some("recovery_code"))
}

/// A code of the app, each good once.
pub async fn app_code_fits(deed: &Deed, subject: Subject, typed: &str) -> Result<bool> {
    let credential = credentials::get(&deed.tx, subject).await?;
    let Some(secret) = credential.totp_secret(&deed.municipality)? else { return Ok(false) };
    match otp::step_of(&secret, typed, deed.now.timestamp()) {
        Some(step) => credentials::take_step(&deed.tx, subject, step).await,
        None => Ok(false),
    }
}
