//! Settled demands go after some years: the contact of a person is kept no longer than the case may be asked about.

use std::sync::Arc;

use chrono::Duration;
use futures_util::FutureExt;
use ratusz_kernel::{Actor, Deed, Municipality, Result, Schedule, Sql, settings, values};
use serde_json::json;

/// Days from the day a demand was settled; a municipality may set its own number.
pub const SETTING: &str = "web.accessibility_kept_days";
/// Five years. The act names no period; the case itself is kept in the office's own files as its file plan says, so what
/// goes here is the working copy with the person's contact.
const KEPT_DAYS: i64 = 5 * 365;

pub(crate) const SCHEDULE: Schedule = Schedule {
    name: "web.remove_demands",
    every: Duration::days(1),
    run: |municipality, ()| async move { remove(municipality).await }.boxed(),
};

async fn remove(municipality: &Arc<Municipality>) -> Result<()> {
    let today = municipality.clock.today();
    let days = settings::get(&municipality.db.read, SETTING, today).await?.unwrap_or(KEPT_DAYS);
    let last = today - Duration::days(days);
    let old: Vec<i64> = municipality
        .db
        .read
        .column(
            "SELECT id FROM accessibility_demand WHERE closed_on < $1 ORDER BY id LIMIT 500",
            values![last],
        )
        .await?;
    if old.is_empty() {
        return Ok(());
    }
    let mut deed = Deed::begin_own(municipality, &Actor::system("schedule")).await?;
    for id in &old {
        for sql in [
            "DELETE FROM accessibility_answer WHERE demand_id = $1",
            "DELETE FROM accessibility_demand WHERE id = $1",
        ] {
            deed.tx.run(sql, values![*id]).await?;
        }
    }
    deed.note(
        "accessibility.demands_removed",
        "accessibility_demand",
        json!({ "ids": old, "closed_before": last }),
    );
    deed.commit().await
}
