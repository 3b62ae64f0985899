//! The address in an e-mail that switches its topic off without signing in (RFC 8058).

use ratusz_kernel::Municipality;
use ratusz_kernel::seal::Field;
use subtle::ConstantTimeEq;

use super::Topic;

/// Not a column: only the name under which the key of these addresses is derived.
const KEY: Field = Field { table: "mail_refusal", column: "address" };

/// `/rezygnacja/11/dues/3f…`: whose e-mails, about what, and the proof that we wrote it (128 bits of HMAC-SHA-256). The same
/// for every e-mail of a topic, so a repeat stays the same to the letter; it opens nothing and shows nobody.
pub(crate) fn path(municipality: &Municipality, account_id: i64, topic: Topic) -> String {
    let proof = hex::encode(municipality.seal.index(KEY, &subject(account_id, topic)));
    format!("/rezygnacja/{account_id}/{}/{proof}", topic.as_str())
}

/// Whether we wrote the address, under today's root key or an earlier one.
pub(crate) fn is_ours(municipality: &Municipality, account_id: i64, topic: Topic, proof: &str) -> bool {
    let Ok(proof) = hex::decode(proof) else { return false };
    municipality
        .seal
        .indexes(KEY, &subject(account_id, topic))
        .iter()
        .any(|own| bool::from(own.as_slice().ct_eq(&proof)))
}

fn subject(account_id: i64, topic: Topic) -> String {
    format!("{account_id}|{}", topic.as_str())
}
