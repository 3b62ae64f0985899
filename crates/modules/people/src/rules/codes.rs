//! Codes people type: their hashes and the way they are written.

use ratusz_kernel::Random;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Signs of a recovery code: 24 random ones × 4.95 bits = 118 bits. From 112 bits on a fast hash is enough (ASVS 5.0 V6.5.2);
/// shorter ones would need ten slow hashes at each setting and one at each try, and whoever lost a phone would wait for it.
const RECOVERY_SIGNS: usize = 24;
pub const RECOVERY_CODES: usize = 10;
/// Signs of an activation code; it lives 72 hours and has five tries.
pub const ACTIVATION_SIGNS: usize = 12;

/// Lower-case hex of SHA-256 over what the code belongs to and the code, so that equal codes of two people differ.
pub fn hash(owner: &str, code: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(owner.as_bytes());
    hasher.update(b"|");
    hasher.update(plain(code).as_bytes());
    hex::encode(hasher.finalize())
}

pub fn same(one: &str, other: &str) -> bool {
    bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

/// As typed, without spaces and dashes, in capitals.
pub fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// In groups of four: `K7M2-9QXT-4HBD`.
pub fn grouped(code: &str) -> String {
    code.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

pub fn recovery_codes(random: &Random) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| random.code(RECOVERY_SIGNS)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_the_way_people_type_it() {
        assert_eq!(grouped("K7M29QXT4HBD"), "K7M2-9QXT-4HBD");
        assert_eq!(hash("1", "k7m2 9qxt-4hbd"), hash("1", "K7M29QXT4HBD"));
        let code = &recovery_codes(&Random::seeded(1))[0];
        assert!(f64::from(u32::try_from(code.len()).unwrap()) * 31_f64.log2() >= 112.0, "{code}");
        assert_ne!(hash("1", "K7M29QXT4HBD"), hash("2", "K7M29QXT4HBD"));
    }
}
