//! Quiet hours: no reminder of a debt arrives at night.

use chrono::{DateTime, Days, Timelike, Utc};
use ratusz_kernel::time;

use super::Topic;

/// Hours on the wall in Poland.
const FROM_HOUR: u32 = 21;
const TO_HOUR: u32 = 8;

/// The first moment an e-mail of this topic may go out. Answers to what the person has just done never wait.
pub(crate) fn not_before(topic: Topic, now: DateTime<Utc>) -> DateTime<Utc> {
    let local = time::civil_time(now);
    match (topic, local.hour()) {
        (Topic::Dues, hour) if hour >= FROM_HOUR => time::at_warsaw(local.date() + Days::new(1), TO_HOUR),
        (Topic::Dues, hour) if hour < TO_HOUR => time::at_warsaw(local.date(), TO_HOUR),
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(moment: &str) -> DateTime<Utc> {
        moment.parse().unwrap()
    }

    #[test]
    fn the_night_of_the_time_change_ends_at_eight_on_the_wall() {
        // 22:30 in winter time, released at 8:00 in summer time: 8 h 30 min later.
        assert_eq!(not_before(Topic::Dues, at("2027-03-27T21:30:00Z")), at("2027-03-28T06:00:00Z"));
        assert_eq!(not_before(Topic::Dues, at("2027-10-30T20:30:00Z")), at("2027-10-31T07:00:00Z"));
    }

    #[test]
    fn only_reminders_wait_and_only_at_night() {
        let night = at("2026-11-20T02:00:00Z");
        let noon = at("2026-11-20T11:00:00Z");
        assert_eq!(not_before(Topic::Dues, night), at("2026-11-20T07:00:00Z"));
        assert_eq!(not_before(Topic::Dues, noon), noon);
        assert_eq!(not_before(Topic::Account, night), night);
        assert_eq!(not_before(Topic::Payments, night), night);
    }
}
