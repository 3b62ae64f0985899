//! Layouts of field 86 used in Poland and how one is told from another.

use super::details::key_at;

/// Keys of mBank's texts, in the bank's order.
pub(super) const KEYS: [&str; 8] =
    ["ID IPH", "NA RACH.", "Z RACH.", "DLA", "OD", "TYT.", "DATA STEMPLA", "TNR"];

/// The layout of field 86; part of the profile of a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Free text.
    Plain,
    /// mBank: `KEY: value; KEY: value`.
    Keyed,
    /// Subfields `~20`.
    Separated(Separator),
}

/// The character before the two digits of a subfield.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// PKO BP, ING.
    Tilde,
    /// Pekao.
    Caret,
    /// Millennium, BPH, Alior, Nest.
    Less,
    /// German banks.
    Question,
    /// Former Nordea.
    Plus,
}

impl Separator {
    pub const ALL: [Self; 5] = [Self::Tilde, Self::Caret, Self::Less, Self::Question, Self::Plus];

    pub const fn as_char(self) -> char {
        self.as_byte() as char
    }

    pub(super) const fn as_byte(self) -> u8 {
        match self {
            Self::Tilde => b'~',
            Self::Caret => b'^',
            Self::Less => b'<',
            Self::Question => b'?',
            Self::Plus => b'+',
        }
    }

    pub fn from_char(c: char) -> Option<Self> {
        Self::ALL.into_iter().find(|separator| separator.as_char() == c)
    }
}

impl Layout {
    /// The layout of one joined text: the separator met most often before two digits, provided the first one comes
    /// right after the operation code. `+` also begins telephone numbers, so it must come twice.
    pub(super) fn recognise(joined: &str) -> Self {
        if let Some(separator) = after_code(joined) {
            return Self::Separated(separator);
        }
        let mut best: Option<(Separator, usize)> = None;
        for separator in Separator::ALL {
            let count = count(joined, separator);
            if count > best.map_or(0, |(_, most)| most) {
                best = Some((separator, count));
            }
        }
        if let Some((separator, times)) = best
            && (times >= 2 || separator != Separator::Plus)
        {
            return Self::Separated(separator);
        }
        let certain = ["ID IPH", "NA RACH.", "Z RACH.", "TYT.", "DATA STEMPLA", "TNR"];
        let starts = std::iter::once(0).chain(joined.match_indices(';').map(|(at, _)| at + 1));
        if starts.filter_map(|at| key_at(&joined[at..])).any(|(key, _)| certain.contains(&key)) {
            return Self::Keyed;
        }
        Self::Plain
    }
}

/// The usual case: digits of the operation code, then at once a separator with its two digits.
fn after_code(joined: &str) -> Option<Separator> {
    let text = joined.trim_start_matches(' ').trim_start_matches(|c: char| c.is_ascii_digit());
    let separator = Separator::from_char(text.chars().next()?)?;
    let number = text.as_bytes().get(1..3)?;
    (separator != Separator::Plus && number.iter().all(u8::is_ascii_digit)).then_some(separator)
}

/// How often the separator stands before two digits; none when text other than an operation code comes first and
/// the subfields do not begin as they should either.
fn count(joined: &str, separator: Separator) -> usize {
    /// `020020` of ING is the longest code seen; a few blanks may surround it.
    const LONGEST_CODE: usize = 10;
    let bytes = joined.as_bytes();
    let mark = separator.as_char();
    let mut places = joined
        .match_indices(mark)
        .map(|(at, _)| at)
        .filter(|at| bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_digit)))
        .peekable();
    let Some(&first) = places.peek() else { return 0 };
    let early = first <= LONGEST_CODE && !joined[..first].contains(char::is_alphabetic);
    let opens = matches!(bytes.get(first + 1..first + 3), Some(b"00" | b"20"));
    let times = places.count();
    if early || (opens && times >= 3) { times } else { 0 }
}
