//! Walks the XML of a camt message: no DTD, limited depth, references resolved, local names only.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::map::Mapper;
use super::tag::Tag;
use crate::encoding::line_at;
use crate::model::{Format, MAX_PARTS, Message, Outcome, Rejection, Verdict};

const MAX_DEPTH: usize = 64;

/// Whether the first byte that counts opens an XML element, in UTF-8 or UTF-16.
pub(crate) fn looks_like_xml(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xFE, b'<', 0, ..] | [0xFE, 0xFF, 0, b'<', ..] => true,
        [0xEF, 0xBB, 0xBF, rest @ ..] => first_sign(rest) == Some(b'<'),
        _ => first_sign(bytes) == Some(b'<'),
    }
}

fn first_sign(bytes: &[u8]) -> Option<u8> {
    bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Reads a whole message.
pub(crate) fn read(bytes: &[u8]) -> Outcome {
    let refuse = |rejection| Outcome::rejected(Format::Camt053, rejection);
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(rejection) => return refuse(rejection),
    };
    let mut walk = Walk::new(&text);
    match walk.run() {
        Ok(()) => conclude(walk),
        Err(reason) => refuse(Rejection::new(walk.line(), reason)),
    }
}

/// Judges what was read: a statement needs its namespace.
fn conclude(mut walk: Walk<'_>) -> Outcome {
    let line = walk.line();
    let Walk { namespace, mapper, .. } = walk;
    let (message_id, statements) = mapper.finish();
    let kind = Kind::of(namespace.as_deref());
    let version = match &kind {
        Kind::Statement(version) | Kind::Report(version) => Some(version.clone()),
        Kind::Missing | Kind::Foreign => None,
    };
    let format = if matches!(kind, Kind::Report(_)) { Format::Camt052 } else { Format::Camt053 };
    let reason = match kind {
        Kind::Missing => Some("no ISO 20022 namespace (a lenient reader would find the statements below)"),
        _ if statements.is_empty() => Some("no statement found"),
        _ => None,
    };
    let verdict = match reason {
        Some(reason) => {
            let line = if statements.is_empty() { line } else { 1 };
            Verdict::Rejected(Rejection { would_read: statements, ..Rejection::new(line, reason) })
        }
        None => Verdict::Accepted(statements),
    };
    let message = Message { namespace, version, id: message_id };
    Outcome {
        format,
        encoding: None,
        newline: None,
        message: Some(message),
        undecodable_lines: Vec::new(),
        verdict,
    }
}

/// UTF-8, UTF-16 with a byte order mark, or what the XML declaration names.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Rejection> {
    let (page, rest) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((page, length)) => (page, &bytes[length..]),
        None => (declared(bytes)?, bytes),
    };
    if page == encoding_rs::UTF_8 {
        return std::str::from_utf8(rest).map(Cow::Borrowed).map_err(|error| {
            Rejection::new(line_at(rest, error.valid_up_to()), "the text is not valid UTF-8")
        });
    }
    page.decode_without_bom_handling_and_without_replacement(rest)
        .ok_or_else(|| Rejection::new(1, format!("the text is not valid {}", page.name())))
}

fn declared(bytes: &[u8]) -> Result<&'static encoding_rs::Encoding, Rejection> {
    const LONGEST_DECLARATION: usize = 200;
    let head = &bytes[..bytes.len().min(LONGEST_DECLARATION)];
    let label = String::from_utf8_lossy(head)
        .split_once("?>")
        .and_then(|(declaration, _)| declaration.split_once("encoding=").map(|(_, rest)| rest.to_owned()))
        .and_then(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split_once(quote).map(|(label, _)| label.to_owned())
        });
    match label {
        None => Ok(encoding_rs::UTF_8),
        Some(label) => match encoding_rs::Encoding::for_label(label.as_bytes()) {
            // A text without UTF-16 marks cannot be UTF-16, whatever it declares.
            Some(page) if page.is_ascii_compatible() => Ok(page),
            Some(_) => Ok(encoding_rs::UTF_8),
            None => Err(Rejection::new(1, format!("encoding {label} is not known"))),
        },
    }
}

/// The message the namespace stands for.
enum Kind {
    Statement(String),
    Report(String),
    Missing,
    Foreign,
}

impl Kind {
    /// `urn:iso:std:iso:20022:tech:xsd:camt.053.001.02`; some countries put their own words around the version.
    fn of(namespace: Option<&str>) -> Self {
        let Some(namespace) = namespace else { return Self::Missing };
        let part =
            |prefix: &str| namespace.split(':').find(|part| part.starts_with(prefix)).map(str::to_owned);
        match (part("camt.053."), part("camt.052.")) {
            (Some(version), _) => Self::Statement(version),
            (None, Some(version)) => Self::Report(version),
            (None, None) => Self::Foreign,
        }
    }
}

struct Walk<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Elements outside the document, such as an envelope.
    outside: usize,
    inherited: Option<String>,
    namespace: Option<String>,
    stack: Vec<Tag>,
    content: String,
    mapper: Mapper,
    /// Elements that take memory of their own.
    parts: usize,
    /// How far lines are counted, and how many there are.
    counted: (usize, usize),
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        let reader = Reader::from_str(text);
        Self {
            text,
            reader,
            outside: 0,
            inherited: None,
            namespace: None,
            stack: Vec::with_capacity(MAX_DEPTH),
            content: String::new(),
            mapper: Mapper::default(),
            parts: 0,
            counted: (0, 1),
        }
    }

    /// The line the reader stands on; every part of the text is counted once.
    fn line(&mut self) -> usize {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let (from, lines) = self.counted;
        let more = &self.text.as_bytes()[from.min(at)..at];
        self.counted = (at, lines + line_at(more, more.len()) - 1);
        self.counted.1
    }

    fn run(&mut self) -> Result<(), String> {
        let mut documents = 0;
        loop {
            match self.reader.read_event().map_err(|error| format!("the XML is broken: {error}"))? {
                Event::Start(element) => {
                    documents += usize::from(self.open(&element)?);
                }
                Event::Empty(element) => {
                    documents += usize::from(self.open(&element)?);
                    self.close()?;
                }
                Event::End(_) => self.close()?,
                Event::Text(text) => self.push(&text),
                Event::CData(data) => self.push(&data),
                Event::GeneralRef(reference) => {
                    let c = resolve(&reference)?;
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
                Event::DocType(_) => {
                    return Err("a document type declaration (DTD) is not allowed".to_owned());
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if !self.stack.is_empty() || self.outside > 0 => {
                    return Err("the file is cut: the document is not closed".to_owned());
                }
                Event::Eof if documents == 0 => return Err("there is no element Document".to_owned()),
                Event::Eof => return Ok(()),
            }
        }
    }

    fn push(&mut self, text: &str) {
        if self.mapper.listens(&self.stack) {
            self.content.push_str(text);
        }
    }

    /// Takes an element up; true when it is the document.
    fn open(&mut self, element: &BytesStart<'_>) -> Result<bool, String> {
        if self.stack.len() + self.outside >= MAX_DEPTH {
            return Err(format!("elements are nested deeper than {MAX_DEPTH}"));
        }
        let name = element.local_name();
        let tag = Tag::of(name.as_ref());
        if self.stack.is_empty() && tag != Tag::Document {
            self.outside += 1;
            self.inherited = namespace_of(element)?.or_else(|| self.inherited.take());
            return Ok(false);
        }
        self.content.clear();
        if tag == Tag::Document && self.stack.is_empty() {
            self.namespace = namespace_of(element)?.or_else(|| self.inherited.clone());
            let kind = Kind::of(self.namespace.as_deref());
            if let (Kind::Foreign, Some(namespace)) = (&kind, &self.namespace) {
                return Err(format!("namespace {namespace} is not camt.053"));
            }
            self.mapper.interim = matches!(kind, Kind::Report(_));
            self.stack.push(tag);
            return Ok(true);
        }
        self.stack.push(tag);
        let currency = match tag {
            Tag::Amt => attribute(element, "Ccy")?,
            _ => None,
        };
        if matches!(tag, Tag::Stmt | Tag::Rpt | Tag::Bal | Tag::Ntry | Tag::TxDtls) {
            self.parts += 1;
            if self.parts > MAX_PARTS {
                return Err(format!("the file has more than {MAX_PARTS} parts"));
            }
        }
        let line = if matches!(tag, Tag::Stmt | Tag::Rpt | Tag::Ntry) { self.line() } else { 0 };
        self.mapper.open(&self.stack, currency, line);
        Ok(false)
    }

    fn close(&mut self) -> Result<(), String> {
        if self.stack.is_empty() {
            self.outside = self.outside.saturating_sub(1);
            return Ok(());
        }
        let content = std::mem::take(&mut self.content);
        if self.stack.last() == Some(&Tag::Ntry) {
            self.mapper.line = self.line();
        }
        self.mapper.close(&self.stack, content.trim())?;
        self.content = content;
        self.content.clear();
        self.stack.pop();
        Ok(())
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<char, String> {
    let unknown = || format!("reference &{}; is not known", &**reference);
    if let Some(c) = reference.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(c);
    }
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(unknown()),
    }
}

/// The namespace the element itself declares for its prefix.
fn namespace_of(element: &BytesStart<'_>) -> Result<Option<String>, String> {
    let name = element.name();
    match name.0.split_once(':') {
        Some((prefix, _)) => attribute(element, &format!("xmlns:{prefix}")),
        None => attribute(element, "xmlns"),
    }
}

fn attribute(element: &BytesStart<'_>, wanted: &str) -> Result<Option<String>, String> {
    let found = element.try_get_attribute(wanted).map_err(|error| format!("the XML is broken: {error}"))?;
    Ok(found.map(|attribute| attribute.value.trim().to_owned()).filter(|value| !value.is_empty()))
}
