//! Whom to tell about a person's or firm's matters: its own account and accounts of its valid representatives.

use ratusz_kernel::{Municipality, Result, Sql};
use sea_orm::{FromQueryResult, Value};

use crate::store::accounts::EMAIL;
use crate::store::parties::placeholders;

/// An account to tell, and about whom.
#[derive(Debug, Clone)]
pub struct Contact {
    pub account_id: i64,
    pub party_id: i64,
    /// `Anna Kowalska`
    pub name: String,
    pub email: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    party_id: i64,
    given_name: String,
    family_name: String,
    email: Vec<u8>,
}

pub async fn of_parties(municipality: &Municipality, party_ids: &[i64]) -> Result<Vec<Contact>> {
    let today = municipality.clock.today();
    let mut contacts = Vec::new();
    for batch in party_ids.chunks(1000) {
        let list = placeholders(2, batch.len());
        let sql = format!(
            "SELECT a.id, a.party_id, a.given_name, a.family_name, a.email FROM account a \
             WHERE a.state = 'active' AND a.email IS NOT NULL AND a.party_id IN ({list}) \
             UNION \
             SELECT a.id, m.principal_id AS party_id, a.given_name, a.family_name, a.email FROM authorisation m \
             JOIN account a ON a.party_id = m.agent_id \
             WHERE a.state = 'active' AND a.email IS NOT NULL AND m.principal_id IN ({list}) AND m.ended_at IS NULL \
             AND m.valid_from <= $1 AND (m.valid_to IS NULL OR m.valid_to >= $1)"
        );
        let mut parameters = vec![Value::from(today)];
        parameters.extend(batch.iter().map(|id| Value::from(*id)));
        let rows: Vec<Row> = municipality.db.read.all(&sql, parameters).await?;
        for row in rows {
            let email = municipality.seal.open_text(EMAIL, &row.id.to_string(), &row.email)?;
            contacts.push(Contact {
                account_id: row.id,
                party_id: row.party_id,
                name: format!("{} {}", row.given_name, row.family_name),
                email: email.to_string(),
            });
        }
    }
    Ok(contacts)
}
