//! Cross-site requests are refused by header first, by form token second (platform.md §11).

use axum::http::{HeaderMap, Method, header};

/// The answer for a request before any handler sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Refuse,
}

/// `host` is our own host and port. A request without cookies proves itself otherwise (bearer token or
/// signed callback), so only those pass without any header.
pub fn check(method: &Method, headers: &HeaderMap, host: &str, exempt: bool) -> Verdict {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || exempt {
        return Verdict::Pass;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let pass = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) == Some(host)
        }
        (None, None) => !headers.contains_key(header::COOKIE) && headers.contains_key(header::AUTHORIZATION),
    };
    if pass { Verdict::Pass } else { Verdict::Refuse }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of platform.md §11.
    #[test]
    fn the_table() {
        let host = "wierzbica.example";
        type Case = (&'static str, Option<&'static str>, Option<&'static str>, bool, Verdict);
        let cases: &[Case] = &[
            ("GET", Some("cross-site"), Some("https://zla.example"), true, Verdict::Pass),
            ("HEAD", None, None, true, Verdict::Pass),
            ("POST", Some("same-origin"), None, true, Verdict::Pass),
            ("POST", Some("none"), None, true, Verdict::Pass),
            ("POST", Some("same-site"), Some("https://inna.gmina.pl"), true, Verdict::Refuse),
            ("POST", Some("cross-site"), Some("https://wierzbica.example"), true, Verdict::Refuse),
            ("POST", None, Some("https://wierzbica.example"), true, Verdict::Pass),
            ("POST", None, Some("https://inna.example"), true, Verdict::Refuse),
            ("POST", None, Some("null"), true, Verdict::Refuse),
            ("POST", None, None, true, Verdict::Refuse),
            ("DELETE", Some("cross-site"), None, true, Verdict::Refuse),
        ];
        for (method, site, origin, cookie, expected) in cases {
            let mut headers = HeaderMap::new();
            let mut put = |name: &'static str, value: &Option<&str>| {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            };
            put("sec-fetch-site", site);
            put("origin", origin);
            put("cookie", &cookie.then_some("__Host-sesja=x"));
            let method = method.parse().unwrap();
            assert_eq!(check(&method, &headers, host, false), *expected, "{method} {site:?} {origin:?}");
        }
    }

    #[test]
    fn a_bearer_token_without_cookies_passes() {
        let mut headers = HeaderMap::new();
        assert_eq!(check(&Method::POST, &headers, "a", false), Verdict::Refuse);
        headers.insert("authorization", "Bearer x".parse().unwrap());
        assert_eq!(check(&Method::POST, &headers, "a", false), Verdict::Pass);
        headers.insert("cookie", "__Host-sesja=x".parse().unwrap());
        assert_eq!(check(&Method::POST, &headers, "a", false), Verdict::Refuse);
    }
}
