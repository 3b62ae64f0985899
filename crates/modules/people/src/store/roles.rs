//! Roles: named sets of permissions.

use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub struct Role {
    pub id: i64,
    pub name: String,
    permissions: String,
}

impl Role {
    pub fn permissions(&self) -> impl Iterator<Item = &str> {
        self.permissions.split_whitespace()
    }

    pub fn grants(&self, permission: &str) -> bool {
        self.permissions().any(|own| own == permission)
    }
}

pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<Role>> {
    Ok(db.all("SELECT id, name, permissions FROM role ORDER BY name", values![]).await?)
}

pub async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Role>> {
    Ok(db.maybe("SELECT id, name, permissions FROM role WHERE id = $1", values![id]).await?)
}

pub async fn by_name<C: ConnectionTrait>(db: &C, name: &str) -> Result<Option<Role>> {
    Ok(db.maybe("SELECT id, name, permissions FROM role WHERE name = $1", values![name]).await?)
}

pub async fn add<C: ConnectionTrait>(
    tx: &C,
    municipality: &Municipality,
    name: &str,
    permissions: &[String],
) -> Result<i64> {
    let id = municipality.new_id();
    tx.run(
        "INSERT INTO role (id, name, permissions) VALUES ($1, $2, $3)",
        values![id, name, permissions.join(" ")],
    )
    .await?;
    Ok(id)
}

pub async fn change<C: ConnectionTrait>(tx: &C, id: i64, name: &str, permissions: &[String]) -> Result<()> {
    tx.run(
        "UPDATE role SET name = $2, permissions = $3 WHERE id = $1",
        values![id, name, permissions.join(" ")],
    )
    .await?;
    Ok(())
}

pub async fn remove<C: ConnectionTrait>(tx: &C, id: i64) -> Result<()> {
    tx.run("DELETE FROM role WHERE id = $1", values![id]).await?;
    Ok(())
}

pub async fn holders<C: ConnectionTrait>(db: &C, id: i64) -> Result<Vec<i64>> {
    Ok(db.column("SELECT staff_id FROM staff_role WHERE role_id = $1 ORDER BY staff_id", values![id]).await?)
}

/// How many active staff hold this permission through any role.
pub async fn active_holders_of<C: ConnectionTrait>(db: &C, permission: &str) -> Result<i64> {
    Ok(db
        .scalar(
            "SELECT COUNT(DISTINCT s.id) FROM staff s JOIN staff_role h ON h.staff_id = s.id \
             JOIN role r ON r.id = h.role_id \
             WHERE s.state = 'active' AND ' ' || r.permissions || ' ' LIKE '% ' || $1 || ' %'",
            values![permission],
        )
        .await?
        .unwrap_or(0))
}
