//! What an entry says beyond dates and amount: kept as written in one piece, read on demand.

use std::borrow::Cow;

use super::details::Structure;
use super::fields::{self, Fields, unended};
use super::layout::Layout;
use super::line61::References;
use crate::encoding::FILLER;

/// What MT940 says about an entry beyond dates and amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mt940Entry {
    text: Box<str>,
    layout: Option<Layout>,
}

impl Mt940Entry {
    pub(super) fn of(particulars: Particulars<'_>) -> Self {
        Self { text: Box::from(particulars.text), layout: particulars.layout }
    }

    pub fn particulars(&self) -> Particulars<'_> {
        Particulars::new(&self.text, self.layout)
    }
}

/// The text of an entry from the references in `:61:` to the end of its last `:86:` or `:NS:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Particulars<'a> {
    text: &'a str,
    layout: Option<Layout>,
}

impl<'a> Particulars<'a> {
    pub(super) fn new(text: &'a str, layout: Option<Layout>) -> Self {
        Self { text, layout }
    }

    pub fn references(&self) -> References<'a> {
        References::of(unended(self.parts().0))
    }

    /// Lines after `:61:`.
    pub fn supplementary(&self) -> Option<String> {
        let (_, rest) = self.parts();
        let end = Fields::new(rest).next().map_or(rest.len(), |field| field.start);
        Some(joined_lines(&rest[..end])).filter(|text| !text.is_empty())
    }

    /// Field 86 as written (all of them), lines parted by a line feed. The line of the tag is kept even when it is
    /// empty; blank lines after it are padding.
    pub fn details(&self) -> Option<Cow<'a, str>> {
        let mut lines = self.lines_of_86();
        let first = Cow::Borrowed(lines.next()?);
        Some(lines.fold(first, |text, line| text + "\n" + line))
    }

    /// Field 86 taken apart. Lines are joined without inserting a character: banks cut them anywhere, even between
    /// a separator and its digits.
    pub fn structure(&self) -> Structure {
        let mut joined = String::with_capacity(self.text.len());
        let mut present = false;
        for line in self.lines_of_86() {
            present = true;
            if line.is_ascii() {
                joined.push_str(line);
            } else {
                line.split(FILLER).for_each(|piece| joined.push_str(piece));
            }
        }
        if present { Structure::of(joined, self.layout) } else { Structure::Plain }
    }

    /// Field `:NS:` of German and some Polish banks.
    pub fn ns(&self) -> Option<String> {
        let fields = Fields::new(self.parts().1).filter(|field| field.tag == "NS");
        fields.last().map(|field| joined_lines(field.body))
    }

    /// The end of the first line, and the lines after it.
    fn parts(&self) -> (&'a str, &'a str) {
        self.text.split_once('\n').unwrap_or((self.text, ""))
    }

    /// The line of the tag and the lines after it that say something.
    fn lines_of_86(&self) -> impl Iterator<Item = &'a str> {
        let mut inside = false;
        fields::all_lines(self.parts().1).filter_map(move |line| match fields::opening(line) {
            Some((tag, offset)) => {
                inside = tag == "86";
                inside.then(|| unended(&line[offset..]))
            }
            None => Some(unended(line)).filter(|line| inside && !fields::is_blank(line)),
        })
    }
}

fn joined_lines(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    for line in fields::lines(body) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }
    text.truncate(text.trim_end().len());
    text
}
