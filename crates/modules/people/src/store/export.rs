//! What this module knows about a person, for the copy of their data (GDPR art. 15 and 20).

use std::sync::Arc;

use ratusz_kernel::audit::{self, AuditEntry};
use ratusz_kernel::time::civil_time;
use ratusz_kernel::{ExportRequest, Municipality, Result, Sql, values};
use ratusz_web::session;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};

use crate::store::{accounts, authorisations, consents, parties, passkeys};
use crate::subject::Subject;

#[derive(FromQueryResult)]
struct Look {
    at: chrono::DateTime<chrono::Utc>,
    actor_name: String,
    reason: String,
}

pub async fn of(
    municipality: &Arc<Municipality>,
    request: ExportRequest,
) -> Result<Vec<(&'static str, Value)>> {
    let db = &municipality.db.read;
    let subject = Subject::resident(request.account_id);
    let mut parts = Vec::new();
    if let Some(account) = accounts::get(db, request.account_id).await? {
        parts.push((
            "Konto",
            json!([{
                "imię": account.given_name,
                "nazwisko": account.family_name,
                "e-mail": account.email(municipality)?,
                "założone": moment(account.created_at),
                "tożsamość potwierdzona": account.identified_at.map(moment),
            }]),
        ));
    }
    if let Some(party_id) = request.party_id {
        parts.push(("Dane osoby w urzędzie", person(municipality, party_id).await?));
        let mandates = authorisations::of_party(db, party_id).await?;
        let rows = mandates.iter().map(|one| {
            json!({
                "kto działa": one.agent_name, "w czyim imieniu": one.principal_name, "podstawa": one.basis,
                "od": one.valid_from, "do": one.valid_to, "zakończone": one.ended_at.map(moment),
            })
        });
        parts.push(("Upoważnienia", rows.collect()));
        let looks: Vec<Look> = db
            .all(
                "SELECT at, actor_name, reason FROM access_log WHERE subject = $1 ORDER BY at",
                values![format!("party:{party_id}")],
            )
            .await?;
        let rows = looks
            .iter()
            .map(|look| json!({ "kiedy": moment(look.at), "kto": look.actor_name, "dlaczego": look.reason }));
        parts.push(("Kto otwierał chronione dane", rows.collect()));
    }
    let history = consents::history(db, request.account_id).await?;
    let rows = history
        .iter()
        .map(|one| json!({ "treść": one.wording, "zgoda": one.given, "kiedy": moment(one.at) }));
    parts.push(("Zgody", rows.collect()));
    let sessions = session::list(db, subject.kind, subject.id).await?;
    let rows = sessions.iter().map(
        |one| json!({ "urządzenie": one.device, "sieć": one.origin, "początek": moment(one.created_at) }),
    );
    parts.push(("Zalogowane urządzenia", rows.collect()));
    let keys = passkeys::of_subject(db, subject).await?;
    let rows = keys.iter().map(|key| json!({ "nazwa": key.name, "dodany": moment(key.created_at) }));
    parts.push(("Klucze dostępu", rows.collect()));
    let entries: Vec<AuditEntry> = audit::about(db, &subject.label(), 1000).await?;
    let rows = entries.iter().map(|entry| json!({ "kiedy": moment(entry.at), "czynność": entry.deed }));
    parts.push(("Czynności na koncie", rows.collect()));
    Ok(parts)
}

async fn person(municipality: &Municipality, party_id: i64) -> Result<Value> {
    let Some(party) = parties::get(&municipality.db.read, party_id).await? else { return Ok(json!([])) };
    let pesel = parties::pesel_of(municipality, party_id).await?;
    Ok(json!([{
        "nazwa": party.name,
        "PESEL": pesel.as_ref().map(ratusz_kernel::Pesel::as_str),
        "NIP": party.nip,
        "adres": party.address(),
    }]))
}

fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    civil_time(at).format("%Y-%m-%d %H:%M").to_string()
}
