//! Import of charges from a file: read, mapped, checked row by row, then booked whole or not at all.

pub(crate) mod file;
pub(crate) mod mapping;
pub(crate) mod plan;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result, Sql, values};
use ratusz_people::parties;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::cards::{self, NewCard};
use crate::charges;
use mapping::Mapping;
use plan::{Plan, Target};

/// Files hold PESEL numbers, so they are sealed while they wait.
pub(crate) const CONTENT: Field = Field { table: "due_import", column: "content" };

/// A file that was sent and waits for its mapping.
pub(crate) struct Waiting {
    pub file_name: String,
    pub table: file::Table,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Summary {
    pub charges: usize,
    pub dues: usize,
    pub cards_opened: usize,
    pub total: Money,
}

/// Keeps a file that can be read; gives its number.
pub(crate) async fn keep(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    name: &str,
    bytes: Bytes,
) -> Result<i64> {
    actor.require("dues.import")?;
    file::read(name, bytes.clone()).await?;
    let id = municipality.new_id();
    let sealed = municipality.seal.seal(CONTENT, &id.to_string(), &bytes, &municipality.random);
    let mut deed = Deed::begin(municipality, actor, "dues.import").await?;
    deed.tx
        .run(
            "INSERT INTO due_import (id, file_name, content, actor_id, created_at, state) \
             VALUES ($1, $2, $3, $4, $5, 'waiting')",
            values![id, name, sealed, actor.id, deed.now],
        )
        .await?;
    deed.note("dues.import_sent", format!("import:{id}"), json!({ "bytes": bytes.len() }));
    deed.commit().await?;
    Ok(id)
}

#[derive(FromQueryResult)]
struct Row {
    file_name: String,
    content: Option<Vec<u8>>,
}

/// A waiting file, opened and read; nothing when it was booked, or waited too long.
pub(crate) async fn waiting(municipality: &Municipality, id: i64) -> Result<Option<Waiting>> {
    let row: Option<Row> = municipality
        .db
        .read
        .maybe("SELECT file_name, content FROM due_import WHERE id = $1 AND state = 'waiting'", values![id])
        .await?;
    let Some(Row { file_name, content: Some(content) }) = row else { return Ok(None) };
    let bytes = municipality.seal.open(CONTENT, &id.to_string(), &content)?;
    Ok(Some(Waiting { table: file::read(&file_name, bytes).await?, file_name }))
}

/// Books everything of a plan without errors, in one transaction, and remembers the mapping for files with this header.
pub(crate) async fn commit(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
    mapping: &Mapping,
    signature: &str,
    plan: Plan,
) -> Result<Summary> {
    if !plan.errors.is_empty() || plan.charges.is_empty() {
        return Err(Error::Conflict(
            "Plik ma błędy. Popraw je i wczytaj plik jeszcze raz; niczego nie zaksięgowaliśmy.".into(),
        ));
    }
    let mut deed = Deed::begin(municipality, actor, "dues.import").await?;
    let taken = deed
        .tx
        .run(
            "UPDATE due_import SET state = 'booked', content = NULL WHERE id = $1 AND state = 'waiting'",
            values![id],
        )
        .await?;
    if taken == 0 {
        return Err(Error::Conflict("Ten plik jest już zaksięgowany. Niczego nie zmieniliśmy.".into()));
    }
    let (targets, cards_opened) = targets(&mut deed, &plan).await?;
    let mut charges = plan.charges;
    for planned in &mut charges {
        planned.charge.card_id = targets[planned.target];
    }
    let dues = charges.iter().map(|planned| planned.charge.instalments.len()).sum();
    let total = charges.iter().map(|planned| planned.charge.amount()).sum();
    let count = charges.len();
    charges::add(&mut deed, charges.into_iter().map(|planned| planned.charge).collect()).await?;
    let summary = Summary { charges: count, dues, cards_opened, total };
    deed.tx
        .run(
            "UPDATE due_import SET summary = $2 WHERE id = $1",
            values![id, serde_json::to_string(&summary)?],
        )
        .await?;
    mapping::remember(&deed, signature, mapping).await?;
    deed.note("dues.imported", format!("import:{id}"), serde_json::to_value(summary)?);
    deed.commit().await?;
    Ok(summary)
}

/// The cards of the plan's targets, opened where there is none; how many were opened.
async fn targets(deed: &mut Deed, plan: &Plan) -> Result<(Vec<i64>, usize)> {
    let payers = parties::upsert_many(deed, plan.payers.clone()).await?;
    let known = cards::by_party(&deed.tx, &payers).await?;
    let mut card_of: BTreeMap<(i64, String), i64> = BTreeMap::new();
    for card in known.into_iter().filter(|card| card.closed.is_none()) {
        if let [only] = card.party_ids.as_slice() {
            card_of.entry((*only, card.kind.clone())).or_insert(card.id);
        }
    }
    let mut missing: BTreeMap<(i64, String), NewCard> = BTreeMap::new();
    for target in &plan.targets {
        let Target::Payer { payer, kind, title } = target else { continue };
        let key = (payers[*payer], kind.clone());
        if !card_of.contains_key(&key) {
            let parties = vec![key.0];
            let new = NewCard { kind: kind.clone(), title: title.clone(), opened: deed.today(), parties };
            missing.entry(key).or_insert(new);
        }
    }
    let (keys, new): (Vec<_>, Vec<_>) = missing.into_iter().unzip();
    let opened = cards::open(deed, new).await?;
    card_of.extend(keys.into_iter().zip(opened.iter().copied()));
    let ids = plan.targets.iter().map(|target| match target {
        Target::Card(id) => Ok(*id),
        Target::Payer { payer, kind, .. } => card_of
            .get(&(payers[*payer], kind.clone()))
            .copied()
            .ok_or_else(|| Error::internal("an imported payer has no card")),
    });
    Ok((ids.collect::<Result<_>>()?, opened.len()))
}

/// Forgets files that nobody booked within a day.
pub(crate) async fn sweep(municipality: &Municipality) -> Result<()> {
    let before = municipality.clock.now() - chrono::Duration::days(1);
    municipality
        .db
        .write
        .run("DELETE FROM due_import WHERE state = 'waiting' AND created_at < $1", values![before])
        .await?;
    Ok(())
}
