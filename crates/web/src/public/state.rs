//! The status page: planned breaks and what the site measures about itself right now.

use askama::Template;
use axum::http::StatusCode;
use ratusz_kernel::time::{civil_time, long_date};
use ratusz_kernel::{Sql, outbox, values};

use super::breaks::{self, Break};
use crate::{Answer, Page, Visit};

/// Outgoing work older than this is late, seconds.
const LATE: i64 = 15 * 60;

#[derive(Template)]
#[template(path = "public/state.html")]
struct StatePage {
    page: Page,
    database: bool,
    /// Minutes the oldest outgoing work waits, when it is late.
    late_minutes: Option<i64>,
    breaks: Vec<ShownBreak>,
    at: String,
}

struct ShownBreak {
    when: String,
    what: String,
    under_way: bool,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let municipality = &visit.municipality;
    let now = municipality.clock.now();
    let wall = civil_time(now);
    let answer = municipality.db.read.scalar::<i64>("SELECT CAST(1 AS BIGINT)", values![]).await;
    let database = matches!(answer, Ok(Some(1)));
    let (oldest, planned) = if database {
        (outbox::state(&municipality.db.read, now).await?.oldest_seconds, breaks::load(municipality).await?)
    } else {
        (0, Vec::new())
    };
    let shown = |one: Break| ShownBreak {
        when: format!(
            "{} r., od {} do {}",
            long_date(one.day),
            one.from.format("%H:%M"),
            one.to.format("%H:%M")
        ),
        under_way: one.under_way(wall),
        what: one.what,
    };
    let page = StatePage {
        page: visit.page(),
        database,
        late_minutes: (oldest > LATE).then_some(oldest / 60),
        breaks: planned.into_iter().filter(|one| !one.over(wall)).map(shown).collect(),
        at: wall.format("%d.%m.%Y, %H:%M").to_string(),
    };
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    visit.show_as(status, &page)
}
