//! Password hash and TOTP secret of a resident or staff member.

use ratusz_kernel::seal::Field;
use ratusz_kernel::{Deed, Error, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::hashing::Hashed;
use crate::subject::Subject;

pub(crate) const TOTP: Field = Field { table: "credential", column: "totp_secret" };
const HANDLE_BYTES: usize = 16;

#[derive(Debug, Clone, FromQueryResult)]
pub struct Credential {
    id: i64,
    pub password: Option<String>,
    /// The password is long enough to open the account by itself.
    pub stands_alone: bool,
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
            "SELECT id, password, stands_alone, totp_secret FROM credential WHERE kind = $1 AND subject_id = $2",
            values![subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(found.unwrap_or(Credential { id: 0, password: None, stands_alone: false, totp_secret: None }))
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
async fn row_id<C: ConnectionTrait>(db: &C, municipality: &Municipality, subject: Subject) -> Result<i64> {
    let mut handle = [0; HANDLE_BYTES];
    municipality.random.fill(&mut handle);
    db.run(
        "INSERT INTO credential (id, kind, subject_id, user_handle, stands_alone, totp_step) \
         VALUES ($1, $2, $3, $4, FALSE, 0) ON CONFLICT (kind, subject_id) DO NOTHING",
        values![municipality.new_id(), subject.kind.as_str(), subject.id, handle.to_vec()],
    )
    .await?;
    Ok(get(db, subject).await?.id)
}

/// How the person's passkeys name them: random, so it tells nothing, and kept, so it outlives a change of keys.
pub async fn user_handle(municipality: &Municipality, subject: Subject) -> Result<Uuid> {
    let db = &municipality.db.write;
    let id = row_id(db, municipality, subject).await?;
    let handle: Option<Vec<u8>> =
        db.scalar("SELECT user_handle FROM credential WHERE id = $1", values![id]).await?;
    Uuid::from_slice(&handle.unwrap_or_default()).map_err(Error::internal)
}

pub async fn set_password(deed: &Deed, subject: Subject, password: &Hashed) -> Result<()> {
    let id = row_id(&deed.tx, &deed.municipality, subject).await?;
    deed.tx
        .run(
            "UPDATE credential SET password = $2, stands_alone = $3 WHERE id = $1",
            values![id, password.hash.clone(), password.stands_alone],
        )
        .await?;
    Ok(())
}

/// The same password under a new hash; false when it was changed meanwhile.
pub async fn replace_hash(deed: &Deed, subject: Subject, old: &str, new: &str) -> Result<bool> {
    let replaced = deed
        .tx
        .run(
            "UPDATE credential SET password = $4 WHERE kind = $1 AND subject_id = $2 AND password = $3",
            values![subject.kind.as_str(), subject.id, old, new],
        )
        .await?;
    Ok(replaced == 1)
}

/// Takes away a password too short to stand alone; false when there was none such.
pub async fn remove_short_password(deed: &Deed, subject: Subject) -> Result<bool> {
    let removed = deed
        .tx
        .run(
            "UPDATE credential SET password = NULL \
             WHERE kind = $1 AND subject_id = $2 AND password IS NOT NULL AND NOT stands_alone",
            values![subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(removed == 1)
}

/// Sets the secret and the step of the code that proved it.
pub async fn set_totp(deed: &Deed, subject: Subject, secret: &[u8], step: i64) -> Result<()> {
    let municipality = &deed.municipality;
    let id = row_id(&deed.tx, municipality, subject).await?;
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
