//! Confirming who a resident is: request, check by a clerk, activation code, tie between account and person
//! (integrations.md §3.9).

use std::sync::Arc;

use ratusz_kernel::seal::normalise;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Pesel, Result};
use ratusz_web::session;
use serde_json::json;

use crate::actions::{sessions, tell};
use crate::rules::codes;
use crate::store::identity::{self, MOST_TRIES, Proof, Request};
use crate::store::parties::NewParty;
use crate::store::{accounts, credentials, parties, staff};
use crate::subject::Subject;

/// The resident asks; gives the request's id.
pub async fn ask(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    account_id: i64,
    pesel: &Pesel,
) -> Result<i64> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let account = accounts::get(&deed.tx, account_id).await?.ok_or(Error::NotFound)?;
    if account.party_id.is_some() {
        return Err(Error::Conflict("Twoja tożsamość jest już potwierdzona.".into()));
    }
    let id = identity::add(&deed, account_id, pesel).await?;
    deed.note("people.identity_asked", Subject::resident(account_id).label(), json!({ "request": id }));
    deed.commit().await?;
    Ok(id)
}

/// Whom the clerk found the resident to be.
#[derive(Debug)]
pub enum Found {
    Known(i64),
    /// Not in the register yet: the clerk opens a card from the document.
    New(Box<NewParty>),
}

/// The clerk confirms and gets the activation code, to be printed and shown to nobody else.
pub async fn issue(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    request: &Request,
    found: Found,
    proof: Proof<'_>,
) -> Result<String> {
    let mut deed = Deed::begin(municipality, actor, "people.identify").await?;
    let account = accounts::get(&deed.tx, request.account_id).await?.ok_or(Error::NotFound)?;
    let clerk = staff::get(&deed.tx, actor.id).await?.ok_or(Error::NotFound)?;
    let own_address = clerk.email(municipality)? == account.email(municipality)?;
    if own_address || normalise::folded(&clerk.name) == normalise::folded(&account.name()) {
        return Err(Error::Conflict(
            "Swojej tożsamości ani domowników nie potwierdzasz. Poproś innego pracownika.".into(),
        ));
    }
    let party_id = match found {
        Found::Known(id) => id,
        Found::New(party) => {
            let ids = parties::upsert_many(&mut deed, vec![*party]).await?;
            ids.first().copied().ok_or_else(|| Error::internal("the person was not added"))?
        }
    };
    if let Some(other) = accounts::by_party(&deed.tx, party_id).await?
        && other.id != account.id
    {
        return Err(Error::Conflict(format!(
            "Ta osoba ma już powiązane konto ({}). Najpierw odłącz tamto konto na karcie osoby.",
            crate::actions::change_email::masked(&other.email(municipality)?)
        )));
    }
    let code = municipality.random.code(codes::ACTIVATION_SIGNS);
    let proof = Proof { party_id, ..proof };
    identity::issue(&deed, request, &proof, &code).await?;
    deed.note(
        "people.identity_checked",
        Subject::resident(account.id).label(),
        json!({
            "request": request.id, "party": party_id, "channel": proof.channel, "document": proof.document_kind,
        }),
    );
    deed.commit().await?;
    Ok(codes::grouped(&code))
}

#[derive(Debug)]
pub enum Activation {
    Done,
    Wrong { tries_left: i64 },
    Over,
}

/// The resident types the code: the account now belongs to the person.
pub async fn activate(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    account_id: i64,
    typed: &str,
) -> Result<Activation> {
    let now = municipality.clock.now();
    let request = identity::newest(&municipality.db.read, account_id).await?;
    let Some(request) = request.filter(|request| request.waits_for_code(now)) else {
        return Ok(Activation::Over);
    };
    if !identity::take_try(municipality, request.id).await? {
        return Ok(Activation::Over);
    }
    if !request.fits(typed) {
        let tries_left = MOST_TRIES - request.tries - 1;
        return Ok(if tries_left > 0 { Activation::Wrong { tries_left } } else { Activation::Over });
    }
    let subject = Subject::resident(account_id);
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let taken = match request.party_id {
        Some(party_id) => accounts::by_party(&deed.tx, party_id).await?,
        None => None,
    };
    if taken.is_some() || !identity::finish(&deed, request.id).await? {
        return Err(Error::Conflict("Tego kodu nie można już użyć. Zgłoś się do urzędu po nowy.".into()));
    }
    accounts::set_party(&deed, account_id, request.party_id).await?;
    sessions::refresh(&deed, subject).await?;
    let values = json!({ "kiedy": tell::moment(&deed) });
    tell::subject(&mut deed, subject, "people.identified", values, "/").await?;
    deed.note("people.identified", subject.label(), json!({ "party": request.party_id }));
    deed.commit().await?;
    Ok(Activation::Done)
}

/// The clerk takes the tie away (mistake, stolen account). With `lost_factors` the second factors go too, and a
/// password too short to stand alone: the person signs in with a long one, sees nothing of the register, and proves their
/// identity anew.
pub async fn untie(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    account_id: i64,
    lost_factors: bool,
    reason: &str,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.identify").await?;
    let account = accounts::get(&deed.tx, account_id).await?.ok_or(Error::NotFound)?;
    let subject = Subject::resident(account_id);
    accounts::set_party(&deed, account_id, None).await?;
    if lost_factors {
        credentials::remove_second_factors(&deed, subject).await?;
        session::end_all(&deed.tx, subject.kind, subject.id, None).await?;
        let short = credentials::remove_short_password(&deed, subject).await?;
        let change = if short {
            "na Twoją prośbę urząd usunął kod z aplikacji i klucze dostępu oraz hasło, bo było krótsze niż 15 znaków; \
             ustaw nowe przez „Nie pamiętam hasła”"
        } else {
            "na Twoją prośbę urząd usunął kod z aplikacji i klucze dostępu"
        };
        tell::factor_changed(&mut deed, subject, change).await?;
    }
    sessions::refresh(&deed, subject).await?;
    let detail = json!({ "party": account.party_id, "factors_removed": lost_factors });
    deed.note_because("people.untied", subject.label(), detail, reason);
    deed.commit().await
}
