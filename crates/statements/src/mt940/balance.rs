//! Balance fields `:60F:`, `:62F:`, `:64:` and their kin.

use super::dates;
use crate::amount;
use crate::model::Balance;

/// `C260313PLN1000,00`: mark, date, currency (some banks leave it out), amount. `None` when it cannot be read.
pub(super) fn parse(kind: &str, body: &str) -> Option<Balance> {
    let text = body.trim();
    let (mark, rest) = (text.get(..1)?, text.get(1..)?);
    let sign = match mark {
        "C" => 1,
        "D" => -1,
        _ => return None,
    };
    let (written, rest) = (rest.get(..6)?, rest.get(6..)?);
    if !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let currency = rest.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase()));
    let digits = if currency.is_some() { &rest[3..] } else { rest };
    let point = if digits.contains('.') { '.' } else { ',' };
    let amount = amount::parse(digits.trim(), point).ok()?;
    Some(Balance {
        kind: kind.to_owned(),
        amount: sign * amount,
        currency: currency.map(str::to_owned),
        date: dates::parse(written).or_else(|| dates::february(written)),
        written_date: None,
    })
}
