//! Argon2id in a small pool with a bounded queue, so that a storm of sign-ins cannot stop the pages.

use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use ratusz_kernel::{Error, Random, Result};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::rules::password::Standing;

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane; 17 ms on one core.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes at a time, and how many may wait for their turn.
static POOL: Semaphore = Semaphore::const_new(2);
const MOST_WAITING: usize = 64;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// A hash of nothing anybody knows: unknown accounts cost the same time as known ones. Parameters as above.
const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cmF0dXN6LW5pa29nby1uaWU$5A2ZpGdl3H2mIjP6LY1l1AGHVe0KQzYFvqVsTxmLoGg";

fn argon() -> Argon2<'static> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).expect("fixed parameters within Argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A password as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hashed {
    pub hash: String,
    /// Long enough to open an account by itself.
    pub stands_alone: bool,
}

/// Hashes a password. Nothing when the queue is full.
pub async fn hash(random: &Random, password: &str) -> Result<Option<Hashed>> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let password = password.to_owned();
    let stands_alone = password.chars().count() >= Standing::Alone.least();
    queued(move || {
        argon()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash: PasswordHash| Hashed { hash: hash.to_string(), stands_alone })
            .map_err(Error::internal)
    })
    .await?
    .transpose()
}

/// Whether the password fits the hash; without a hash the same work is done in vain. Nothing when the queue is full.
pub async fn verify(hash: Option<String>, password: &str) -> Result<Option<bool>> {
    let password = password.to_owned();
    queued(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DUMMY.to_owned());
        let fits = PasswordHash::new(&hash)
            .is_ok_and(|parsed| argon().verify_password(password.as_bytes(), &parsed).is_ok());
        known && fits
    })
    .await
}

/// Whether the hash was made with less work than today's; then it is made anew at the next sign-in.
pub fn is_outdated(hash: &str) -> bool {
    let params = PasswordHash::new(hash).ok().and_then(|parsed| Params::try_from(&parsed).ok());
    params.is_none_or(|params| params.m_cost() < MEMORY_KIB || params.t_cost() < PASSES)
}

async fn queued<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<Option<T>> {
    if WAITING.fetch_add(1, Ordering::SeqCst) >= MOST_WAITING {
        WAITING.fetch_sub(1, Ordering::SeqCst);
        return Ok(None);
    }
    let permit = POOL.acquire().await;
    WAITING.fetch_sub(1, Ordering::SeqCst);
    let _permit = permit.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map(Some).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let Hashed { hash, stands_alone } = hash(&Random::seeded(1), "zielony rower").await.unwrap().unwrap();
        assert!(!stands_alone, "13 signs");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(verify(Some(hash.clone()), "zielony rower").await.unwrap(), Some(true));
        assert_eq!(verify(Some(hash), "czerwony rower").await.unwrap(), Some(false));
        assert!(PasswordHash::new(DUMMY).is_ok());
        assert_eq!(verify(None, "zielony rower").await.unwrap(), Some(false));
    }
}
