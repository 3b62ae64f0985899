//! Which passwords are refused (NIST SP 800-63B-4 §3.1.1.2; ASVS 5.0 V6.2).

use ratusz_kernel::seal::normalise;
use unicode_normalization::UnicodeNormalization;

const COMMON: &str = include_str!("common_passwords.txt");
/// The longest password taken, in signs; the hash works on what fits into one request many times over.
const MOST: usize = 128;
/// What must be left of a password without the words anybody can guess about this person.
const LEAST_OWN: usize = 6;

/// How much hangs on the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It opens the account by itself.
    Alone,
    /// A second factor is asked after it.
    BesideSecondFactor,
}

impl Standing {
    pub fn least(self) -> usize {
        match self {
            Self::Alone => 15,
            Self::BesideSecondFactor => 8,
        }
    }
}

/// The form that is hashed: composed (NFC), otherwise as typed.
pub fn composed(typed: &str) -> String {
    typed.nfc().collect()
}

/// Gives the form to hash, or why the password is refused. `own` are words others know about the person: names, the
/// municipality, the part of the e-mail before the at sign.
pub fn check(typed: &str, standing: Standing, own: &[&str]) -> Result<String, String> {
    let password = composed(typed);
    let length = password.chars().count();
    if length < standing.least() {
        return Err(format!(
            "Hasło ma co najmniej {} znaków. Najłatwiej zapamiętać kilka zwykłych słów.",
            standing.least()
        ));
    }
    if length > MOST {
        return Err(format!("Hasło ma najwyżej {MOST} znaków."));
    }
    let folded = normalise::folded(&password).replace(' ', "");
    let core = folded.trim_matches(|c: char| !c.is_alphabetic());
    let is_common = |word: &str| COMMON.lines().any(|line| normalise::folded(line) == word);
    if is_common(&folded) || is_common(core) || is_repeated(&folded) {
        return Err("To hasło jest zbyt łatwe do odgadnięcia. Wybierz inne.".into());
    }
    let rest = own
        .iter()
        .flat_map(|text| {
            text.split(|c: char| !c.is_alphanumeric()).map(normalise::folded).collect::<Vec<_>>()
        })
        .filter(|word| word.chars().count() >= 3)
        .fold(folded.clone(), |rest, word| rest.replace(&word, ""));
    if rest != folded && rest.chars().filter(|c| c.is_alphabetic()).count() < LEAST_OWN {
        return Err("Hasło składa się głównie z nazwy gminy albo Twoich danych. Wybierz inne.".into());
    }
    Ok(password)
}

/// One to four signs again and again: `abcabcabcabcabc`.
fn is_repeated(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    (1..=4).any(|unit| signs.len() > unit && signs.iter().zip(signs.iter().skip(unit)).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_and_what_passes() {
        let own = ["Anna", "Kowalska", "Gmina Wierzbica Dolna"];
        let cases = [
            ("czternascie zn", Standing::Alone, false),
            ("piętnaście znak", Standing::Alone, true),
            ("kocham8", Standing::BesideSecondFactor, false),
            ("Kochanie2024!", Standing::BesideSecondFactor, false),
            ("AnnaKowalska1985", Standing::Alone, false),
            ("wierzbicadolna2026", Standing::Alone, false),
            ("abcabcabcabcabcabc", Standing::Alone, false),
            ("123456789012345", Standing::Alone, false),
            ("zielony rower Anny w stodole", Standing::Alone, true),
            ("  same spacje i słowa  ", Standing::Alone, true),
        ];
        for (password, standing, passes) in cases {
            assert_eq!(check(password, standing, &own).is_ok(), passes, "{password}");
        }
        assert!(check(&"ż".repeat(129), Standing::Alone, &own).is_err());
    }

    #[test]
    fn composed_and_taken_apart_letters_are_one_password() {
        assert_eq!(composed("z\u{307}o\u{301}ł\u{107}"), composed("żółć"));
    }
}
