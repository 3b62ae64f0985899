//! Randomness as a parameter: the machine's for real work, a seeded one for tests and the demo.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};

/// Cryptographic randomness; `seeded` only for tests and the deterministic demo.
#[derive(Clone, Default)]
pub struct Random {
    seeded: Option<Arc<Mutex<StdRng>>>,
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.seeded.is_some() { "Random(seeded)" } else { "Random(system)" })
    }
}

impl Random {
    pub fn system() -> Self {
        Self::default()
    }

    pub fn seeded(seed: u64) -> Self {
        Self { seeded: Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))) }
    }

    /// Fills the buffer. A machine without randomness cannot go on safely: this panics then.
    pub fn fill(&self, buffer: &mut [u8]) {
        match &self.seeded {
            Some(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(buffer),
            None => {
                if SysRng.try_fill_bytes(buffer).is_err() {
                    panic!("the operating system gives no randomness");
                }
            }
        }
    }

    pub fn u64(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// 32 random bytes as 43 base64url signs.
    pub fn token(&self) -> String {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A code people read aloud and type: no 0/O, 1/I/L, so 31 signs or 4.95 bits each.
    pub fn code(&self, length: usize) -> String {
        self.pick(b"ABCDEFGHJKMNPQRSTUVWXYZ23456789", length)
    }

    /// Decimal digits.
    pub fn digits(&self, length: usize) -> String {
        self.pick(b"0123456789", length)
    }

    fn pick(&self, alphabet: &[u8], length: usize) -> String {
        // Bytes at or above the largest multiple of the alphabet are thrown away, so that every sign is equally likely.
        let limit = 256 - 256 % alphabet.len();
        let mut out = String::with_capacity(length);
        while out.len() < length {
            let mut byte = [0];
            self.fill(&mut byte);
            if usize::from(byte[0]) < limit {
                out.push(char::from(alphabet[usize::from(byte[0]) % alphabet.len()]));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_repeats_and_codes_avoid_confusable_signs() {
        assert_eq!(Random::seeded(7).token(), Random::seeded(7).token());
        assert_ne!(Random::system().token(), Random::system().token());
        let code = Random::seeded(1).code(2000);
        assert!(!code.contains(['0', 'O', '1', 'I', 'L']) && code.len() == 2000);
    }
}
