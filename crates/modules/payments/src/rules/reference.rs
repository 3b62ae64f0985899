//! The reference of a payment that people see and read aloud: nine random signs and a check character.

use ratusz_kernel::Random;

/// Without 0/O, 1/I/L; 31 signs, a prime, so the weighted sum finds every wrong sign and every swap of neighbours.
const ALPHABET: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const RANDOM_SIGNS: usize = 9;
pub const LENGTH: usize = RANDOM_SIGNS + 1;

pub fn generate(random: &Random) -> String {
    let body = random.code(RANDOM_SIGNS);
    let check = check_character(&body).unwrap_or('A');
    format!("{body}{check}")
}

/// Reads a reference as people type it: small letters and spaces do not matter.
pub fn read(text: &str) -> Option<String> {
    let text: String =
        text.chars().filter(|sign| !matches!(sign, ' ' | '-' | '\u{a0}')).collect::<String>().to_uppercase();
    let (body, check) = text.split_at_checked(RANDOM_SIGNS).filter(|(_, check)| check.len() == 1)?;
    (check_character(body)? == check.chars().next()?).then_some(text)
}

/// All references that stand in a text, such as the title of a transfer.
pub fn find(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|word| word.len() == LENGTH)
        .filter_map(read)
        .collect();
    found.dedup();
    found
}

fn check_character(body: &str) -> Option<char> {
    let mut sum = 0;
    for (weight, sign) in (1..).zip(body.bytes()) {
        sum += weight * ALPHABET.iter().position(|known| *known == sign)?;
    }
    Some(char::from(ALPHABET[sum % ALPHABET.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_sign_and_a_swap_are_found() {
        let random = Random::seeded(5);
        for _ in 0..50 {
            let reference = generate(&random);
            assert_eq!(reference.len(), LENGTH);
            assert_eq!(read(&format!(" {} ", reference.to_lowercase())), Some(reference.clone()));
            assert_eq!(find(&format!("wpłata {reference}, dziękuję")), std::slice::from_ref(&reference));
            for place in 0..LENGTH {
                for sign in ALPHABET {
                    let mut changed = reference.clone().into_bytes();
                    changed[place] = *sign;
                    let changed = String::from_utf8(changed).unwrap();
                    assert_eq!(read(&changed).is_some(), changed == reference, "{changed}");
                }
                let mut swapped = reference.clone().into_bytes();
                if place > 0 && place < RANDOM_SIGNS && swapped[place] != swapped[place - 1] {
                    swapped.swap(place, place - 1);
                    assert_eq!(read(&String::from_utf8(swapped).unwrap()), None);
                }
            }
        }
        assert_eq!(read("O0I1L00000"), None);
    }
}
