//! Lists asked for together: one question, one answer. A page that needs three lists gets them at once; on SQLite they
//! are read on the asking thread, because there crossing to the driver's thread and back costs more than the reading.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Value};
use serde::de::DeserializeOwned;

use crate::{Db, Error, Result, Sql};

/// One list: a query and the names of its columns in the order of the fields they are read into. Columns are numbers,
/// texts, dates and times; a truth value would come as a number from SQLite.
pub struct List<'a> {
    pub columns: &'a [&'a str],
    pub select: String,
}

impl Db {
    /// Reads the lists into a tuple of vectors, in their order; all share the parameters `$1`, `$2`…
    pub async fn lists<T: DeserializeOwned>(&self, lists: &[List<'_>], values: Vec<Value>) -> Result<T> {
        let backend = self.read.get_database_backend();
        let columns: Vec<String> = lists.iter().map(|list| as_text(backend, list)).collect();
        let sql = format!("SELECT {}", columns.join(", "));
        let texts = match &self.here {
            Some(here) => here.texts(&sql, &values)?,
            None => {
                let row = self.read.query_one_raw(self.read.statement(&sql, values)).await?;
                let row = row.ok_or_else(|| Error::internal("a question for lists had no answer"))?;
                (0..lists.len()).map(|place| row.try_get_by_index(place)).collect::<Result<_, DbErr>>()?
            }
        };
        Ok(serde_json::from_str(&format!("[{}]", texts.join(",")))?)
    }
}

/// A scalar sub-query that gives the rows as one JSON text: `[[1,"a"],[2,"b"]]`.
fn as_text(backend: DbBackend, list: &List<'_>) -> String {
    let (columns, select) = (list.columns.join(", "), &list.select);
    match backend {
        DbBackend::Postgres => format!(
            "(SELECT CAST(COALESCE(json_agg(json_build_array({columns})), '[]') AS TEXT) FROM ({select}) list)"
        ),
        _ => format!("(SELECT json_group_array(json_array({columns})) FROM ({select}))"),
    }
}
