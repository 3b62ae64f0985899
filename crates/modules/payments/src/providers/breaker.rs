//! Stops calling a provider that does not answer: opens after five failures in a minute, tries again after half a minute.

use std::collections::{HashMap, VecDeque};
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

const FAILURES: usize = 5;
const WITHIN: Duration = Duration::seconds(60);
const REST: Duration = Duration::seconds(30);

#[derive(Debug, Default)]
struct Breaker {
    failures: VecDeque<DateTime<Utc>>,
    open_until: Option<DateTime<Utc>>,
}

/// By municipality, merchant account and address of the peer.
static BREAKERS: LazyLock<Mutex<HashMap<String, Breaker>>> = LazyLock::new(Mutex::default);

fn with<T>(key: &str, work: impl FnOnce(&mut Breaker) -> T) -> T {
    let mut breakers = BREAKERS.lock().unwrap_or_else(PoisonError::into_inner);
    work(breakers.entry(key.to_owned()).or_default())
}

/// Whether a call may go out now. After the rest one call goes through and decides.
pub(crate) fn closed(key: &str, now: DateTime<Utc>) -> bool {
    with(key, |breaker| match breaker.open_until {
        Some(until) if now < until => false,
        Some(_) => {
            breaker.open_until = Some(now + REST);
            true
        }
        None => true,
    })
}

pub(crate) fn succeeded(key: &str) {
    with(key, |breaker| *breaker = Breaker::default());
}

pub(crate) fn failed(key: &str, now: DateTime<Utc>) {
    with(key, |breaker| {
        breaker.failures.push_back(now);
        breaker.failures.retain(|at| now - *at < WITHIN);
        if breaker.failures.len() >= FAILURES {
            breaker.open_until = Some(now + REST);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_open_it_and_one_success_closes_it() {
        let key = "breaker test";
        let start = DateTime::UNIX_EPOCH;
        for second in 0..5 {
            let now = start + Duration::seconds(second);
            assert!(closed(key, now));
            failed(key, now);
        }
        assert!(!closed(key, start + Duration::seconds(20)));
        let later = start + Duration::seconds(40);
        assert!(closed(key, later));
        assert!(!closed(key, later), "only one call tries");
        succeeded(key);
        assert!(closed(key, later));
    }
}
