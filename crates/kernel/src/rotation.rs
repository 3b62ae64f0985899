//! Moves sealed cells and their indexes to the newest root key, row by row. A server that was started before the key was
//! added does not know it: rotate with the servers stopped (docs/operations.md).

use std::sync::Arc;

use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;

use crate::seal::{Field, key_number_of};
use crate::{Actor, Deed, Error, Municipality, Result, SealedColumn, Sql, values};

/// Rows and bytes moved in one transaction; a single larger cell goes alone.
const BATCH: i64 = 500;
const BATCH_BYTES: i64 = 8 << 20;

/// How far one column has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    pub column: String,
    pub cells: u64,
    /// Cells sealed anew in this run.
    pub moved: u64,
}

#[derive(FromQueryResult)]
struct Size {
    id: i64,
    bytes: i64,
}

#[derive(FromQueryResult)]
struct Cell {
    id: i64,
    cell: Vec<u8>,
}

/// Re-seals everything that is not under the current key. Safe to stop and to run again: what was moved is not touched twice.
pub async fn reseal(municipality: &Arc<Municipality>, actor: &Actor) -> Result<Vec<Moved>> {
    let mut all = Vec::new();
    let columns = municipality.environment.modules.iter().flat_map(|module| module.sealed);
    for column in columns {
        let mut moved = Moved { column: format!("{}.{}", column.table, column.column), cells: 0, moved: 0 };
        let mut last = i64::MIN;
        loop {
            let cells = page(municipality, column, last).await?;
            let Some(end) = cells.last().map(|cell| cell.id) else { break };
            moved.cells += u64::try_from(cells.len()).unwrap_or(0);
            moved.moved += move_cells(municipality, actor, column, cells).await?;
            last = end;
        }
        all.push(moved);
    }
    Ok(all)
}

/// How many cells are still sealed with that key; a key with cells must not be retired.
pub async fn cells_under(municipality: &Municipality, key: u8) -> Result<u64> {
    let mut count = 0;
    for column in municipality.environment.modules.iter().flat_map(|module| module.sealed) {
        let mut last = i64::MIN;
        loop {
            let cells = page(municipality, column, last).await?;
            let Some(end) = cells.last().map(|cell| cell.id) else { break };
            for cell in cells {
                count += u64::from(key_number_of(&cell.cell)? == key);
            }
            last = end;
        }
    }
    Ok(count)
}

async fn page(municipality: &Municipality, column: &SealedColumn, after: i64) -> Result<Vec<Cell>> {
    let SealedColumn { table, column, .. } = column;
    let sql = format!(
        "SELECT id, CAST(LENGTH({column}) AS BIGINT) AS bytes FROM {table} \
         WHERE id > $1 AND {column} IS NOT NULL ORDER BY id LIMIT $2"
    );
    let sizes: Vec<Size> = municipality.db.read.all(&sql, values![after, BATCH]).await?;
    let mut room = BATCH_BYTES;
    let fits = sizes.iter().enumerate().take_while(|(place, size)| {
        room -= size.bytes;
        *place == 0 || room >= 0
    });
    let Some((_, last)) = fits.last() else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT id, {column} AS cell FROM {table} WHERE id > $1 AND id <= $2 AND {column} IS NOT NULL ORDER BY id"
    );
    Ok(municipality.db.read.all(&sql, values![after, last.id]).await?)
}

async fn move_cells(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    column: &SealedColumn,
    cells: Vec<Cell>,
) -> Result<u64> {
    let field = Field { table: column.table, column: column.column };
    let current = municipality.seal.current_key();
    let mut stale = Vec::new();
    for cell in cells {
        if key_number_of(&cell.cell)? != current {
            stale.push(cell);
        }
    }
    if stale.is_empty() {
        return Ok(0);
    }
    let mut deed = Deed::begin_own(municipality, actor).await?;
    for cell in &stale {
        let row = cell.id.to_string();
        let plain = municipality.seal.open(field, &row, &cell.cell)?;
        let sealed = municipality.seal.seal(field, &row, &plain, &municipality.random);
        // The old bytes are part of the condition: a change in between wins.
        let sql = format!(
            "UPDATE {} SET {} = $2 WHERE id = $1 AND {} = $3",
            column.table, column.column, column.column
        );
        let changed = deed.tx.run(&sql, values![cell.id, sealed, cell.cell.clone()]).await?;
        if let Some((index, normalise)) = column.index.filter(|_| changed == 1) {
            let sql = format!("UPDATE {} SET {index} = $2 WHERE id = $1", column.table);
            let text = std::str::from_utf8(&plain).map_err(Error::internal)?;
            let index = municipality.seal.index(field, &normalise(text)).to_vec();
            deed.tx.run(&sql, values![cell.id, index]).await?;
        }
    }
    let moved = u64::try_from(stale.len()).unwrap_or(0);
    deed.note(
        "kernel.cells_resealed",
        format!("column:{}.{}", column.table, column.column),
        json!({ "cells": moved, "key": current }),
    );
    deed.commit().await?;
    Ok(moved)
}
