//! Walks an MT940 text entry by entry, borrowing from it: memory does not grow with the file.

use std::collections::VecDeque;
use std::ops::Range;

use super::balance;
use super::fields::{self, BLOCK, Field, Fields};
use super::layout::Layout;
use super::line61::{self, Line61};
use super::particulars::{Mt940Entry, Particulars};
use crate::model::{Balance, Entry, Form, Rejection, Warning, WarningKind};

/// What the walk meets, in file order. Every event between two [`Event::Start`] belongs to one statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    Start {
        line: usize,
    },
    Reference(&'a str),
    Account(&'a str),
    Number(&'a str),
    Currency(&'a str),
    Balance(Balance),
    Entry(EntryView<'a>),
    /// `:86:` about the statement.
    Information(&'a str),
    /// The statement is an interim report (MT942).
    Interim,
    Warning(Warning),
}

/// One entry, borrowed: dates and amount are read, the rest is read on demand.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView<'a> {
    pub lines: Range<usize>,
    pub line61: Line61,
    pub particulars: Particulars<'a>,
}

impl EntryView<'_> {
    /// The entry on its own, free of the text it was read from.
    pub fn to_entry(&self) -> Entry {
        Entry {
            lines: self.lines.clone(),
            value_date: Some(self.line61.value_date),
            entry_date: self.line61.entry_date,
            mark: self.line61.mark,
            amount: self.line61.amount,
            form: Form::Mt940(Mt940Entry::of(self.particulars)),
        }
    }
}

/// The walk over a decoded text. The first refusal ends it.
#[derive(Debug, Clone)]
pub struct Stream<'a> {
    fields: Fields<'a>,
    layout: Option<Layout>,
    ready: VecDeque<Event<'a>>,
    /// The entry being read and where its particulars begin.
    entry: Option<(usize, EntryView<'a>)>,
    state: State,
    refused: bool,
}

/// What the current statement has shown so far, to see where the next one begins.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    open: bool,
    account: bool,
    opening: bool,
    closing: bool,
    ended: bool,
    /// The envelope says MT942.
    envelope_942: bool,
    /// Fields of MT942 were seen.
    floor_limit: bool,
}

impl<'a> Stream<'a> {
    pub(super) fn new(text: &'a str, layout: Option<Layout>) -> Self {
        Self {
            fields: Fields::new(text),
            layout,
            ready: VecDeque::with_capacity(8),
            entry: None,
            state: State::default(),
            refused: false,
        }
    }

    fn take(&mut self, field: Field<'a>) -> Result<(), Rejection> {
        match field.tag {
            "61" => {
                self.flush();
                self.enter(field.line, false);
                self.entry(field)?;
            }
            "86" => match &mut self.entry {
                Some(_) => self.extend(field),
                None if self.state.open => self.ready.push_back(Event::Information(field.body)),
                None => {}
            },
            "NS" => self.extend(field),
            "20" => {
                self.flush();
                self.start(field.line);
                self.push_text(field, Event::Reference);
            }
            "25" | "25P" => {
                self.flush();
                let again = self.state.account;
                self.enter(field.line, again);
                self.state.account = true;
                self.push_text(field, Event::Account);
            }
            "28" | "28C" => {
                self.flush();
                self.enter(field.line, false);
                self.push_text(field, Event::Number);
            }
            "60" | "60F" | "60M" => {
                self.flush();
                self.enter(field.line, false);
                self.state.opening = true;
                self.balance(field);
            }
            "62" | "62F" | "62M" => {
                self.flush();
                self.enter(field.line, false);
                self.state.closing = true;
                self.balance(field);
            }
            "64" | "65" => {
                self.flush();
                if self.state.open {
                    self.balance(field);
                }
            }
            "34F" | "13D" | "13" | "90C" | "90D" => {
                self.flush();
                self.enter(field.line, false);
                self.floor_limit(field);
            }
            BLOCK => {
                self.flush();
                self.state.ended = true;
                if field.body.contains("{2:") {
                    self.state.envelope_942 =
                        ["{2:O942", "{2:I942"].iter().any(|header| field.body.contains(header));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Opens a statement when the field cannot belong to the current one: banks forget `:20:`.
    fn enter(&mut self, line: usize, again: bool) {
        let finished = self.state.closing && (self.state.ended || again);
        if !self.state.open || again || finished {
            self.start(line);
        }
    }

    fn start(&mut self, line: usize) {
        let envelope_942 = self.state.envelope_942;
        self.conclude();
        self.state = State { open: true, envelope_942, ..State::default() };
        self.ready.push_back(Event::Start { line });
        if envelope_942 {
            self.ready.push_back(Event::Interim);
        }
    }

    /// Without an envelope an interim report shows by its own fields and by the balances it lacks.
    fn conclude(&mut self) {
        let state = &mut self.state;
        if std::mem::take(&mut state.floor_limit) && !state.envelope_942 && !state.opening && !state.closing {
            self.ready.push_back(Event::Interim);
        }
    }

    /// Floor limits and turnover sums stand in MT942.
    fn floor_limit(&mut self, field: Field<'a>) {
        if field.tag == "34F"
            && let Some(code) =
                field.body.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.ready.push_back(Event::Currency(code));
        }
        self.state.floor_limit = true;
    }

    fn push_text(&mut self, field: Field<'a>, event: impl Fn(&'a str) -> Event<'a>) {
        if let Some(line) = fields::lines(field.body).next() {
            self.ready.push_back(event(line.trim()));
        }
    }

    fn balance(&mut self, field: Field<'a>) {
        let body = fields::lines(field.body).next().unwrap_or_default();
        let event = match balance::parse(field.tag, body) {
            Some(balance) => Event::Balance(balance),
            None => {
                let kind =
                    WarningKind::BalanceIgnored { field: field.tag.to_owned(), text: body.trim().to_owned() };
                Event::Warning(Warning { line: field.line, kind })
            }
        };
        self.ready.push_back(event);
    }

    fn entry(&mut self, field: Field<'a>) -> Result<(), Rejection> {
        let first = fields::unended(field.body.split('\n').next().unwrap_or_default());
        let ready = &mut self.ready;
        let mut warn = |kind| ready.push_back(Event::Warning(Warning { line: field.line, kind }));
        let (line61, rest) =
            line61::parse(first, &mut warn).map_err(|reason| Rejection::new(field.line, reason))?;
        let start = field.end - field.body.len() + first.len() - rest.len();
        let particulars = Particulars::new(&self.fields.text()[start..field.end], self.layout);
        self.entry = Some((start, EntryView { lines: field.line..field.end_line, line61, particulars }));
        Ok(())
    }

    /// Adds a field to the entry being read.
    fn extend(&mut self, field: Field<'a>) {
        if let Some((start, entry)) = &mut self.entry {
            entry.particulars = Particulars::new(&self.fields.text()[*start..field.end], self.layout);
            entry.lines.end = field.end_line;
        }
    }

    fn flush(&mut self) {
        if let Some((_, entry)) = self.entry.take() {
            self.ready.push_back(Event::Entry(entry));
        }
    }
}

impl<'a> Iterator for Stream<'a> {
    type Item = Result<Event<'a>, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(Ok(event));
            }
            if self.refused {
                return None;
            }
            match self.fields.next() {
                Some(field) => {
                    if let Err(rejection) = self.take(field) {
                        self.refused = true;
                        self.ready.clear();
                        return Some(Err(rejection));
                    }
                }
                None => {
                    self.flush();
                    self.conclude();
                    if self.ready.is_empty() {
                        return None;
                    }
                }
            }
        }
    }
}
