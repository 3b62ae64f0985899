//! Consents (zgody) of residents: every giving and withdrawing is a row, nothing is overwritten.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Deed, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// What a resident may agree to. Neither is needed to use the office.
#[derive(Debug, Clone, Copy)]
pub struct ConsentKind {
    pub code: &'static str,
    /// The words agreed to; they are kept with the answer.
    pub wording: &'static str,
}

pub const KINDS: [ConsentKind; 2] = [
    ConsentKind {
        code: "aktualnosci",
        wording: "Chcę dostawać pocztą elektroniczną wiadomości o wydarzeniach i sprawach gminy.",
    },
    ConsentKind {
        code: "konsultacje",
        wording: "Chcę dostawać pocztą elektroniczną zaproszenia do konsultacji i ankiet gminy.",
    },
];

#[derive(Debug, Clone, FromQueryResult)]
pub struct Answer {
    pub kind: String,
    pub given: bool,
    pub wording: String,
    pub at: DateTime<Utc>,
}

/// All answers of an account, newest first.
pub async fn history<C: ConnectionTrait>(db: &C, account_id: i64) -> Result<Vec<Answer>> {
    Ok(db
        .all(
            "SELECT kind, given, wording, at FROM consent WHERE account_id = $1 ORDER BY id DESC",
            values![account_id],
        )
        .await?)
}

/// Whether the newest answer is yes.
pub fn stands(history: &[Answer], kind: &str) -> bool {
    history.iter().find(|answer| answer.kind == kind).is_some_and(|answer| answer.given)
}

pub async fn add(deed: &Deed, account_id: i64, kind: &ConsentKind, given: bool) -> Result<()> {
    deed.tx
        .run(
            "INSERT INTO consent (id, account_id, kind, given, wording, at) VALUES ($1, $2, $3, $4, $5, $6)",
            values![deed.municipality.new_id(), account_id, kind.code, given, kind.wording, deed.now],
        )
        .await?;
    Ok(())
}
