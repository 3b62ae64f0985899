//! A resident moves to another e-mail address: the new one is confirmed first, both are told.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use crate::actions::tell;
use crate::store::accounts;
use crate::store::tickets::{self, Purpose, Ticket};
use crate::subject::Subject;

/// Sends the link to the new address, or tells its owner that it is in use; whoever asks cannot tell which.
pub async fn ask(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    subject: Subject,
    email: &str,
) -> Result<()> {
    let known = accounts::by_email(&municipality.db.read, municipality, email).await?;
    let mut deed = Deed::begin_own(municipality, actor).await?;
    tickets::withdraw(&deed.tx, Purpose::ChangeEmail, subject).await?;
    if known.is_some() {
        tell::address(&mut deed, email, "people.known", json!({}), "/logowanie").await?;
    } else {
        let token = tickets::issue(&deed.tx, municipality, Purpose::ChangeEmail, subject, &email).await?;
        let link = format!("/konto/email/{token}");
        tell::address(&mut deed, email, "people.email_confirm", json!({}), &link).await?;
    }
    deed.note("people.email_change_asked", subject.label(), json!({}));
    deed.commit().await
}

pub async fn find(
    municipality: &Municipality,
    subject: Subject,
    token: &str,
) -> Result<Option<Ticket<String>>> {
    let ticket = tickets::find(municipality, Purpose::ChangeEmail, token).await?;
    Ok(ticket.filter(|ticket: &Ticket<String>| ticket.subject == subject))
}

pub async fn confirm(municipality: &Arc<Municipality>, actor: &Actor, ticket: &Ticket<String>) -> Result<()> {
    let (subject, new) = (ticket.subject, &ticket.data);
    let mut deed = Deed::begin_own(municipality, actor).await?;
    if !tickets::consume(&deed.tx, ticket.id).await?
        || accounts::by_email(&deed.tx, municipality, new).await?.is_some()
    {
        return Err(Error::Conflict("Tego adresu nie można już użyć. Podaj adres jeszcze raz.".into()));
    }
    let old = tell::email_of(&deed.tx, municipality, subject).await?;
    accounts::set_email(&deed, subject.id, new).await?;
    let values = json!({ "kiedy": tell::moment(&deed), "adres": masked(new) });
    tell::address(&mut deed, &old, "people.email_changed", values.clone(), "").await?;
    tell::subject(&mut deed, subject, "people.email_changed", values, "").await?;
    tickets::withdraw(&deed.tx, Purpose::Recover, subject).await?;
    deed.note("people.email_changed", subject.label(), json!({}));
    deed.commit().await
}

/// `a…@poczta.example`: the owner knows it, a reader over the shoulder does not.
pub fn masked(email: &str) -> String {
    match email.split_once('@') {
        Some((name, host)) => format!("{}…@{host}", name.chars().next().unwrap_or('…')),
        None => "…".into(),
    }
}
