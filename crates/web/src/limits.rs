//! Token buckets in memory of the node (platform.md §16): per address, or for the whole office where its work is heavy.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota};

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Sign-in, and every other place where a code or a password is tried.
    SignIn,
    /// Forms anybody may send: registration, recovery, demands for accessibility.
    PublicForm,
    /// Search and lists.
    Search,
    /// Reports of broken content policy.
    Reports,
    /// Files made for keeping; staff share one bucket.
    Export,
    /// Files sent in; staff share one bucket.
    Upload,
}

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

impl Limited {
    const ALL: [Self; 6] =
        [Self::SignIn, Self::PublicForm, Self::Search, Self::Reports, Self::Export, Self::Upload];

    /// How many at once, and the seconds in which so many grow back. All of them must have room.
    fn quotas(self) -> &'static [(u32, u64)] {
        match self {
            Self::SignIn => &[(30, 600), (300, DAY)],
            Self::PublicForm => &[(10, HOUR), (50, DAY)],
            Self::Search => &[(60, 60)],
            Self::Reports => &[(30, 60)],
            Self::Export => &[(30, 60)],
            Self::Upload => &[(60, 60)],
        }
    }

    /// Whether all staff of a municipality share one bucket. Nobody else does: a stranger could empty it for the office.
    pub(crate) fn is_shared_by_staff(self) -> bool {
        matches!(self, Self::Export | Self::Upload)
    }
}

type Bucket = DefaultKeyedRateLimiter<(String, String)>;

/// Buckets by purpose; in each one by municipality and address.
pub struct Limits {
    buckets: Vec<(Limited, Bucket)>,
}

impl Default for Limits {
    fn default() -> Self {
        let bucket = |burst: u32, seconds: u64| {
            let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
            let period = Duration::from_secs(seconds) / burst.get();
            let quota = Quota::with_period(period).unwrap_or(Quota::per_second(burst));
            DefaultKeyedRateLimiter::keyed(quota.allow_burst(burst))
        };
        let buckets = Limited::ALL
            .into_iter()
            .flat_map(|what| what.quotas().iter().map(move |quota| (what, *quota)))
            .map(|(what, (burst, seconds))| (what, bucket(burst, seconds)))
            .collect();
        Self { buckets }
    }
}

impl Limits {
    /// Forgets buckets that are full again, so that memory follows the visitors of the last day, not of all time.
    pub fn forget_idle(&self) {
        for (_, bucket) in &self.buckets {
            bucket.retain_recent();
            bucket.shrink_to_fit();
        }
    }

    /// Takes one token; gives false when there is none. `who` is an address, or the office.
    pub fn allow(&self, what: Limited, municipality: &str, who: &str) -> bool {
        let key = (municipality.to_owned(), who.to_owned());
        self.buckets
            .iter()
            .filter(|(purpose, _)| *purpose == what)
            .all(|(_, bucket)| bucket.check_key(&key).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_and_each_municipality_has_its_own_room() {
        let limits = Limits::default();
        let taken = |what, town: &str, who: &str| (0..100).filter(|_| limits.allow(what, town, who)).count();
        assert_eq!(taken(Limited::PublicForm, "1412042", "192.0.2.1"), 10);
        assert_eq!(taken(Limited::PublicForm, "1412042", "192.0.2.1"), 0);
        assert_eq!(taken(Limited::PublicForm, "1412042", "192.0.2.2"), 10, "a neighbour is not hindered");
        assert_eq!(taken(Limited::PublicForm, "1499993", "192.0.2.1"), 10, "nor another office");
        assert_eq!(taken(Limited::Export, "1412042", "office"), 30);
    }
}
