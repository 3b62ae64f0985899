//! Once a day: tells people that a due date is near, so many days before it; never twice about the same due and day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use ratusz_kernel::time::long_date;
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result, Sql, values};
use ratusz_notices::Notice;
use ratusz_people::contacts::{self, Contact};
use sea_orm::FromQueryResult;
use serde_json::json;

use crate::law;
use crate::notices::DUE_DATE_COMING;

/// Dues told of in one transaction.
const BATCH: i64 = 500;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    title: String,
    due_date: NaiveDate,
    open: i64,
    party_id: i64,
}

pub(crate) async fn run(municipality: &Arc<Municipality>) -> Result<()> {
    let days = law::of(municipality).await?.choices.remind_days.clone();
    let today = municipality.clock.today();
    for ahead in days {
        let day = u64::try_from(ahead).ok().and_then(|ahead| today.checked_add_days(Days::new(ahead)));
        let Some(day) = day else { continue };
        let mut last = 0;
        while let Some(seen) = announce(municipality, day, ahead, last).await? {
            last = seen;
        }
    }
    Ok(())
}

/// Tells of one batch of dues; gives the last of them, nothing when there were none.
async fn announce(
    municipality: &Arc<Municipality>,
    day: NaiveDate,
    ahead: i64,
    after: i64,
) -> Result<Option<i64>> {
    let rows: Vec<Row> = municipality
        .db
        .read
        .all(
            "SELECT d.id AS id, d.title AS title, d.due_date AS due_date, d.open AS open, p.party_id AS party_id \
             FROM (SELECT id, card_id, title, due_date, open FROM due \
             WHERE due_date = $1 AND open > 0 AND id > $2 ORDER BY id LIMIT $3) d \
             JOIN card_party p ON p.card_id = d.card_id ORDER BY d.id",
            values![day, after, BATCH],
        )
        .await?;
    let Some(last) = rows.last().map(|row| row.id) else { return Ok(None) };
    let parties: BTreeSet<i64> = rows.iter().map(|row| row.party_id).collect();
    let mut told: BTreeMap<i64, Vec<Contact>> = BTreeMap::new();
    for contact in contacts::of_parties(municipality, &Vec::from_iter(parties)).await? {
        told.entry(contact.party_id).or_default().push(contact);
    }
    let links: Vec<String> = rows.iter().map(|row| format!("/naleznosci/{}", row.id)).collect();
    let mut notices = Vec::new();
    for (row, link) in rows.iter().zip(&links) {
        for contact in told.get(&row.party_id).into_iter().flatten() {
            notices.push(Notice {
                template: &DUE_DATE_COMING,
                account_id: Some(contact.account_id),
                email: Some(&contact.email),
                values: json!({
                    "what": row.title,
                    "amount": Money::from_grosze(row.open).to_string(),
                    "date": long_date(row.due_date),
                }),
                link,
                key: format!("due:{}:{ahead}", row.id),
            });
        }
    }
    if !notices.is_empty() {
        let actor = Actor::system("dues.announce_due_dates");
        let mut deed = Deed::begin_own(municipality, &actor).await?;
        ratusz_notices::send_many(&mut deed, &notices).await?;
        let count = i64::try_from(notices.len()).map_err(Error::internal)?;
        deed.note(
            "dues.due_dates_announced",
            format!("day:{day}"),
            json!({ "notices": count, "days": ahead }),
        );
        deed.commit().await?;
    }
    Ok(Some(last))
}
