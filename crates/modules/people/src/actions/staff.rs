//! Staff: invited, given roles, disabled, signed out; lost factors are reset by two people together.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use ratusz_web::session;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actions::roles::keep_an_administrator;
use crate::actions::sessions::{self, Origin};
use crate::actions::{tell, totp};
use crate::hashing::Hashed;
use crate::rules::otp;
use crate::store::failures::Counted;
use crate::store::tickets::{self, Purpose, Ticket};
use crate::store::{credentials, staff};
use crate::subject::Subject;

#[derive(Debug, Clone)]
pub struct NewMember {
    pub name: String,
    pub email: String,
    pub unit_id: Option<i64>,
    pub roles: Vec<i64>,
}

/// What the invited person has chosen so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Enrolment {
    pub password: Option<Hashed>,
    pub totp_secret: Vec<u8>,
}

/// Adds a member and gives the path of the invitation, which is also sent to them.
pub async fn invite(municipality: &Arc<Municipality>, actor: &Actor, new: &NewMember) -> Result<String> {
    let mut deed = Deed::begin(municipality, actor, "people.staff").await?;
    if !new.roles.is_empty() {
        deed.actor.require("people.roles")?;
    }
    if staff::by_email(&deed.tx, municipality, &new.email).await?.is_some() {
        return Err(Error::field("email", "Pracownik z tym adresem już jest na liście."));
    }
    let id = staff::add(&deed, &new.name, &new.email, new.unit_id).await?;
    staff::set_roles(&deed.tx, id, &new.roles).await?;
    let path = invitation(&mut deed, Subject::staff(id), &new.email).await?;
    deed.note("people.staff_invited", format!("staff:{id}"), json!({ "roles": new.roles }));
    deed.commit().await?;
    Ok(path)
}

async fn invitation(deed: &mut Deed, subject: Subject, email: &str) -> Result<String> {
    tickets::withdraw(&deed.tx, Purpose::Invite, subject).await?;
    let municipality = Arc::clone(&deed.municipality);
    let token =
        tickets::issue(&deed.tx, &municipality, Purpose::Invite, subject, &Enrolment::default()).await?;
    let path = format!("/urzad/pierwszy-dostep/{token}");
    tell::address(deed, email, "people.invited", json!({}), &path).await?;
    Ok(path)
}

pub async fn invited(municipality: &Municipality, token: &str) -> Result<Option<Ticket<Enrolment>>> {
    tickets::find(municipality, Purpose::Invite, token).await
}

/// First half of the first access: the password is chosen, the app gets its secret. Nothing counts before the code.
pub async fn choose_password(
    municipality: &Municipality,
    ticket: &Ticket<Enrolment>,
    password: Hashed,
) -> Result<()> {
    let chosen = Enrolment { password: Some(password), totp_secret: otp::new_secret(&municipality.random) };
    tickets::change_data(municipality, ticket.id, &chosen).await
}

#[derive(Debug)]
pub enum FirstAccess {
    /// Signed in; recovery codes to show once.
    Done {
        token: String,
        recovery_codes: Vec<String>,
    },
    Wrong,
    Over,
}

/// Second half: the first code proves the app, the member becomes active and is signed in.
pub async fn first_access(
    municipality: &Arc<Municipality>,
    ticket: &Ticket<Enrolment>,
    typed: &str,
    origin: Origin<'_>,
) -> Result<FirstAccess> {
    let Some(password) = &ticket.data.password else { return Ok(FirstAccess::Over) };
    if !tickets::take_try(municipality, ticket.id).await? {
        return Ok(FirstAccess::Over);
    }
    let now = municipality.clock.now().timestamp();
    let Some(step) = otp::step_of(&ticket.data.totp_secret, typed, now) else {
        return Ok(FirstAccess::Wrong);
    };
    let subject = ticket.subject;
    let mut deed = Deed::begin_own(municipality, &Actor::anonymous(origin.network)).await?;
    if !tickets::consume(&deed.tx, ticket.id).await? {
        return Ok(FirstAccess::Over);
    }
    let member = staff::get(&deed.tx, subject.id).await?.ok_or(Error::NotFound)?;
    if member.state == "disabled" {
        return Ok(FirstAccess::Over);
    }
    credentials::set_password(&deed, subject, password).await?;
    credentials::set_totp(&deed, subject, &ticket.data.totp_secret, step).await?;
    let recovery_codes = totp::first_recovery_codes(&deed, subject).await?;
    staff::set_state(&deed.tx, subject.id, "active").await?;
    let email = member.email(municipality)?;
    Counted::new(municipality, subject.kind, &email, origin.network).clear(&deed.tx, deed.now).await?;
    deed.note("people.staff_enrolled", subject.label(), json!({}));
    let token = sessions::start(&mut deed, subject, origin, "invitation").await?;
    deed.commit().await?;
    Ok(FirstAccess::Done { token, recovery_codes })
}

/// Roles and unit of a member.
pub async fn change(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
    unit_id: Option<i64>,
    roles: &[i64],
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.staff").await?;
    deed.actor.require("people.roles")?;
    staff::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    let before: Vec<i64> = staff::held_roles(&deed.tx)
        .await?
        .into_iter()
        .filter_map(|(member, role)| (member == id).then_some(role))
        .collect();
    staff::set_unit(&deed.tx, id, unit_id).await?;
    staff::set_roles(&deed.tx, id, roles).await?;
    keep_an_administrator(&deed).await?;
    sessions::refresh(&deed, Subject::staff(id)).await?;
    let detail = json!({ "before": before, "after": roles, "unit": unit_id });
    deed.note("people.staff_changed", format!("staff:{id}"), detail);
    deed.commit().await
}

/// The member cannot enter any more; living sessions end.
pub async fn disable(municipality: &Arc<Municipality>, actor: &Actor, id: i64, reason: &str) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.staff").await?;
    let subject = Subject::staff(id);
    staff::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    staff::set_state(&deed.tx, id, "disabled").await?;
    keep_an_administrator(&deed).await?;
    credentials::remove_all(&deed, subject).await?;
    session::end_all(&deed.tx, subject.kind, id, None).await?;
    deed.note_because("people.staff_disabled", subject.label(), json!({}), reason);
    deed.commit().await
}

pub async fn end_sessions(municipality: &Arc<Municipality>, actor: &Actor, id: i64) -> Result<u64> {
    let mut deed = Deed::begin(municipality, actor, "people.staff").await?;
    let subject = Subject::staff(id);
    let ended = session::end_all(&deed.tx, subject.kind, id, None).await?;
    deed.note("people.staff_signed_out", subject.label(), json!({ "sessions": ended }));
    deed.commit().await?;
    Ok(ended)
}

/// What asking for a reset led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Reset {
    /// Another person must ask for the same.
    WaitsForSecond,
    /// All factors are gone, a new invitation is sent by e-mail.
    Sent { path: String, roles_lost: bool },
}

/// Lost password or app, or somebody disabled comes back: two different people ask within three days, then a new invitation
/// goes out. One person is enough to invite again who never came in. Except for somebody at work all roles go and
/// `people.roles` gives them anew: else `people.staff` alone would be enough to become the treasurer who left.
pub async fn reset(municipality: &Arc<Municipality>, actor: &Actor, id: i64) -> Result<Reset> {
    let mut deed = Deed::begin(municipality, actor, "people.staff").await?;
    let member = staff::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    let subject = Subject::staff(id);
    if actor.id == id {
        return Err(Error::Conflict("Swojego logowania nie resetujesz. Poproś dwie inne osoby.".into()));
    }
    let outcome = match member.reset_asked_by(deed.now) {
        None if member.state != "invited" => {
            staff::ask_reset(&deed, id).await?;
            deed.note("people.reset_asked", subject.label(), json!({}));
            Reset::WaitsForSecond
        }
        Some(first) if first == actor.id => {
            return Err(Error::Conflict("Reset musi potwierdzić druga osoba.".into()));
        }
        first => {
            let roles_lost = !member.is_active();
            if roles_lost {
                staff::set_roles(&deed.tx, id, &[]).await?;
            }
            credentials::remove_all(&deed, subject).await?;
            session::end_all(&deed.tx, subject.kind, id, None).await?;
            staff::set_state(&deed.tx, id, "invited").await?;
            keep_an_administrator(&deed).await?;
            let email = member.email(municipality)?;
            let path = invitation(&mut deed, subject, &email).await?;
            let detail = json!({ "first": first, "roles_lost": roles_lost });
            deed.note("people.reset_done", subject.label(), detail);
            Reset::Sent { path, roles_lost }
        }
    };
    deed.commit().await?;
    Ok(outcome)
}
