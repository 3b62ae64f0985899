//! The signature of PayU's notifications: header `OpenPayu-Signature`, lower-case hex of H(raw body ‖ second key)
//! (integrations.md §2.4).

use md5::Md5;
use sha2::{Digest, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the signature header is missing or unreadable")]
    Unreadable,
    /// SHA-1 and anything unknown.
    #[error("the algorithm is not accepted")]
    Algorithm,
    #[error("the signature does not fit")]
    Wrong,
}

/// The parts of the header that matter, in whatever order they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<'a> {
    pub signature: &'a str,
    pub algorithm: &'a str,
}

impl<'a> Header<'a> {
    pub fn parse(text: &'a str) -> Result<Self, SignatureError> {
        let part = |name: &str| {
            text.split(';')
                .filter_map(|part| part.split_once('='))
                .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty())
        };
        let signature = part("signature").ok_or(SignatureError::Unreadable)?;
        let algorithm = part("algorithm").ok_or(SignatureError::Unreadable)?;
        Ok(Self { signature, algorithm })
    }
}

/// Checks the raw bytes as they came; a body written anew would not fit.
pub fn check(header: &str, body: &[u8], second_key: &str) -> Result<(), SignatureError> {
    let header = Header::parse(header)?;
    let expected = sign(header.algorithm, body, second_key)?;
    let fits = expected.as_bytes().ct_eq(header.signature.to_ascii_lowercase().as_bytes());
    if bool::from(fits) { Ok(()) } else { Err(SignatureError::Wrong) }
}

fn sign(algorithm: &str, body: &[u8], second_key: &str) -> Result<String, SignatureError> {
    fn hash<D: Digest>(body: &[u8], key: &str) -> String {
        let mut hasher = D::new();
        hasher.update(body);
        hasher.update(key.as_bytes());
        hex::encode(hasher.finalize())
    }
    match algorithm.to_ascii_uppercase().replace('-', "").as_str() {
        // PayU's usual one; whatever it signs is confirmed by an authenticated GET.
        "MD5" => Ok(hash::<Md5>(body, second_key)),
        "SHA256" => Ok(hash::<Sha256>(body, second_key)),
        "SHA384" => Ok(hash::<Sha384>(body, second_key)),
        "SHA512" => Ok(hash::<Sha512>(body, second_key)),
        _ => Err(SignatureError::Algorithm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "b6ca15b0d1020e8094d9b5f8d163db54";

    #[test]
    fn the_hand_computed_vectors_fit() {
        let body = concat!(
            r#"{"order":{"orderId":"WZHF5FFDRJ140731GUEST000P01","extOrderId":"01J9Z3M7Q8-1","merchantPosId":"300746","#,
            r#""currencyCode":"PLN","totalAmount":"12550","status":"COMPLETED"},"#,
            r#""localReceiptDateTime":"2026-11-21T09:15:04.644+01:00","#,
            r#""properties":[{"name":"PAYMENT_ID","value":"5003707594"}]}"#
        );
        assert_eq!(body.len(), 281);
        for header in [
            "sender=checkout;signature=871ffb170d8d89cbec64551ea31de669;algorithm=MD5;content=DOCUMENT",
            "algorithm=SHA-256;signature=12b652f5b04516eb18581c9a106067a96e7635875c7a11c369d2a11c33b1a27c",
        ] {
            assert_eq!(check(header, body.as_bytes(), KEY), Ok(()));
            assert_eq!(
                check(header, body.replace("12550", "12549").as_bytes(), KEY),
                Err(SignatureError::Wrong)
            );
        }
        let sha = |signature: &str| format!("signature={signature};algorithm=SHA256");
        let plain = sha("90c8c71d64b1641d4429d4ce909cfad451fa3eb8c16791ba3223138c02885e5d");
        assert_eq!(check(&plain, br#"{"a":1}"#, KEY), Ok(()));
        assert_eq!(check(&plain, br#"{"a": 1}"#, KEY), Err(SignatureError::Wrong));
        let spaced = sha("6b348c875d9d24fa906f4c228e47782961a7bbae13b12f857f6ba1418e0565bb");
        assert_eq!(check(&spaced, br#"{"a": 1}"#, KEY), Ok(()));
    }

    #[test]
    fn weak_unknown_and_missing_algorithms_are_refused() {
        for algorithm in ["SHA", "SHA1", "SHA-1", "CRC32"] {
            let header = format!("signature=00;algorithm={algorithm}");
            assert_eq!(check(&header, b"{}", KEY), Err(SignatureError::Algorithm), "{algorithm}");
        }
        for header in ["", "TEST", "signature=;algorithm=MD5", "algorithm=MD5", "signature=00"] {
            assert_eq!(check(header, b"{}", KEY), Err(SignatureError::Unreadable), "{header}");
        }
    }

    /// The provider's own vectors, when the shared data are at hand.
    #[test]
    fn the_published_vectors_fit() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../../shared/data/integrations/payments/payu/signature-vectors.json"
        );
        let Ok(text) = std::fs::read_to_string(path) else {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "left out: the published signature vectors are not here");
            return;
        };
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert!(!vectors.is_empty());
        for vector in vectors {
            let field = |name: &str| vector[name].as_str().unwrap();
            let header = format!("signature={};algorithm={}", field("signature"), field("algorithm"));
            let fits = check(&header, field("body").as_bytes(), field("second_key")).is_ok();
            assert_eq!(fits, vector["valid"].as_bool().unwrap(), "{vector}");
        }
    }
}
