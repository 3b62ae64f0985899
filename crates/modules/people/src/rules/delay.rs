//! How long an account rests after wrong passwords (platform.md §16).

use chrono::Duration;

/// Failures without any wait.
const FREE: i64 = 5;
/// After so many in a row only another way in (recovery) helps.
pub const CLOSED_AT: i64 = 100;

/// The wait after that many failures in a row: 1, 2, 4 … 60 seconds from the sixth on.
pub fn after(failures: i64) -> Duration {
    match failures - FREE {
        ..1 => Duration::zero(),
        over => Duration::seconds(
            1_i64.checked_shl(u32::try_from(over - 1).unwrap_or(6).min(6)).unwrap_or(60).min(60),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_a_minute() {
        let waits: Vec<i64> = (4..14).map(|failures| after(failures).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
