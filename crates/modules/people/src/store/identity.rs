//! Requests to confirm who a resident is (integrations.md §3.9).

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Deed, Error, Municipality, Pesel, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::rules::codes;

pub(crate) const PESEL: Field = Field { table: "identity_request", column: "pesel" };
/// How long a request waits for the visit, and a code for being typed.
pub const WAITS: Duration = Duration::days(14);
pub const CODE_LASTS: Duration = Duration::hours(72);
/// A letter travels first.
pub const LETTER_CODE_LASTS: Duration = Duration::days(14);
pub const MOST_TRIES: i64 = 5;

#[derive(Debug, Clone, FromQueryResult)]
pub struct Request {
    pub id: i64,
    pub number: String,
    pub account_id: i64,
    /// `open`, `issued`, `used`, `cancelled`.
    pub state: String,
    pesel: Option<Vec<u8>>,
    pub valid_until: DateTime<Utc>,
    pub party_id: Option<i64>,
    code_hash: String,
    pub code_expires_at: Option<DateTime<Utc>>,
    pub tries: i64,
}

impl Request {
    pub fn pesel(&self, municipality: &Municipality) -> Result<Option<Pesel>> {
        let Some(cell) = &self.pesel else { return Ok(None) };
        let text = municipality.seal.open_text(PESEL, &self.id.to_string(), cell)?;
        Pesel::parse(&text).map(Some).map_err(Error::internal)
    }

    pub fn waits_for_code(&self, now: DateTime<Utc>) -> bool {
        self.state == "issued" && self.code_expires_at.is_some_and(|at| at > now) && self.tries < MOST_TRIES
    }

    pub fn waits_for_visit(&self, now: DateTime<Utc>) -> bool {
        self.state == "open" && self.valid_until > now
    }

    pub fn fits(&self, typed: &str) -> bool {
        codes::same(&self.code_hash, &codes::hash(&self.number, typed))
    }
}

const SELECT: &str = "SELECT id, number, account_id, state, pesel, valid_until, party_id, \
                      code_hash, code_expires_at, tries FROM identity_request";

pub async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Request>> {
    Ok(db.maybe(&format!("{SELECT} WHERE id = $1"), values![id]).await?)
}

/// The newest request of an account, whatever its state.
pub async fn newest<C: ConnectionTrait>(db: &C, account_id: i64) -> Result<Option<Request>> {
    Ok(db
        .maybe(&format!("{SELECT} WHERE account_id = $1 ORDER BY id DESC LIMIT 1"), values![account_id])
        .await?)
}

/// Living requests by number, or by the PESEL given in them.
pub async fn search(municipality: &Municipality, text: &str) -> Result<Vec<Request>> {
    let now = municipality.clock.now();
    let living = "state IN ('open', 'issued') AND valid_until > $2 ORDER BY id DESC LIMIT 20";
    if let Ok(pesel) = Pesel::parse(text) {
        let mut found = Vec::new();
        for index in municipality.seal.indexes(PESEL, pesel.as_str()) {
            found.extend(
                municipality
                    .db
                    .read
                    .all::<Request>(
                        &format!("{SELECT} WHERE pesel_index = $1 AND {living}"),
                        values![index.to_vec(), now],
                    )
                    .await?,
            );
        }
        return Ok(found);
    }
    Ok(municipality
        .db
        .read
        .all(
            &format!("{SELECT} WHERE number = $1 AND {living}"),
            values![codes::grouped(&codes::plain(text)), now],
        )
        .await?)
}

/// Opens a request; earlier living ones of the account end.
pub async fn add(deed: &Deed, account_id: i64, pesel: &Pesel) -> Result<i64> {
    let municipality = &deed.municipality;
    deed.tx
        .run(
            "UPDATE identity_request SET state = 'cancelled', code_hash = '' \
             WHERE account_id = $1 AND state IN ('open', 'issued')",
            values![account_id],
        )
        .await?;
    let id = municipality.new_id();
    deed.tx
        .run(
            "INSERT INTO identity_request (id, number, account_id, state, pesel, pesel_index, created_at, valid_until, \
             channel, document_kind, document_end, code_hash, tries) \
             VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, '', '', '', '', 0)",
            values![
                id,
                codes::grouped(&municipality.random.code(8)),
                account_id,
                municipality.seal.seal(PESEL, &id.to_string(), pesel.as_str().as_bytes(), &municipality.random),
                municipality.seal.index(PESEL, pesel.as_str()).to_vec(),
                deed.now,
                deed.now + WAITS
            ],
        )
        .await?;
    Ok(id)
}

/// How the clerk made sure.
#[derive(Debug, Clone)]
pub struct Proof<'a> {
    pub party_id: i64,
    /// `desk` or `letter`.
    pub channel: &'a str,
    pub document_kind: &'a str,
    /// The last three signs of the document's number; no more is kept.
    pub document_end: &'a str,
}

/// Notes the proof and the hash of the activation code. An earlier code stops working.
pub async fn issue(deed: &Deed, request: &Request, proof: &Proof<'_>, code: &str) -> Result<()> {
    let lasts = if proof.channel == "letter" { LETTER_CODE_LASTS } else { CODE_LASTS };
    let expires = deed.now + lasts;
    deed.tx
        .run(
            "UPDATE identity_request SET state = 'issued', party_id = $2, channel = $3, document_kind = $4, \
             document_end = $5, issued_by = $6, issued_at = $7, code_hash = $8, code_expires_at = $9, tries = 0, \
             valid_until = $9 WHERE id = $1",
            values![
                request.id,
                proof.party_id,
                proof.channel,
                proof.document_kind,
                proof.document_end,
                deed.actor.id,
                deed.now,
                codes::hash(&request.number, code),
                expires
            ],
        )
        .await?;
    Ok(())
}

/// Takes one try before the code is looked at; false when all are gone.
pub async fn take_try(municipality: &Municipality, id: i64) -> Result<bool> {
    let taken = municipality
        .db
        .write
        .run(
            "UPDATE identity_request SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND state = 'issued'",
            values![id, MOST_TRIES],
        )
        .await?;
    Ok(taken == 1)
}

/// Uses the code up; false when somebody was first. The PESEL given in the request is no longer needed.
pub async fn finish(deed: &Deed, id: i64) -> Result<bool> {
    let finished = deed
        .tx
        .run(
            "UPDATE identity_request SET state = 'used', pesel = NULL, pesel_index = NULL, code_hash = '' \
             WHERE id = $1 AND state = 'issued'",
            values![id],
        )
        .await?;
    Ok(finished == 1)
}

/// Requests nobody needs any more lose the PESEL.
pub async fn sweep(municipality: &Municipality) -> Result<()> {
    municipality
        .db
        .write
        .run(
            "UPDATE identity_request SET pesel = NULL, pesel_index = NULL, code_hash = '', state = 'cancelled' \
             WHERE state IN ('open', 'issued') AND valid_until < $1",
            values![municipality.clock.now()],
        )
        .await?;
    Ok(())
}
