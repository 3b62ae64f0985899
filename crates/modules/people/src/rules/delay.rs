//! How long a way in rests after wrong passwords (platform.md §16). Nothing closes for good: a stranger could do that to
//! anybody. Passkeys and recovery never rest.

use chrono::Duration;

/// Failures from one network without any wait.
const FREE_FROM_ONE: i64 = 5;
/// Failures from everywhere together without any wait; so many in a row is where NIST SP 800-63B-4 §3.2.2 draws the line.
const FREE_FROM_ALL: i64 = 100;
const LONGEST_SECONDS: i64 = 60;
/// A network from which the owner came in waits for its own failures only, so long after the last time.
pub const KNOWN_FOR: Duration = Duration::days(90);

/// The wait of one network after that many failures in a row from there.
pub fn from_one_network(failures: i64) -> Duration {
    doubling(failures - FREE_FROM_ONE)
}

/// The wait of networks not known to the owner after that many failures in a row from anywhere.
pub fn from_all_networks(failures: i64) -> Duration {
    doubling(failures - FREE_FROM_ALL)
}

/// 1, 2, 4 … 60 seconds.
fn doubling(over: i64) -> Duration {
    match over {
        ..1 => Duration::zero(),
        1..=6 => Duration::seconds(1 << (over - 1)),
        _ => Duration::seconds(LONGEST_SECONDS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_a_minute() {
        let waits: Vec<i64> = (4..14).map(|failures| from_one_network(failures).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        let waits: Vec<i64> = (99..104).map(|failures| from_all_networks(failures).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4]);
        assert_eq!(from_one_network(i64::MAX).num_seconds(), 60);
    }
}
