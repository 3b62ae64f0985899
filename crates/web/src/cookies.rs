//! Reading and writing the few cookies we set; all `__Host-`, `Secure`, `HttpOnly`.

use axum::http::{HeaderMap, HeaderValue, header};

pub const SESSION: &str = "__Host-sesja";
pub const FLASH: &str = "__Host-komunikat";
pub const SIGN_IN: &str = "__Host-logowanie";

pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// A `Set-Cookie` value; `seconds` 0 deletes the cookie. The value must be base64url or percent-encoded.
pub fn write(name: &str, value: &str, seconds: i64) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
