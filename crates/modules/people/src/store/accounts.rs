//! Accounts of residents. The e-mail address is sealed; its blind index keeps it unique.

use chrono::{DateTime, Utc};
use ratusz_kernel::seal::{Field, normalise};
use ratusz_kernel::{Deed, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

pub(crate) const EMAIL: Field = Field { table: "account", column: "email" };

#[derive(Debug, Clone, FromQueryResult)]
pub struct Account {
    pub id: i64,
    pub state: String,
    pub given_name: String,
    pub family_name: String,
    email: Option<Vec<u8>>,
    pub party_id: Option<i64>,
    pub identified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Account {
    /// `Anna Kowalska`
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    pub fn is_active(&self) -> bool {
        self.state == "active"
    }

    /// Opens the address; empty for a closed account.
    pub fn email(&self, municipality: &Municipality) -> Result<String> {
        match &self.email {
            Some(cell) => Ok(municipality.seal.open_text(EMAIL, &self.id.to_string(), cell)?.to_string()),
            None => Ok(String::new()),
        }
    }
}

const SELECT: &str =
    "SELECT id, state, given_name, family_name, email, party_id, identified_at, created_at FROM account";

pub async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Account>> {
    Ok(db.maybe(&format!("{SELECT} WHERE id = $1"), values![id]).await?)
}

pub async fn by_email<C: ConnectionTrait>(
    db: &C,
    municipality: &Municipality,
    email: &str,
) -> Result<Option<Account>> {
    for index in municipality.seal.indexes(EMAIL, &normalise::email(email)) {
        let found = db.maybe(&format!("{SELECT} WHERE email_index = $1"), values![index.to_vec()]).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

pub async fn by_party<C: ConnectionTrait>(db: &C, party_id: i64) -> Result<Option<Account>> {
    Ok(db.maybe(&format!("{SELECT} WHERE party_id = $1"), values![party_id]).await?)
}

/// Adds an active account; its address was confirmed.
pub async fn add(deed: &Deed, given_name: &str, family_name: &str, email: &str) -> Result<i64> {
    let municipality = &deed.municipality;
    let id = municipality.new_id();
    deed.tx
        .run(
            "INSERT INTO account (id, state, given_name, family_name, email, email_index, created_at) \
             VALUES ($1, 'active', $2, $3, $4, $5, $6)",
            values![
                id,
                given_name,
                family_name,
                sealed(municipality, id, email),
                index(municipality, email),
                deed.now
            ],
        )
        .await?;
    Ok(id)
}

pub async fn set_email(deed: &Deed, id: i64, email: &str) -> Result<()> {
    deed.tx
        .run(
            "UPDATE account SET email = $2, email_index = $3 WHERE id = $1",
            values![id, sealed(&deed.municipality, id, email), index(&deed.municipality, email)],
        )
        .await?;
    Ok(())
}

/// Ties the account to a person, or unties it.
pub async fn set_party(deed: &Deed, id: i64, party_id: Option<i64>) -> Result<()> {
    let at = party_id.map(|_| deed.now);
    deed.tx
        .run("UPDATE account SET party_id = $2, identified_at = $3 WHERE id = $1", values![id, party_id, at])
        .await?;
    Ok(())
}

/// The account stays as a number for the audit; address and tie to the person go.
pub async fn close(deed: &Deed, id: i64) -> Result<()> {
    deed.tx
        .run(
            "UPDATE account SET state = 'closed', given_name = '', family_name = '', email = NULL, email_index = NULL, \
             party_id = NULL, identified_at = NULL, closed_at = $2 WHERE id = $1",
            values![id, deed.now],
        )
        .await?;
    Ok(())
}

fn sealed(municipality: &Municipality, id: i64, email: &str) -> Vec<u8> {
    municipality.seal.seal(EMAIL, &id.to_string(), normalise::email(email).as_bytes(), &municipality.random)
}

fn index(municipality: &Municipality, email: &str) -> Vec<u8> {
    municipality.seal.index(EMAIL, &normalise::email(email)).to_vec()
}
