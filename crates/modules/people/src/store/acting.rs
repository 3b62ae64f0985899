//! In whose name a signed-in resident may act today.

use chrono::NaiveDate;
use ratusz_kernel::lists::List;
use ratusz_kernel::{Municipality, Result, values};
use ratusz_web::Session;

/// Dues and cases show only from this level of assurance on (integrations.md §3.1).
const CONFIRMED: i64 = 2;

/// A person or firm a resident may act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    pub party_id: i64,
    pub name: String,
    pub own: bool,
    /// Why they may, in Polish: `Pełnomocnictwo`; empty for oneself.
    pub basis: String,
}

/// The resident first, then everyone whose valid authorisation they hold. Nobody below level 2.
pub async fn for_session(
    municipality: &Municipality,
    session: &Session,
    today: NaiveDate,
) -> Result<Vec<Acting>> {
    let Some(party_id) = session.party_id.filter(|_| session.level >= CONFIRMED) else {
        return Ok(Vec::new());
    };
    // `own` as a number: SQLite has no truth values.
    let list = List {
        columns: &["party_id", "name", "own", "basis"],
        select: "SELECT p.id AS party_id, p.name, 1 AS own, '' AS basis FROM party p WHERE p.id = $1 \
                 UNION ALL \
                 SELECT p.id AS party_id, p.name, 0 AS own, MIN(a.basis) AS basis FROM authorisation a \
                 JOIN party p ON p.id = a.principal_id \
                 WHERE a.agent_id = $1 AND a.principal_id <> $1 AND a.ended_at IS NULL \
                 AND a.valid_from <= $2 AND (a.valid_to IS NULL OR a.valid_to >= $2) \
                 GROUP BY p.id, p.name ORDER BY own DESC, name"
            .to_owned(),
    };
    let (found,): (Vec<(i64, String, i64, String)>,) =
        municipality.db.lists(&[list], values![party_id, today]).await?;
    let acting = |(party_id, name, own, basis)| Acting { party_id, name, own: own == 1, basis };
    Ok(found.into_iter().map(acting).collect())
}
