//! The municipality's own words for templates.

use std::collections::HashMap;

use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Override {
    pub code: String,
    pub subject: String,
    pub body: String,
}

/// All of them by code; there are at most as many as templates.
pub(crate) async fn all<C: ConnectionTrait>(db: &C) -> Result<HashMap<String, Override>> {
    let rows: Vec<Override> = db.all("SELECT code, subject, body FROM notice_template", values![]).await?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}
