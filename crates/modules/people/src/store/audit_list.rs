//! Entries of the audit for the person who may read it.

use chrono::NaiveDate;
use ratusz_kernel::audit::AuditEntry;
use ratusz_kernel::time::at_warsaw;
use ratusz_kernel::{Result, Sql};
use sea_orm::{ConnectionTrait, Value};

pub const PER_PAGE: i64 = 50;

/// What to show; empty parts do not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub actor: String,
    pub deed: String,
    pub subject: String,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Entries with smaller numbers only: the next page.
    pub before: Option<i64>,
}

/// Newest first, one more than a page to tell whether there is a next one.
pub async fn find<C: ConnectionTrait>(db: &C, filter: &Filter) -> Result<Vec<AuditEntry>> {
    let mut sql = String::from("SELECT * FROM audit_entry WHERE TRUE");
    let mut parameters: Vec<Value> = Vec::new();
    let mut narrow = |condition: &str, value: Value| {
        parameters.push(value);
        sql.push_str(&condition.replace('?', &format!("${}", parameters.len())));
    };
    if !filter.actor.is_empty() {
        narrow(" AND LOWER(actor_name) LIKE ?", Value::from(format!("%{}%", filter.actor.to_lowercase())));
    }
    if !filter.deed.is_empty() {
        narrow(" AND deed LIKE ?", Value::from(format!("{}%", filter.deed)));
    }
    if !filter.subject.is_empty() {
        narrow(" AND subject = ?", Value::from(filter.subject.clone()));
    }
    if let Some(from) = filter.from {
        narrow(" AND at >= ?", Value::from(at_warsaw(from, 0)));
    }
    if let Some(to) = filter.to.and_then(|day| day.succ_opt()) {
        narrow(" AND at < ?", Value::from(at_warsaw(to, 0)));
    }
    if let Some(before) = filter.before {
        narrow(" AND id < ?", Value::from(before));
    }
    narrow(" ORDER BY id DESC LIMIT ?", Value::from(PER_PAGE + 1));
    Ok(db.all(&sql, parameters).await?)
}
