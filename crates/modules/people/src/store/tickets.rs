//! Short-lived proofs: links in e-mails, the step between password and code, open passkey ceremonies. The token is
//! kept as SHA-256, the data sealed.

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::seal::Field;
use ratusz_kernel::{ActorKind, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::subject::Subject;

pub(crate) const DATA: Field = Field { table: "ticket", column: "data" };
/// Tries of a code (platform.md §16).
pub const MOST_TRIES: i64 = 5;

/// What a ticket is good for, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Register,
    Recover,
    ChangeEmail,
    Invite,
    SecondStep,
    TotpSetup,
    PasskeyAdd,
    PasskeySignIn,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Recover => "recover",
            Self::ChangeEmail => "change_email",
            Self::Invite => "invite",
            Self::SecondStep => "second_step",
            Self::TotpSetup => "totp_setup",
            Self::PasskeyAdd => "passkey_add",
            Self::PasskeySignIn => "passkey_sign_in",
        }
    }

    fn lasts(self) -> Duration {
        match self {
            Self::Register | Self::ChangeEmail | Self::Invite => Duration::hours(24),
            Self::Recover => Duration::minutes(30),
            Self::SecondStep | Self::TotpSetup => Duration::minutes(10),
            Self::PasskeyAdd | Self::PasskeySignIn => Duration::minutes(5),
        }
    }
}

/// An open ticket.
#[derive(Debug, Clone)]
pub struct Ticket<T> {
    pub id: i64,
    pub subject: Subject,
    pub data: T,
    pub tries: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    kind: String,
    subject_id: i64,
    data: Vec<u8>,
    tries: i64,
    expires_at: DateTime<Utc>,
}

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Gives the token; it is stored nowhere.
pub async fn issue<T: Serialize, C: ConnectionTrait>(
    tx: &C,
    municipality: &Municipality,
    purpose: Purpose,
    subject: Subject,
    data: &T,
) -> Result<String> {
    let token = municipality.random.token();
    let id = municipality.new_id();
    tx.run(
        "INSERT INTO ticket (id, purpose, token_hash, kind, subject_id, data, tries, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
        values![
            id,
            purpose.as_str(),
            hash(&token),
            subject.kind.as_str(),
            subject.id,
            sealed(municipality, id, data)?,
            municipality.clock.now() + purpose.lasts()
        ],
    )
    .await?;
    Ok(token)
}

fn sealed<T: Serialize>(municipality: &Municipality, id: i64, data: &T) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(data)?;
    Ok(municipality.seal.seal(DATA, &id.to_string(), &text, &municipality.random))
}

fn opened<T: DeserializeOwned>(municipality: &Municipality, row: Option<Row>) -> Result<Option<Ticket<T>>> {
    let Some(row) = row.filter(|row| row.expires_at > municipality.clock.now()) else { return Ok(None) };
    let data = municipality.seal.open(DATA, &row.id.to_string(), &row.data)?;
    let kind = if row.kind == "staff" { ActorKind::Staff } else { ActorKind::Resident };
    Ok(Some(Ticket {
        id: row.id,
        subject: Subject { kind, id: row.subject_id },
        data: serde_json::from_slice(&data)?,
        tries: row.tries,
    }))
}

const SELECT: &str = "SELECT id, kind, subject_id, data, tries, expires_at FROM ticket";

/// The ticket of a token, while it is valid.
pub async fn find<T: DeserializeOwned>(
    municipality: &Municipality,
    purpose: Purpose,
    token: &str,
) -> Result<Option<Ticket<T>>> {
    let row = municipality
        .db
        .read
        .maybe(
            &format!("{SELECT} WHERE token_hash = $1 AND purpose = $2"),
            values![hash(token), purpose.as_str()],
        )
        .await?;
    opened(municipality, row)
}

/// The newest ticket of a person for a purpose, for steps within a session.
pub async fn newest<T: DeserializeOwned>(
    municipality: &Municipality,
    purpose: Purpose,
    subject: Subject,
) -> Result<Option<Ticket<T>>> {
    let row = municipality
        .db
        .read
        .maybe(
            &format!(
                "{SELECT} WHERE kind = $1 AND subject_id = $2 AND purpose = $3 ORDER BY id DESC LIMIT 1"
            ),
            values![subject.kind.as_str(), subject.id, purpose.as_str()],
        )
        .await?;
    opened(municipality, row)
}

/// Takes one try of a code; false when all are gone. Counted before the code is looked at.
pub async fn take_try(municipality: &Municipality, id: i64) -> Result<bool> {
    let taken = municipality
        .db
        .write
        .run("UPDATE ticket SET tries = tries + 1 WHERE id = $1 AND tries < $2", values![id, MOST_TRIES])
        .await?;
    Ok(taken == 1)
}

pub async fn change_data<T: Serialize>(municipality: &Municipality, id: i64, data: &T) -> Result<()> {
    municipality
        .db
        .write
        .run("UPDATE ticket SET data = $2 WHERE id = $1", values![id, sealed(municipality, id, data)?])
        .await?;
    Ok(())
}

/// Uses the ticket up; false when somebody was first.
pub async fn consume<C: ConnectionTrait>(tx: &C, id: i64) -> Result<bool> {
    Ok(tx.run("DELETE FROM ticket WHERE id = $1", values![id]).await? == 1)
}

/// All open tickets of a person for a purpose go.
pub async fn withdraw<C: ConnectionTrait>(tx: &C, purpose: Purpose, subject: Subject) -> Result<()> {
    tx.run(
        "DELETE FROM ticket WHERE kind = $1 AND subject_id = $2 AND purpose = $3",
        values![subject.kind.as_str(), subject.id, purpose.as_str()],
    )
    .await?;
    Ok(())
}

pub async fn sweep(municipality: &Municipality) -> Result<()> {
    municipality
        .db
        .write
        .run("DELETE FROM ticket WHERE expires_at < $1", values![municipality.clock.now()])
        .await?;
    Ok(())
}
