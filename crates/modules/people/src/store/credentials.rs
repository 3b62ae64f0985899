//! Password hash and TOTP secret of a resident or staff member.

use ratusz_kernel::seal::Field;
use ratusz_kernel::{Deed, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::subject::Subject;

pub(crate) const TOTP: Field = Field { table: "credential", column: "totp_secret" };

#[derive(Debug, Clone, FromQueryResult)]
pub struct Credential {
    id: i64,
    pub password: Option<String>,
    totp_secret: Option<Vec<u8>>,
}

impl Credential {
    pub fn has_totp(&self) -> bool {
        self.totp_secret.is_some()
    }

    pub fn totp_secret(&self, municipality: &Municipality) -> Result<Option<Vec<u8>>> {
        match &self.totp_secret {
            Some(cell) => Ok(Some(municipality.seal.open(TOTP, &self.id.to_string(), cell)?.to_vec())),
            None => Ok(None),
        }
    }
}

/// What the subject has; empty when nothing was ever set.
pub async fn get<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<Credential> {
    let found = db
        .maybe(
            "SELECT id, password, totp_secret FROM credential WHERE kind = $1 AND subject_id = $2",
            values![subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(found.unwrap_or(Credential { id: 0, password: None, totp_secret: None }))
}

/// A code from an app or a passkey.
pub async fn has_second_factor<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<bool> {
    let factors: Option<i64> = db
        .scalar(
            "SELECT (SELECT COUNT(*) FROM credential WHERE kind = $1 AND subject_id = $2 AND totp_secret IS NOT NULL) \
             + (SELECT COUNT(*) FROM passkey WHERE kind = $1 AND subject_id = $2)",
            values![subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(factors.unwrap_or(0) > 0)
}

/// The row, made when missing: the sealed secret is bound to its id.
async fn row_id(deed: &Deed, subject: Subject) -> Result<i64> {
    deed.tx
        .run(
            "INSERT INTO credential (id, kind, subject_id, totp_step) VALUES ($1, $2, $3, 0) \
             ON CONFLICT (kind, subject_id) DO NOTHING",
            values![deed.municipality.new_id(), subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(get(&deed.tx, subject).await?.id)
}

pub async fn set_password(deed: &Deed, subject: Subject, hash: &str) -> Result<()> {
    let id = row_id(deed, subject).await?;
    deed.tx.run("UPDATE credential SET password = $2 WHERE id = $1", values![id, hash]).await?;
    Ok(())
}

/// Sets the secret and the step of the code that proved it.
pub async fn set_totp(deed: &Deed, subject: Subject, secret: &[u8], step: i64) -> Result<()> {
    let id = row_id(deed, subject).await?;
    let municipality = &deed.municipality;
    let sealed = municipality.seal.seal(TOTP, &id.to_string(), secret, &municipality.random);
    deed.tx
        .run(
            "UPDATE credential SET totp_secret = $2, totp_step = $3 WHERE id = $1",
            values![id, sealed, step],
        )
        .await?;
    Ok(())
}

pub async fn remove_totp(deed: &Deed, subject: Subject) -> Result<()> {
    deed.tx
        .run(
            "UPDATE credential SET totp_secret = NULL, totp_step = 0 WHERE kind = $1 AND subject_id = $2",
            values![subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(())
}

/// Marks a step as used; false when it, or a later one, was used before.
pub async fn take_step<C: ConnectionTrait>(tx: &C, subject: Subject, step: i64) -> Result<bool> {
    let taken = tx
        .run(
            "UPDATE credential SET totp_step = $3 WHERE kind = $1 AND subject_id = $2 AND totp_step < $3",
            values![subject.kind.as_str(), subject.id, step],
        )
        .await?;
    Ok(taken == 1)
}

/// App, passkeys and recovery codes go; the password stays.
pub async fn remove_second_factors(deed: &Deed, subject: Subject) -> Result<()> {
    remove_totp(deed, subject).await?;
    for table in ["passkey", "recovery_code"] {
        remove_from(deed, table, subject).await?;
    }
    Ok(())
}

/// Everything that opens the account goes: password, app, passkeys, recovery codes.
pub async fn remove_all(deed: &Deed, subject: Subject) -> Result<()> {
    for table in ["credential", "passkey", "recovery_code", "ticket"] {
        remove_from(deed, table, subject).await?;
    }
    Ok(())
}

async fn remove_from(deed: &Deed, table: &str, subject: Subject) -> Result<()> {
    deed.tx
        .run(
            &format!("DELETE FROM {table} WHERE kind = $1 AND subject_id = $2"),
            values![subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(())
}
