//! Reads bank statements as banks really send them: MT940 in every Polish dialect and code page, and CAMT.053.
//!
//! [`read`] takes the bytes of a file and answers with an [`Outcome`]: the statements, or the reason and the line
//! of the refusal. Nothing in a file can make it panic. [`mt940::stream`] walks a large MT940 text without
//! collecting it. [`Entry::payment`] shows an entry of either format the way it is posted.
#![forbid(unsafe_code)]

pub mod account;
pub mod amount;
mod bytes;
pub mod camt;
pub mod encoding;
mod model;
pub mod mt940;
mod payment;
pub mod report;
pub mod write;

pub use encoding::{Encoding, previews};
pub use model::*;
pub use payment::{Batch, Payment};
pub use report::to_expected_json;

/// What is known about the file before it is read: the profile of the bank account.
#[derive(Debug, Clone)]
pub struct Options {
    /// Code page agreed with the bank; without it the page is recognised by the Polish letters.
    pub encoding: Option<Encoding>,
    /// Layout of field 86 agreed with the bank; without it each entry is recognised by itself.
    pub layout: Option<mt940::Layout>,
    /// Files larger than this are refused unread.
    pub max_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { encoding: None, layout: None, max_bytes: 256 * 1024 * 1024 }
    }
}

/// Reads a whole statement file of any supported format.
pub fn read(bytes: &[u8], options: &Options) -> Outcome {
    let is_xml = camt::looks_like_xml(bytes);
    if bytes.len() > options.max_bytes {
        let format = if is_xml { Format::Camt053 } else { Format::Mt940 };
        let reason = format!("the file is larger than {} bytes", options.max_bytes);
        return Outcome::rejected(format, Rejection::new(1, reason));
    }
    if is_xml { camt::read(bytes) } else { mt940::read(bytes, options) }
}
