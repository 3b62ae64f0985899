//! Staff of the office and their roles.

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::seal::{Field, normalise};
use ratusz_kernel::{Deed, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

pub(crate) const EMAIL: Field = Field { table: "staff", column: "email" };

#[derive(Debug, Clone, FromQueryResult)]
pub struct Member {
    pub id: i64,
    /// `invited`, `active` or `disabled`.
    pub state: String,
    pub name: String,
    email: Vec<u8>,
    pub unit_id: Option<i64>,
    reset_asked_by: Option<i64>,
    reset_asked_at: Option<DateTime<Utc>>,
}

/// So long a first person's request waits for a second one; then it is forgotten, so that no half of a reset lies ready.
const RESET_WAITS: Duration = Duration::days(3);

impl Member {
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }

    /// Who asked for a reset that still waits for a second person.
    pub fn reset_asked_by(&self, now: DateTime<Utc>) -> Option<i64> {
        let asked_at = self.reset_asked_at?;
        self.reset_asked_by.filter(|_| now < asked_at + RESET_WAITS)
    }

    pub fn email(&self, municipality: &Municipality) -> Result<String> {
        Ok(municipality.seal.open_text(EMAIL, &self.id.to_string(), &self.email)?.to_string())
    }
}

const SELECT: &str = "SELECT id, state, name, email, unit_id, reset_asked_by, reset_asked_at FROM staff";

pub async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Member>> {
    Ok(db.maybe(&format!("{SELECT} WHERE id = $1"), values![id]).await?)
}

pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<Member>> {
    Ok(db.all(&format!("{SELECT} ORDER BY name, id"), values![]).await?)
}

pub async fn by_email<C: ConnectionTrait>(
    db: &C,
    municipality: &Municipality,
    email: &str,
) -> Result<Option<Member>> {
    for index in municipality.seal.indexes(EMAIL, &normalise::email(email)) {
        let found = db.maybe(&format!("{SELECT} WHERE email_index = $1"), values![index.to_vec()]).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

pub async fn add(deed: &Deed, name: &str, email: &str, unit_id: Option<i64>) -> Result<i64> {
    let municipality = &deed.municipality;
    let id = municipality.new_id();
    let email = normalise::email(email);
    deed.tx
        .run(
            "INSERT INTO staff (id, state, name, email, email_index, unit_id, created_at) \
             VALUES ($1, 'invited', $2, $3, $4, $5, $6)",
            values![
                id,
                name,
                municipality.seal.seal(EMAIL, &id.to_string(), email.as_bytes(), &municipality.random),
                municipality.seal.index(EMAIL, &email).to_vec(),
                unit_id,
                deed.now
            ],
        )
        .await?;
    Ok(id)
}

pub async fn set_state<C: ConnectionTrait>(tx: &C, id: i64, state: &str) -> Result<()> {
    tx.run(
        "UPDATE staff SET state = $2, reset_asked_by = NULL, reset_asked_at = NULL WHERE id = $1",
        values![id, state],
    )
    .await?;
    Ok(())
}

pub async fn set_unit<C: ConnectionTrait>(tx: &C, id: i64, unit_id: Option<i64>) -> Result<()> {
    tx.run("UPDATE staff SET unit_id = $2 WHERE id = $1", values![id, unit_id]).await?;
    Ok(())
}

pub async fn ask_reset(deed: &Deed, id: i64) -> Result<()> {
    deed.tx
        .run(
            "UPDATE staff SET reset_asked_by = $2, reset_asked_at = $3 WHERE id = $1",
            values![id, deed.actor.id, deed.now],
        )
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Held {
    staff_id: i64,
    role_id: i64,
}

/// Pairs of staff and role.
pub async fn held_roles<C: ConnectionTrait>(db: &C) -> Result<Vec<(i64, i64)>> {
    let rows: Vec<Held> =
        db.all("SELECT staff_id, role_id FROM staff_role ORDER BY staff_id, role_id", values![]).await?;
    Ok(rows.into_iter().map(|row| (row.staff_id, row.role_id)).collect())
}

pub async fn set_roles<C: ConnectionTrait>(tx: &C, id: i64, roles: &[i64]) -> Result<()> {
    tx.run("DELETE FROM staff_role WHERE staff_id = $1", values![id]).await?;
    let rows = roles.iter().flat_map(|role| values![id, *role]).collect();
    tx.insert_rows("INSERT INTO staff_role (staff_id, role_id)", 2, rows, "ON CONFLICT DO NOTHING").await?;
    Ok(())
}

/// Union of the rights of all roles, sorted.
pub async fn permissions<C: ConnectionTrait>(db: &C, id: i64) -> Result<Vec<String>> {
    let lists: Vec<String> = db
        .column(
            "SELECT r.permissions FROM role r JOIN staff_role s ON s.role_id = r.id WHERE s.staff_id = $1",
            values![id],
        )
        .await?;
    let mut all: Vec<String> =
        lists.iter().flat_map(|list| list.split_whitespace()).map(str::to_owned).collect();
    all.sort();
    all.dedup();
    Ok(all)
}
