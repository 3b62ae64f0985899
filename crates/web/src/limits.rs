//! Token buckets per address and purpose, in memory of the node (platform.md §16).

use std::num::NonZeroU32;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota};

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Sign-in: 30 tries in 10 minutes from one address.
    SignIn,
    /// Public forms (registration, recovery): 10 an hour.
    PublicForm,
    /// Search and lists: 60 a minute.
    Search,
    /// Reports of broken content policy: 30 a minute.
    Reports,
}

/// One bucket per municipality, purpose and address.
pub struct Limits {
    sign_in: DefaultKeyedRateLimiter<(String, String)>,
    public_form: DefaultKeyedRateLimiter<(String, String)>,
    search: DefaultKeyedRateLimiter<(String, String)>,
    reports: DefaultKeyedRateLimiter<(String, String)>,
}

impl Default for Limits {
    fn default() -> Self {
        let bucket = |burst: u32, period: Duration| {
            let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
            let quota = Quota::with_period(period / burst.get()).unwrap_or(Quota::per_second(burst));
            DefaultKeyedRateLimiter::keyed(quota.allow_burst(burst))
        };
        Self {
            sign_in: bucket(30, Duration::from_secs(600)),
            public_form: bucket(10, Duration::from_secs(3600)),
            search: bucket(60, Duration::from_secs(60)),
            reports: bucket(30, Duration::from_secs(60)),
        }
    }
}

impl Limits {
    /// Forgets buckets that are full again, so that memory follows the visitors of the last hour, not of all time.
    pub fn forget_idle(&self) {
        for bucket in [&self.sign_in, &self.public_form, &self.search, &self.reports] {
            bucket.retain_recent();
            bucket.shrink_to_fit();
        }
    }

    /// Takes one token; gives false when there is none.
    pub fn allow(&self, what: Limited, municipality: &str, address: &str) -> bool {
        let bucket = match what {
            Limited::SignIn => &self.sign_in,
            Limited::PublicForm => &self.public_form,
            Limited::Search => &self.search,
            Limited::Reports => &self.reports,
        };
        bucket.check_key(&(municipality.to_owned(), address.to_owned())).is_ok()
    }
}
