//! Cuts the text of a file into fields `:NN:` and block ends, line by line, without copying.

use crate::bytes;

/// One field: its tag, its body with the line breaks inside, and its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// `20`, `28C`, `NS`; [`BLOCK`] for block ends and SWIFT envelopes.
    pub(super) tag: &'a str,
    pub(super) body: &'a str,
    /// Where the line of the tag begins in the text.
    pub(super) start: usize,
    /// Where the body ends in the text.
    pub(super) end: usize,
    /// Line of the tag, from 1.
    pub(super) line: usize,
    /// Line after the last one of the body.
    pub(super) end_line: usize,
}

/// Tag of a line that ends a block (`-`, `-}`, `-` + 0x03) or opens an envelope (`{1:…}{4:`).
pub(super) const BLOCK: &str = "-";

/// The fields of a text. Lines before the first field and after a block end belong to nothing and are passed over.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Fields<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The line at the cursor and the start of the next one.
    fn peek(&self) -> Option<(&'a str, usize)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        match bytes::position(rest.as_bytes(), b'\n') {
            Some(length) => Some((&rest[..length], self.at + length + 1)),
            None => Some((rest, self.text.len())),
        }
    }

    /// The field that ends at the cursor.
    fn field(&self, tag: &'a str, body: &'a str, start: usize, line: usize) -> Field<'a> {
        Field { tag, body, start, end: self.at, line, end_line: self.line }
    }

    fn step(&mut self, next: usize) {
        self.at = next;
        self.line += 1;
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        loop {
            let (line, next) = self.peek()?;
            let (first, place) = (self.line, self.at);
            match opening(line) {
                None => self.step(next),
                Some((tag, _)) if tag == BLOCK => {
                    self.step(next);
                    return Some(self.field(tag, line, place, first));
                }
                Some((tag, offset)) => {
                    let start = place + offset;
                    self.step(next);
                    while let Some((line, next)) = self.peek()
                        && opening(line).is_none()
                    {
                        self.step(next);
                    }
                    let body = self.text.get(start..self.at).unwrap_or_default();
                    return Some(self.field(tag, body, place, first));
                }
            }
        }
    }
}

/// The tag a line begins with and where its body starts. Control bytes (mBank's 0x01) may come first.
pub(super) fn opening(line: &str) -> Option<(&str, usize)> {
    let first = *line.as_bytes().first()?;
    // Nearly every line is plain text: decided by its first byte.
    if !matches!(first, b':' | b'-' | b'{' | 0x01..=0x03) {
        return None;
    }
    let trimmed = line.trim_start_matches(['\u{1}', '\u{2}', '\u{3}']);
    let skipped = line.len() - trimmed.len();
    match trimmed.as_bytes().first()? {
        b':' => tag(trimmed).map(|(tag, offset)| (tag, skipped + offset)),
        b'{' => match trimmed.find("{4:") {
            // The first field may stand on the line of the envelope.
            Some(at) => {
                let inner = skipped + at + 3;
                let after = &line[inner..];
                tag(after).map(|(tag, offset)| (tag, inner + offset)).or(Some((BLOCK, 0)))
            }
            None if trimmed.starts_with("{1:") || trimmed.starts_with("{2:") => Some((BLOCK, 0)),
            None => None,
        },
        b'-' => {
            let rest = trimmed[1..].trim_matches(|c: char| c.is_control() || c == ' ');
            (rest.is_empty() || rest.starts_with('}')).then_some((BLOCK, 0))
        }
        _ => None,
    }
}

/// `:NN:`, `:NNX:` (digits, then a letter or digit) or `:NS:`.
fn tag(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let known = |pair: &[u8]| pair == b"NS" || pair.iter().all(u8::is_ascii_digit);
    match bytes {
        [b':', a, b, b':', ..] if known(&[*a, *b]) => Some((&line[1..3], 4)),
        [b':', a, b, c, b':', ..]
            if a.is_ascii_digit() && b.is_ascii_digit() && (c.is_ascii_uppercase() || c.is_ascii_digit()) =>
        {
            Some((&line[1..4], 5))
        }
        _ => None,
    }
}

/// The lines of a body that say something: blank ones are padding.
pub(super) fn lines(body: &str) -> impl Iterator<Item = &str> {
    all_lines(body).map(unended).filter(|line| !is_blank(line))
}

pub(super) fn all_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (line, after) = match bytes::position(text.as_bytes(), b'\n') {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        rest = after;
        Some(line)
    })
}

/// A line without the signs that end it.
pub(super) fn unended(line: &str) -> &str {
    line.trim_end_matches(['\r', '\u{3}'])
}

pub(super) fn is_blank(line: &str) -> bool {
    line.trim_start().is_empty()
}
