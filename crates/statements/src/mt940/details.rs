//! Field `:86:`: joined text, numbered subfields (`~20…`) and mBank's `KEY: value;` texts.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use super::layout::{KEYS, Layout, Separator};
use crate::bytes;

/// What field 86 is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Structure {
    Plain,
    Subfields(Subfields),
    Keyed(Keyed),
}

impl Structure {
    /// Recognises or, with a bank profile, applies a layout.
    pub(super) fn of(joined: String, layout: Option<Layout>) -> Self {
        let telling = |byte| matches!(byte, b'~' | b'^' | b'<' | b'?' | b'+' | b';' | b':');
        match layout {
            None if !joined.bytes().any(telling) => Self::Plain,
            _ => match layout.unwrap_or_else(|| Layout::recognise(&joined)) {
                Layout::Plain => Self::Plain,
                Layout::Keyed => Self::Keyed(Keyed::split(joined)),
                Layout::Separated(separator) => Self::Subfields(Subfields::split(joined, separator)),
            },
        }
    }
}

/// Two-digit subfields of field 86. Values keep their spaces; the filler byte is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subfields {
    separator: Separator,
    text: String,
    /// Number and start of each value; it ends where the next separator stands.
    parts: Vec<(u8, usize)>,
}

/// A separator and two digits.
const MARK: usize = 3;

impl Subfields {
    fn split(text: String, separator: Separator) -> Self {
        let mut parts: Vec<(u8, usize)> = Vec::with_capacity(16);
        let mut at = 0;
        while let Some(found) = bytes::position(&text.as_bytes()[at..], separator.as_byte()) {
            let here = at + found;
            at = here + 1;
            if let Some(number) = number(text.as_bytes().get(here + 1..here + MARK)) {
                at = here + MARK;
                parts.push((number, at));
            }
        }
        Self { separator, text, parts }
    }

    pub fn separator(&self) -> Separator {
        self.separator
    }

    /// The operation code before the first separator.
    pub fn code(&self) -> &str {
        let end = self.parts.first().map_or(self.text.len(), |(_, start)| start - MARK);
        self.text[..end].trim()
    }

    /// The subfields in file order.
    pub fn iter(&self) -> impl Iterator<Item = (u8, &str)> {
        self.select(|_| true)
    }

    fn select(&self, wanted: impl Fn(u8) -> bool) -> impl Iterator<Item = (u8, &str)> {
        self.parts.iter().enumerate().filter(move |(_, (number, _))| wanted(*number)).map(
            |(at, (number, start))| {
                let end = self.parts.get(at + 1).map_or(self.text.len(), |(_, next)| next - MARK);
                (*number, &self.text[*start..end])
            },
        )
    }

    /// The value of one subfield; a repeated one is joined.
    pub fn get(&self, number: u8) -> Option<Cow<'_, str>> {
        let mut values = self.select(|known| known == number).map(|(_, value)| value);
        let first = values.next()?;
        Some(values.fold(Cow::Borrowed(first), |joined, value| joined + value))
    }

    /// The values of a range of subfields as they are, without a character between.
    pub fn join(&self, numbers: RangeInclusive<u8>) -> String {
        let length = self.select(|number| numbers.contains(&number)).map(|(_, value)| value.len()).sum();
        let mut text = String::with_capacity(length);
        for wanted in numbers {
            self.select(|number| number == wanted).for_each(|(_, value)| text.push_str(value));
        }
        text
    }
}

fn number(digits: Option<&[u8]>) -> Option<u8> {
    match digits? {
        [tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            Some((tens - b'0') * 10 + (ones - b'0'))
        }
        _ => None,
    }
}

/// mBank's text: a head (`911 TRANSAKCJA IPH`) and `KEY: value` pairs. Titles may contain `;` and `:`, so only the
/// known keys cut, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    text: String,
    head: Range<usize>,
    parts: Vec<(&'static str, Range<usize>)>,
}

impl Keyed {
    fn split(text: String) -> Self {
        let mut head = 0..text.len();
        let mut parts: Vec<(&'static str, Range<usize>)> = Vec::with_capacity(KEYS.len());
        let starts = std::iter::once(0).chain(text.match_indices(';').map(|(at, _)| at + 1));
        for start in starts {
            let Some((key, length)) = key_at(&text[start..]) else { continue };
            if parts.iter().any(|(known, _)| *known == key) {
                continue;
            }
            match parts.last_mut() {
                Some((_, open)) => open.end = start,
                None => head.end = start,
            }
            parts.push((key, start + length..text.len()));
        }
        Self { text, head, parts }
    }

    pub fn head(&self) -> &str {
        self.value(&self.head)
    }

    /// The pairs in file order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.parts.iter().map(|(key, range)| (*key, self.value(range)))
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == key).map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    fn value(&self, range: &Range<usize>) -> &str {
        let value = self.text[range.clone()].trim();
        value.strip_suffix(';').unwrap_or(value).trim_end()
    }
}

/// A known key with its colon at the start of the text (blanks may lie before and within it: lines are cut there and
/// some programs strip line ends), and its length.
pub(super) fn key_at(text: &str) -> Option<(&'static str, usize)> {
    let bytes = text.as_bytes();
    let blanks = bytes.iter().take_while(|byte| **byte == b' ').count();
    let first = bytes.get(blanks)?;
    KEYS.into_iter().filter(|key| key.as_bytes().first() == Some(first)).find_map(|key| {
        let mut at = blanks;
        for wanted in key.bytes().filter(|byte| *byte != b' ').chain([b':']) {
            while bytes.get(at) == Some(&b' ') {
                at += 1;
            }
            if bytes.get(at) != Some(&wanted) {
                return None;
            }
            at += 1;
        }
        Some((key, at))
    })
}
