//! What Typst may see while it sets one document: its template, the letterhead, the data, the pictures, the given date.

use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

use crate::fonts::FONTS;
use crate::render::DocumentError;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

const LETTER: &str = include_str!("../templates/letter.typ");

pub(crate) struct Desk {
    main: Source,
    letter: Source,
    files: Vec<(FileId, Bytes)>,
    date: NaiveDate,
}

impl Desk {
    pub(crate) fn new(
        template: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
        date: NaiveDate,
    ) -> Result<Self, DocumentError> {
        Ok(Desk {
            main: Source::new(file_id("main.typ")?, template.to_owned()),
            letter: Source::new(file_id("letter.typ")?, LETTER.to_owned()),
            files: files
                .into_iter()
                .map(|(name, bytes)| Ok((file_id(&name)?, Bytes::new(bytes))))
                .collect::<Result<_, DocumentError>>()?,
            date,
        })
    }

    /// The first complaint of the typesetter, with the place it was found at.
    pub(crate) fn complaint(&self, diagnostics: &[SourceDiagnostic]) -> DocumentError {
        let Some(first) = diagnostics.first() else {
            return DocumentError::Typesetting("no reason given".to_owned());
        };
        let place = first.span.id().and_then(|id| {
            let source = self.source(id).ok()?;
            let line = source.lines().byte_to_line(self.range(first.span)?.start)?;
            Some(format!(" ({}, line {})", id.get().vpath().get_without_slash(), line + 1))
        });
        let hints: String = first.hints.iter().map(|hint| format!("; {}", hint.v)).collect();
        DocumentError::Typesetting(format!("{}{}{hints}", first.message, place.unwrap_or_default()))
    }
}

/// Typst keeps every file name ever used for the life of the process: names must be fixed, never made from data.
fn file_id(name: &str) -> Result<FileId, DocumentError> {
    let path = VirtualPath::new(name).map_err(|_| DocumentError::FileName(name.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.letter]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::NotSource)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .iter()
            .find(|(name, _)| *name == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| FileError::NotFound(PathBuf::from(id.get().vpath().get_without_slash())))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.faces.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        let month = u8::try_from(self.date.month()).ok()?;
        let day = u8::try_from(self.date.day()).ok()?;
        Datetime::from_ymd(self.date.year(), month, day)
    }
}
