//! The copy of one's own data from all modules: a readable page and a machine-readable file in one archive
//! (GDPR art. 15 and 20).

use std::io::{Cursor, Write};
use std::sync::Arc;

use askama::Template;
use ratusz_kernel::time::{civil_time, long_date};
use ratusz_kernel::{Actor, Deed, Error, ExportRequest, Municipality, Result};
use serde_json::{Map, Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::subject::Subject;

/// A table of the readable page.
pub struct Part {
    pub title: &'static str,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Template)]
#[template(path = "account/copy.html")]
struct Copy {
    municipality: String,
    made: String,
    parts: Vec<Part>,
}

/// Gives the archive; the deed is noted.
pub async fn make(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    request: ExportRequest,
) -> Result<Vec<u8>> {
    let mut gathered: Vec<(&'static str, Value)> = Vec::new();
    for export in municipality.environment.modules.iter().filter_map(|module| module.export) {
        gathered.extend(export(municipality, request).await?);
    }
    let now = civil_time(municipality.clock.now());
    let page = Copy {
        municipality: municipality.profile().name.clone(),
        made: format!("{}, {}", long_date(now.date()), now.format("%H:%M")),
        parts: gathered.iter().map(|(title, rows)| part(title, rows)).collect(),
    };
    let html = page.render().map_err(Error::internal)?;
    let data: Map<String, Value> =
        gathered.into_iter().map(|(title, rows)| (title.to_owned(), rows)).collect();
    let json = serde_json::to_string_pretty(&data)?;
    let archive = packed(&[("dane.html", &html), ("dane.json", &json)])?;
    let mut deed = Deed::begin_own(municipality, actor).await?;
    deed.note("people.data_copied", Subject::resident(request.account_id).label(), json!({}));
    deed.commit().await?;
    Ok(archive)
}

/// Rows of objects become a table; its columns are the keys in the order they first appear.
fn part(title: &'static str, rows: &Value) -> Part {
    let objects: Vec<&Map<String, Value>> =
        rows.as_array().into_iter().flatten().filter_map(Value::as_object).collect();
    let mut columns: Vec<String> = Vec::new();
    for key in objects.iter().flat_map(|object| object.keys()) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    let rows = objects
        .iter()
        .map(|object| {
            columns.iter().map(|column| object.get(column).map_or_else(String::new, readable)).collect()
        })
        .collect();
    Part { title, columns, rows }
}

fn readable(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::Bool(true) => "tak".into(),
        Value::Bool(false) => "nie".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn packed(files: &[(&str, &str)]) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).map_err(Error::internal)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish().map_err(Error::internal)?.into_inner())
}
