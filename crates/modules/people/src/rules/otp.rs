//! Time-based codes of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds, one step either way.

use ratusz_kernel::{Error, Random, Result};
use totp_rs::{Builder, Secret, Totp};
use url::Url;

/// A secret of 160 bits.
pub fn new_secret(random: &Random) -> Vec<u8> {
    let mut secret = vec![0; 20];
    random.fill(&mut secret);
    secret
}

/// The step a code belongs to; nothing when it is wrong. Who asks makes sure that a step serves once.
pub fn step_of(secret: &[u8], typed: &str, unix_seconds: i64) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret).ok()?.check(&digits, u64::try_from(unix_seconds).ok()?)?;
    i64::try_from(step).ok()
}

/// The code of this moment, for tests and the demo.
pub fn code_at(secret: &[u8], unix_seconds: i64) -> Result<String> {
    let time = u64::try_from(unix_seconds).map_err(Error::internal)?;
    Ok(totp(secret)?.generate(time).to_string())
}

fn totp(secret: &[u8]) -> Result<Totp> {
    Builder::new().with_secret(secret.to_vec()).build().map_err(Error::internal)
}

/// The secret as the app takes it by hand, in groups of four.
pub fn base32(secret: &[u8]) -> String {
    let text = Secret::from(secret).to_base32();
    text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// `otpauth://` address for the QR picture.
pub fn address(secret: &[u8], issuer: &str, account: &str) -> String {
    let mut url = Url::parse("otpauth://totp/").expect("a fixed address");
    url.set_path(&format!("{}:{}", issuer.replace(':', " "), account.replace(':', " ")));
    url.query_pairs_mut()
        .append_pair("secret", &Secret::from(secret).to_base32())
        .append_pair("issuer", issuer);
    url.into()
}

/// The address as a picture, black on white in any colour scheme, because cameras want it so.
pub fn qr_svg(address: &str) -> Result<String> {
    let code = qrcode::QrCode::new(address.as_bytes()).map_err(Error::internal)?;
    Ok(code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(220, 220).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1 column, last six digits.
    #[test]
    fn the_codes_of_the_rfc() {
        let secret = b"12345678901234567890";
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(secret, time).unwrap(), code);
            assert_eq!(step_of(secret, code, time), Some(time / 30));
            assert_eq!(step_of(secret, code, time + 30), Some(time / 30), "one step late");
            assert_eq!(step_of(secret, code, time + 90), None, "three steps late");
        }
    }

    #[test]
    fn the_address_names_issuer_and_account() {
        let address = address(&[0; 20], "Gmina Łąka", "anna@poczta.example");
        assert!(
            address.starts_with("otpauth://totp/Gmina%20%C5%81%C4%85ka:anna@poczta.example?secret=AAAA"),
            "{address}"
        );
        assert!(qr_svg(&address).unwrap().contains("<svg"));
    }
}
