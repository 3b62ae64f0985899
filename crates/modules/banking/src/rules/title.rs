//! Reads a transfer title: capitals without diacritics, words, the year, the instalment, kinds of due, numbers.

use ratusz_dues::rules::kinds::DueKind;
use ratusz_dues::rules::reference;
use ratusz_kernel::{AccountNumber, Nip, Pesel};

/// What a transfer title says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Title {
    /// Capitals, Polish letters without their marks, everything but letters and digits turned into single spaces.
    pub plain: String,
    pub year: Option<i32>,
    /// `RATA 2`, `II RATA`, `2/4`.
    pub instalment: Option<u32>,
    /// Codes of the kinds of due that the words name.
    pub kinds: Vec<String>,
    /// Numbers as written that may name a document: `FN.3120.17.2026`.
    pub documents: Vec<String>,
    /// Cards named by a payment reference of ours with right check digits (`RAT-N000123-97`).
    pub cards: Vec<String>,
}

/// Account numbers and personal numbers of a title: never kept in the open.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    pub pesel: Option<Pesel>,
    pub nip: Option<Nip>,
    /// 26-digit groups whose check digits are wrong.
    pub broken_accounts: Vec<String>,
}

/// The beginnings of words by which titles name kinds of due.
#[derive(Debug, Clone)]
pub struct Keywords(Vec<(Vec<String>, String)>);

impl Keywords {
    pub fn of(kinds: &[DueKind]) -> Self {
        let words = kinds.iter().flat_map(|kind| {
            kind.keywords
                .iter()
                .map(|keyword| (keyword.split('.').map(str::to_owned).collect::<Vec<_>>(), kind.code.clone()))
        });
        Self(words.collect())
    }

    /// The kinds whose keywords begin consecutive words.
    fn named(&self, words: &[&str]) -> Vec<String> {
        let mut kinds: Vec<String> = Vec::new();
        for (beginnings, kind) in &self.0 {
            let stands = words.windows(beginnings.len()).any(|window| {
                window.iter().zip(beginnings).all(|(word, beginning)| word.starts_with(beginning.as_str()))
            });
            if stands && !kinds.contains(kind) {
                kinds.push(kind.clone());
            }
        }
        kinds
    }
}

/// Capitals without diacritics.
pub fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_uppercase)
        .map(|letter| match letter {
            'Ą' => 'A',
            'Ć' => 'C',
            'Ę' => 'E',
            'Ł' => 'L',
            'Ń' => 'N',
            'Ó' => 'O',
            'Ś' => 'S',
            'Ź' | 'Ż' => 'Z',
            other => other,
        })
        .collect()
}

/// Reads a title.
pub fn parse(text: &str, keywords: &Keywords) -> Title {
    let folded = fold(text);
    let plain = words_only(&folded);
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    Title {
        year: words.iter().find_map(|word| year(word)),
        instalment: instalment(&words).or_else(|| fraction(&folded)),
        kinds: keywords.named(&words),
        documents: documents(&folded),
        cards: if folded.contains("RAT") { reference::find_references(&folded) } else { Vec::new() },
        plain,
    }
}

/// The personal and account numbers of a title.
pub fn numbers(text: &str) -> Numbers {
    let mut numbers = Numbers::default();
    for digits in digit_groups(text) {
        match digits.len() {
            11 if numbers.pesel.is_none() => numbers.pesel = Pesel::parse(&digits).ok(),
            10 if numbers.nip.is_none() => numbers.nip = Nip::parse(&digits).ok(),
            26 if AccountNumber::parse(&digits).is_err() => numbers.broken_accounts.push(digits),
            _ => {}
        }
    }
    numbers
}

/// The title with every personal number cut to its last four digits, for keeping and showing.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        match Pesel::parse(&rest[..end]).ok().filter(|_| end == 11) {
            Some(pesel) => out.push_str(&pesel.masked()),
            None => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The title as lists show it: without account numbers, which say nothing to a reader. A number with wrong check digits
/// stays, because it is what the reader must see.
pub fn without_accounts(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        // Whole, or `17 8765 0004 …` in seven groups.
        match [1, 7].into_iter().find(|&length| words.get(at..at + length).is_some_and(is_account)) {
            Some(length) => at += length,
            None => {
                kept.push(words[at]);
                at += 1;
            }
        }
    }
    kept.join(" ")
}

fn is_account(words: &[&str]) -> bool {
    let text = words.concat();
    let number = text.trim_matches(|sign: char| !sign.is_alphanumeric());
    let digits = number.strip_prefix("PL").unwrap_or(number);
    digits.len() == 26 && AccountNumber::parse(digits).is_ok()
}

fn words_only(folded: &str) -> String {
    let mut plain = String::with_capacity(folded.len());
    for letter in folded.chars() {
        if letter.is_alphanumeric() {
            plain.push(letter);
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

fn year(word: &str) -> Option<i32> {
    (word.len() == 4 && word.starts_with("20")).then(|| word.parse().ok()).flatten()
}

/// `RATA 2`, `2 RATA`, `II RATA`, `RATY IV`.
fn instalment(words: &[&str]) -> Option<u32> {
    let at = words
        .iter()
        .position(|word| word.starts_with("RAT") && word.len() <= 5 && !word.starts_with("RATU"))?;
    let near = [at.checked_sub(1), Some(at + 1)];
    // „II RATA 2026”: the word before counts first, a year never.
    near.into_iter().flatten().filter_map(|place| words.get(place)).find_map(|word| ordinal(word))
}

fn ordinal(word: &str) -> Option<u32> {
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let roman = ROMAN.iter().position(|roman| *roman == word).and_then(|at| u32::try_from(at + 1).ok());
    roman.or_else(|| word.parse().ok().filter(|number| (1..=12).contains(number)))
}

/// `2/4`: the second of four.
fn fraction(folded: &str) -> Option<u32> {
    folded.split(|letter: char| !letter.is_ascii_digit() && letter != '/').find_map(|word| {
        let (number, of) = word.split_once('/')?;
        let (number, of): (u32, u32) = (number.parse().ok()?, of.parse().ok()?);
        ((1..=of).contains(&number) && (2..=12).contains(&of)).then_some(number)
    })
}

/// Words with digits and a separator inside, five signs or longer, as offices number their documents.
fn documents(folded: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in folded.split([' ', ',', ';', '\u{a0}']) {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let numbered = word.len() >= 5
            && word.contains(['/', '.', '-'])
            && word.bytes().any(|byte| byte.is_ascii_digit())
            // A payment reference of ours is no document.
            && !word.starts_with("RAT-");
        if numbered && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

/// Runs of digits; a number written in groups (`17 8765 0004 …`) counts as one when it makes 26 digits.
fn digit_groups(text: &str) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let mut spaced: Vec<&str> = Vec::new();
    for word in text.split(|letter: char| !letter.is_ascii_digit() && letter != ' ') {
        groups.extend(word.split(' ').filter(|run| run.len() >= 8).map(str::to_owned));
        spaced.clear();
        spaced.extend(word.split(' ').filter(|run| !run.is_empty()));
        for window in spaced.windows(7) {
            if window[0].len() == 2 && window[1..].iter().all(|run| run.len() == 4) {
                groups.push(window.concat());
            }
        }
    }
    groups
}
