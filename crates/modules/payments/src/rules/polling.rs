//! When to ask a provider that does not tell us: 1, 3, 10, 30 minutes, 2, 6, 24 hours after the start, ten minutes after
//! the order's end, then daily for a week (integrations.md §2.3).

use chrono::{DateTime, Duration, Utc};

const MINUTES: [i64; 7] = [1, 3, 10, 30, 120, 360, 1440];
const AFTER_EXPIRY: Duration = Duration::minutes(10);
const DAYS: i64 = 7;

/// How long an order lives when nobody pays it: a bank transfer may wait for a day, BLIK and cards do not.
pub fn order_life(only_transfers: bool) -> Duration {
    if only_transfers { Duration::hours(24) } else { Duration::minutes(15) }
}

/// The next moment to ask after `now`; nothing when there is no use in asking any more.
pub fn next(started: DateTime<Utc>, expires: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let plan = MINUTES.iter().map(|minutes| started + Duration::minutes(*minutes));
    let daily = (1..=DAYS).map(|day| expires + Duration::days(day));
    plan.chain([expires + AFTER_EXPIRY]).chain(daily).filter(|at| *at > now).min()
}

/// The plan of an order that ended before this moment is over: nobody asks about it by itself any more.
pub fn given_up_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::days(DAYS)
}

/// Whether an order nobody paid has ended for us.
pub fn has_expired(expires: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now >= expires + AFTER_EXPIRY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_of_a_quarter_hour_order() {
        let start = DateTime::UNIX_EPOCH;
        let expires = start + order_life(false);
        let mut asked = Vec::new();
        let mut now = start;
        while let Some(at) = next(start, expires, now) {
            asked.push((at - start).num_minutes());
            now = at;
        }
        assert_eq!(asked[..8], [1, 3, 10, 25, 30, 120, 360, 1440]);
        assert_eq!(asked.len(), 8 + 7);
        assert_eq!(*asked.last().unwrap(), 7 * 24 * 60 + 15);
    }
}
