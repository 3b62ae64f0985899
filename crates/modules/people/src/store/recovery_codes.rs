//! Recovery codes: each opens the second step once.

use ratusz_kernel::{Deed, Result, Sql, values};
use sea_orm::ConnectionTrait;

use crate::rules::codes;
use crate::subject::Subject;

/// New codes instead of all earlier ones.
pub async fn replace(deed: &Deed, subject: Subject, all: &[String]) -> Result<()> {
    deed.tx
        .run(
            "DELETE FROM recovery_code WHERE kind = $1 AND subject_id = $2",
            values![subject.kind.as_str(), subject.id],
        )
        .await?;
    let owner = subject.label();
    let rows = all
        .iter()
        .flat_map(|code| {
            values![deed.municipality.new_id(), subject.kind.as_str(), subject.id, codes::hash(&owner, code)]
        })
        .collect();
    deed.tx.insert_rows("INSERT INTO recovery_code (id, kind, subject_id, hash)", 4, rows, "").await?;
    Ok(())
}

pub async fn left<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<i64> {
    Ok(db
        .scalar(
            "SELECT COUNT(*) FROM recovery_code WHERE kind = $1 AND subject_id = $2 AND used_at IS NULL",
            values![subject.kind.as_str(), subject.id],
        )
        .await?
        .unwrap_or(0))
}

/// Uses a code up; false when there is no such code left.
pub async fn take(deed: &Deed, subject: Subject, typed: &str) -> Result<bool> {
    let taken = deed
        .tx
        .run(
            "UPDATE recovery_code SET used_at = $4 \
             WHERE kind = $1 AND subject_id = $2 AND hash = $3 AND used_at IS NULL",
            values![subject.kind.as_str(), subject.id, codes::hash(&subject.label(), typed), deed.now],
        )
        .await?;
    Ok(taken == 1)
}
