//! Code pages of statements: recognising them by their Polish letters, decoding, encoding and previews.

use std::borrow::Cow;
use std::sync::OnceLock;

use oem_cp::code_table::{DECODING_TABLE_CP437, DECODING_TABLE_CP852};

use crate::bytes::ascii_length;

/// The code page of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    Ascii,
    Utf8,
    Windows1250,
    Iso8859_2,
    Cp852,
    /// Polish code page of the DOS years: CP437 with 18 letters replaced.
    Mazovia,
    Windows1252,
    /// Repair of a common damage: CP852 that was read as Windows-1250 and saved as UTF-8 (`ZAPťATA`).
    Cp852SavedAsUtf8,
}

/// Byte that PKO BP writes in an empty subfield; in no code page used here is it a Polish letter.
pub const FILLER: char = 'ÿ';

const POLISH: &str = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ";
const WESTERN: &str = "äöüßÄÖÜéèêëàâáçñîïíôûùæøåÆØÅÉÀÇ";
/// Tried in this order; of equal scores the first wins.
const SINGLE_BYTE: [Encoding; 5] =
    [Encoding::Windows1250, Encoding::Iso8859_2, Encoding::Cp852, Encoding::Mazovia, Encoding::Windows1252];
const MAZOVIA: [(u8, char); 18] = [
    (0x86, 'ą'),
    (0x8D, 'ć'),
    (0x91, 'ę'),
    (0x92, 'ł'),
    (0xA4, 'ń'),
    (0xA2, 'ó'),
    (0x9E, 'ś'),
    (0xA6, 'ź'),
    (0xA7, 'ż'),
    (0x8F, 'Ą'),
    (0x95, 'Ć'),
    (0x90, 'Ę'),
    (0x9C, 'Ł'),
    (0xA5, 'Ń'),
    (0xA3, 'Ó'),
    (0x98, 'Ś'),
    (0xA0, 'Ź'),
    (0xA1, 'Ż'),
];
/// High bytes looked at when a code page is recognised; more would not change the answer.
const SAMPLE: usize = 20_000;

impl Encoding {
    /// The name used in reports and profiles.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::Utf8 => "utf-8",
            Self::Windows1250 => "cp1250",
            Self::Iso8859_2 => "iso-8859-2",
            Self::Cp852 => "cp852",
            Self::Mazovia => "mazovia",
            Self::Windows1252 => "cp1252",
            Self::Cp852SavedAsUtf8 => "cp852-saved-as-utf-8",
        }
    }

    /// Finds an encoding by the name [`Encoding::name`] gives.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Ascii, Self::Utf8, Self::Cp852SavedAsUtf8]
            .into_iter()
            .chain(SINGLE_BYTE)
            .find(|encoding| encoding.name().eq_ignore_ascii_case(name))
    }

    /// What each byte beyond ASCII tells, by its place in the page.
    fn worths(self) -> Option<[Worth; 128]> {
        Some(self.high_half()?.map(|known| Worth::of(known, self)))
    }

    /// The characters of bytes 0x80 to 0xFF; `None` where the page has no character.
    fn high_half(self) -> Option<&'static [Option<char>; 128]> {
        static TABLES: OnceLock<[[Option<char>; 128]; 5]> = OnceLock::new();
        let at = SINGLE_BYTE.iter().position(|&encoding| encoding == self)?;
        TABLES.get_or_init(|| SINGLE_BYTE.map(table)).get(at)
    }

    /// Writes text in this code page; the error is the first character the page lacks.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        match self {
            Self::Utf8 => Ok(text.as_bytes().to_vec()),
            Self::Ascii => text.chars().map(|c| u8::try_from(c).ok().filter(u8::is_ascii).ok_or(c)).collect(),
            Self::Cp852SavedAsUtf8 => {
                let page = Self::Windows1250.high_half();
                let damaged = |byte: u8| {
                    let known =
                        page.filter(|_| !byte.is_ascii()).and_then(|page| page[usize::from(byte & 0x7F)]);
                    known.unwrap_or(char::from(byte))
                };
                Ok(Self::Cp852.encode(text)?.into_iter().map(damaged).collect::<String>().into_bytes())
            }
            _ => text.chars().map(|c| self.encode_char(c).ok_or(c)).collect(),
        }
    }

    fn encode_char(self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return u8::try_from(c).ok();
        }
        let at = self.high_half()?.iter().position(|&known| known == Some(c))?;
        u8::try_from(at + 0x80).ok()
    }
}

fn table(encoding: Encoding) -> [Option<char>; 128] {
    let mut chars = match encoding {
        Encoding::Cp852 => DECODING_TABLE_CP852.map(Some),
        Encoding::Mazovia => DECODING_TABLE_CP437.map(Some),
        Encoding::Iso8859_2 => from_whatwg(encoding_rs::ISO_8859_2),
        Encoding::Windows1252 => from_whatwg(encoding_rs::WINDOWS_1252),
        _ => from_whatwg(encoding_rs::WINDOWS_1250),
    };
    if encoding == Encoding::Mazovia {
        for (byte, letter) in MAZOVIA {
            chars[usize::from(byte) - 0x80] = Some(letter);
        }
    }
    chars[0x7F] = Some(FILLER);
    chars
}

fn from_whatwg(page: &'static encoding_rs::Encoding) -> [Option<char>; 128] {
    std::array::from_fn(|at| {
        let byte = [u8::try_from(at + 0x80).unwrap_or(u8::MAX)];
        let (text, _) = page.decode_without_bom_handling(&byte);
        text.chars().next().filter(|c| !c.is_control() && *c != '\u{FFFD}')
    })
}

/// The text of a file together with the lines whose bytes the code page does not know.
#[derive(Debug)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: Encoding,
    /// Lines (from 1) in which a byte has no character; the text shows U+FFFD there and the file should be held.
    pub undecodable: Vec<usize>,
}

/// Recognises the code page: ASCII, UTF-8 with letters, or the single-byte page that makes the best Polish text.
pub fn detect(bytes: &[u8]) -> Encoding {
    if bytes.is_ascii() {
        return Encoding::Ascii;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Encoding::Utf8,
        // A file cut inside its last letter is still UTF-8.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            Encoding::Utf8
        }
        Err(_) => {
            let high = letters(bytes);
            let mut best = (Encoding::Windows1250, i64::MIN);
            for encoding in SINGLE_BYTE {
                let score = score(bytes, &high, encoding);
                if score > best.1 {
                    best = (encoding, score);
                }
            }
            best.0
        }
    }
}

/// Places of the first bytes beyond ASCII, fillers left out.
fn letters(bytes: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut at = 0;
    while places.len() < SAMPLE {
        at += ascii_length(&bytes[at..]);
        let Some(&byte) = bytes.get(at) else { break };
        if byte != 0xFF {
            places.push(at);
        }
        at += 1;
    }
    places
}

/// What a character of a code page tells about the language.
#[derive(Debug, Clone, Copy)]
enum Worth {
    Unknown,
    Polish { capital: bool },
    Western,
    Letter,
    Sign,
}

impl Worth {
    fn of(known: Option<char>, encoding: Encoding) -> Self {
        match known {
            None => Self::Unknown,
            Some(c) if POLISH.contains(c) && encoding != Encoding::Windows1252 => {
                Self::Polish { capital: c.is_uppercase() }
            }
            Some(c) if WESTERN.contains(c) => Self::Western,
            Some(c) if c.is_alphabetic() => Self::Letter,
            Some(_) => Self::Sign,
        }
    }
}

/// How much the bytes at these places look like Polish in this code page.
fn score(bytes: &[u8], high: &[usize], encoding: Encoding) -> i64 {
    let Some(worths) = encoding.worths() else { return i64::MIN };
    let worth = |at: usize| {
        let byte = bytes[at];
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        match worths[usize::from(byte & 0x7F)] {
            Worth::Unknown => -8,
            Worth::Polish { capital } => {
                // `ZAPłATA` is as wrong as `zapŁata`: the case must agree with a neighbour.
                let clash = if capital {
                    before.is_ascii_lowercase()
                } else {
                    before.is_ascii_uppercase() && after.is_ascii_uppercase()
                };
                if clash { 0 } else { 4 }
            }
            Worth::Western if encoding == Encoding::Windows1252 => 2,
            Worth::Western => 1,
            Worth::Letter => 0,
            Worth::Sign if before.is_ascii_alphabetic() && after.is_ascii_alphabetic() => -4,
            Worth::Sign => -1,
        }
    };
    high.iter().map(|at| worth(*at)).sum()
}

/// Decodes in the agreed code page or else in the recognised one; UTF-8 is looked through only once.
pub(crate) fn recognise(bytes: &[u8], agreed: Option<Encoding>) -> Decoded<'_> {
    if let Some(encoding) = agreed {
        return decode(bytes, encoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let encoding = if text.is_ascii() { Encoding::Ascii } else { Encoding::Utf8 };
            let text = Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text));
            Decoded { text, encoding, undecodable: Vec::new() }
        }
        Err(_) => decode(bytes, detect(bytes)),
    }
}

/// Decodes in the given code page; never fails, see [`Decoded::undecodable`].
pub fn decode(bytes: &[u8], encoding: Encoding) -> Decoded<'_> {
    if let Some(table) = encoding.high_half() {
        return decode_single_byte(bytes, encoding, table);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (text, undecodable) = match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Vec::new()),
        Err(_) => lossy_utf8(bytes),
    };
    if encoding == Encoding::Cp852SavedAsUtf8 {
        let repaired = repair(&text);
        return Decoded { text: Cow::Owned(repaired), encoding, undecodable };
    }
    Decoded { text, encoding, undecodable }
}

fn decode_single_byte<'a>(bytes: &'a [u8], encoding: Encoding, table: &[Option<char>; 128]) -> Decoded<'a> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut undecodable = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            // Most of a statement is ASCII: taken by the stretch.
            let length = ascii_length(&bytes[at..]);
            text.push_str(std::str::from_utf8(&bytes[at..at + length]).unwrap_or_default());
            at += length;
        } else {
            text.push(table[usize::from(byte & 0x7F)].unwrap_or_else(|| {
                note_line(&mut undecodable, bytes, at);
                char::REPLACEMENT_CHARACTER
            }));
            at += 1;
        }
    }
    Decoded { text: Cow::Owned(text), encoding, undecodable }
}

fn lossy_utf8(bytes: &[u8]) -> (Cow<'_, str>, Vec<usize>) {
    let mut undecodable = Vec::new();
    let mut text = String::with_capacity(bytes.len());
    let mut read = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        read += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            note_line(&mut undecodable, bytes, read);
            text.push('\u{FFFD}');
            read += chunk.invalid().len();
        }
    }
    (Cow::Owned(text), undecodable)
}

/// A damaged file names its first lines only; counting up to every one would take quadratic time.
fn note_line(lines: &mut Vec<usize>, bytes: &[u8], position: usize) {
    const REPORTED: usize = 20;
    if lines.len() < REPORTED {
        let line = line_at(bytes, position);
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
}

fn repair(text: &str) -> String {
    let Some(table) = Encoding::Cp852.high_half() else { return text.to_owned() };
    let right = |c: char| {
        // Bytes without a letter in Windows-1250 were saved as the control characters U+0080 to U+009F.
        let control = u8::try_from(c).ok().filter(|byte| (0x80..0xA0).contains(byte));
        let byte = control.or_else(|| Encoding::Windows1250.encode_char(c))?;
        if byte.is_ascii() { Some(c) } else { table[usize::from(byte & 0x7F)] }
    };
    text.chars().map(|c| right(c).unwrap_or(c)).collect()
}

/// The line (from 1) on which a byte lies.
pub(crate) fn line_at(bytes: &[u8], position: usize) -> usize {
    1 + bytes[..position.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count()
}

/// The first lines with letters beyond ASCII read in every code page, for a person to choose from.
pub fn previews(bytes: &[u8]) -> Vec<(Encoding, String)> {
    const LINES: usize = 5;
    const LONGEST: usize = 200;
    let mut sample = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()).take(LINES) {
        sample.extend_from_slice(&line[..line.len().min(LONGEST)]);
        sample.push(b'\n');
    }
    let mut pages = SINGLE_BYTE.to_vec();
    if std::str::from_utf8(bytes).is_ok() {
        pages.insert(0, Encoding::Utf8);
        pages.push(Encoding::Cp852SavedAsUtf8);
    }
    pages.into_iter().map(|page| (page, decode(&sample, page).text.trim_end().to_owned())).collect()
}
