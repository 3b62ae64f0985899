//! Sealed fields: encrypted columns bound to their municipality, column and row, with a keyed blind index for look-up.
//!
//! A cell is one byte of format, one of the key's number, 24 of nonce, then ciphertext and 16 bytes of tag
//! (XChaCha20-Poly1305): 42 bytes more than the plain value. The additional data are `tenant|table|column|row id`, so a
//! cell copied to another row, column or municipality does not open. Keys come from the root key by HKDF-SHA-256
//! (RFC 5869) with the municipality's code as salt and `ratusz/v1/seal/TABLE.COLUMN` or `ratusz/v1/index/TABLE.COLUMN` as
//! info. Text is brought to one form with [`normalise`] before it is indexed.

pub mod normalise;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Random;

const FORMAT: u8 = 1;
const HEADER_BYTES: usize = 2;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

type Key = Zeroizing<[u8; 32]>;

/// Why a cell does not open or a key file does not serve. Says nothing of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("this is no sealed cell, or it was cut short")]
    NotACell,
    #[error("key {0} is not among the root keys")]
    UnknownKey(u8),
    #[error("the cell was changed, or it belongs to another row, column or municipality")]
    Broken,
    #[error("the opened value is not text")]
    NotText,
    #[error("root keys: line {0} is not a number from 1 to 255, a colon and 64 hexadecimal digits")]
    KeyLine(usize),
    #[error("root keys: number {0} stands there twice")]
    KeyTwice(u8),
    #[error("root keys: there is none")]
    NoKey,
}

/// A sealed column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field {
    pub table: &'static str,
    pub column: &'static str,
}

/// The root keys of an installation by number. The highest number is current: it seals; the others only open.
#[derive(Clone)]
pub struct RootKeys {
    current: u8,
    keys: BTreeMap<u8, Key>,
}

impl RootKeys {
    /// A single key, number 1.
    pub fn single(key: [u8; 32]) -> Self {
        Self { current: 1, keys: BTreeMap::from([(1, Zeroizing::new(key))]) }
    }

    /// Reads a key file: one `number:64 hexadecimal digits` a line; empty lines and lines that begin with `#` do not count.
    pub fn parse(file: &str) -> Result<Self, SealError> {
        let mut keys = BTreeMap::new();
        for (index, line) in file.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (number, key) = parse_key_line(line).ok_or(SealError::KeyLine(index + 1))?;
            if keys.insert(number, key).is_some() {
                return Err(SealError::KeyTwice(number));
            }
        }
        let (&current, _) = keys.last_key_value().ok_or(SealError::NoKey)?;
        Ok(Self { current, keys })
    }

    /// The number of the key that seals.
    pub fn current(&self) -> u8 {
        self.current
    }

    pub fn numbers(&self) -> impl Iterator<Item = u8> {
        self.keys.keys().copied()
    }
}

fn parse_key_line(line: &str) -> Option<(u8, Key)> {
    let (number, digits) = line.split_once(':')?;
    let number = number.trim().parse().ok().filter(|number| *number > 0)?;
    let mut key = Key::default();
    hex::decode_to_slice(digits.trim(), key.as_mut_slice()).ok()?;
    Some((number, key))
}

impl fmt::Debug for RootKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKeys(•••)")
    }
}

/// What a key is derived for.
#[derive(Clone, Copy)]
enum Purpose {
    Seal,
    Index,
}

/// Seals and opens the fields of one municipality.
#[derive(Clone)]
pub struct TenantSeal {
    tenant: String,
    current: u8,
    /// HKDF's pseudorandom keys of this municipality, one for each root key.
    tenant_keys: BTreeMap<u8, Key>,
}

impl TenantSeal {
    /// `tenant` is the municipality's TERYT code.
    pub fn new(root: &RootKeys, tenant: &str) -> Self {
        let extract = |(&number, key): (&u8, &Key)| {
            let (extracted, _) = Hkdf::<Sha256>::extract(Some(tenant.as_bytes()), key.as_slice());
            (number, Zeroizing::new(extracted.into()))
        };
        Self {
            tenant: tenant.to_owned(),
            current: root.current,
            tenant_keys: root.keys.iter().map(extract).collect(),
        }
    }

    /// The number of the key that seals; cells with a smaller one wait to be sealed again.
    pub fn current_key(&self) -> u8 {
        self.current
    }

    /// Seals a value for one row. The row must have its id by then, because the cell is bound to it.
    pub fn seal(&self, field: Field, row_id: &str, plaintext: &[u8], random: &Random) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let data = self.additional_data(field, row_id);
        let ciphertext = self
            .cipher(self.current, field)
            .and_then(|cipher| {
                let payload = Payload { msg: plaintext, aad: data.as_bytes() };
                cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Broken)
            })
            .expect("the current key is there, and no value comes near the cipher's limit of 256 GiB");
        [&[FORMAT, self.current], nonce.as_slice(), &ciphertext].concat()
    }

    /// Opens a cell with whichever known key sealed it.
    pub fn open(&self, field: Field, row_id: &str, cell: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let number = key_number_of(cell)?;
        let (nonce, ciphertext) =
            cell[HEADER_BYTES..].split_first_chunk::<NONCE_BYTES>().ok_or(SealError::NotACell)?;
        let data = self.additional_data(field, row_id);
        self.cipher(number, field)?
            .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: data.as_bytes() })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Broken)
    }

    /// Opens a cell that holds text.
    pub fn open_text(&self, field: Field, row_id: &str, cell: &[u8]) -> Result<Zeroizing<String>, SealError> {
        let bytes = self.open(field, row_id, cell)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| SealError::NotText)?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// The blind index of a normalised value under the current key, for values that differ from person to person: PESEL,
    /// account, e-mail, phone. Equal values have equal indexes, so it serves uniqueness and look-up.
    pub fn index(&self, field: Field, normalised: &str) -> [u8; 16] {
        first_bytes(&self.index_hmac(self.current, field, normalised))
    }

    /// The blind indexes under all known keys, the current one first: what to look for while rows move to a new key.
    pub fn indexes(&self, field: Field, normalised: &str) -> Vec<[u8; 16]> {
        self.tenant_keys
            .keys()
            .rev()
            .map(|&number| first_bytes(&self.index_hmac(number, field, normalised)))
            .collect()
    }

    /// An index cut to its first bits, at most 32, for values with few possibilities (surname, birth date): several values
    /// share one, so what is found must be opened and filtered. How many bits: [`index_bits`]. Never for sex, disability or
    /// a yes or no.
    pub fn truncated_index(&self, field: Field, normalised: &str, bits: u8) -> u32 {
        let whole = u32::from_be_bytes(first_bytes(&self.index_hmac(self.current, field, normalised)));
        whole.checked_shr(32 - u32::from(bits.min(32))).unwrap_or(0)
    }

    fn index_hmac(&self, number: u8, field: Field, normalised: &str) -> [u8; 32] {
        let key = self.derive(number, Purpose::Index, field).expect("only asked for numbers this seal holds");
        let mut hmac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes keys of any length");
        hmac.update(normalised.as_bytes());
        hmac.finalize().into_bytes().into()
    }

    fn cipher(&self, number: u8, field: Field) -> Result<XChaCha20Poly1305, SealError> {
        let key = self.derive(number, Purpose::Seal, field)?;
        Ok(XChaCha20Poly1305::new_from_slice(key.as_slice()).expect("the cipher's keys have 32 bytes"))
    }

    fn derive(&self, number: u8, purpose: Purpose, field: Field) -> Result<Key, SealError> {
        let tenant_key = self.tenant_keys.get(&number).ok_or(SealError::UnknownKey(number))?;
        let purpose = match purpose {
            Purpose::Seal => "seal",
            Purpose::Index => "index",
        };
        let info = format!("ratusz/v1/{purpose}/{}.{}", field.table, field.column);
        let mut key = Key::default();
        Hkdf::<Sha256>::from_prk(tenant_key.as_slice())
            .expect("the pseudorandom key has 32 bytes")
            .expand(info.as_bytes(), key.as_mut_slice())
            .expect("HKDF gives up to 8160 bytes");
        Ok(key)
    }

    fn additional_data(&self, field: Field, row_id: &str) -> String {
        format!("{}|{}|{}|{row_id}", self.tenant, field.table, field.column)
    }
}

impl fmt::Debug for TenantSeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TenantSeal(•••)")
    }
}

/// The number of the root key a cell was sealed with.
pub fn key_number_of(cell: &[u8]) -> Result<u8, SealError> {
    match cell {
        [FORMAT, number, rest @ ..] if rest.len() >= NONCE_BYTES + TAG_BYTES => Ok(*number),
        _ => Err(SealError::NotACell),
    }
}

/// How many bits a truncated index of that many rows may have, so that the expected number of rows behind one index,
/// C = rows / 2^bits, keeps to 2 ≤ C ≤ √rows: fewer would slow the search, more would give values away. Nothing when the
/// table is too small for any index.
pub fn index_bits(rows: u64) -> Option<RangeInclusive<u8>> {
    let rows = u128::from(rows);
    let least = (1..=32).find(|&bits| 1_u128 << (2 * bits) >= rows)?;
    let most = (1..=32).rev().find(|&bits| 1_u128 << (bits + 1) <= rows)?;
    (least <= most).then_some(least..=most)
}

fn first_bytes<const N: usize>(whole: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|at| whole[at])
}
