//! Whether a text can be an e-mail address; only a letter that arrives proves that it is one.

const MOST: usize = 254;

pub fn is_plausible(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let host_fits = host.contains('.')
        && host.split('.').all(|part| {
            !part.is_empty()
                && part.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !part.starts_with('-')
        });
    let name_fits = !name.is_empty()
        && !name.contains(|c: char| c.is_whitespace() || c.is_control() || "@<>(),;:\\\"[]".contains(c));
    text.len() <= MOST && host_fits && name_fits
}

#[cfg(test)]
mod tests {
    use super::is_plausible;

    #[test]
    fn plausible_addresses() {
        for good in ["anna@poczta.example", "a.b+c@urzad.wierzbica.example", "józef@łąka.example"] {
            assert!(is_plausible(good), "{good}");
        }
        for bad in [
            "",
            "anna",
            "anna@",
            "@poczta.example",
            "anna@poczta",
            "an na@poczta.example",
            "a@b@c.example,x",
            "anna@-x.example",
            "anna@poczta..example",
            "a\nb@poczta.example",
        ] {
            assert!(!is_plausible(bad), "{bad:?}");
        }
    }
}
