//! Long forms described as data: sections of fields, some of them repeated row by row, for pages the administrator fills in.

use askama::Template;
use ratusz_kernel::FieldError;

use crate::{Errors, Form, Page};

/// Nobody lists more things than this in one section.
const MOST_ROWS: usize = 20;

/// How a field is typed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Line,
    Area,
    Date,
    /// Values and labels of a list.
    Choice(&'static [(&'static str, &'static str)]),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
    pub required: bool,
}

/// A field that must be filled in.
pub(crate) const fn must(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { name, label, hint: "", kind, required: true }
}

/// A field that may stay empty.
pub(crate) const fn may(name: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { required: false, ..must(name, label, kind) }
}

impl Field {
    pub(crate) const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}

/// Fields under one heading. With a `group` they repeat: `budynek_0_nazwa`, `budynek_1_nazwa`…
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub title: &'static str,
    pub lead: &'static str,
    pub group: &'static str,
    /// What one row is called; `Budynek` gives `Budynek 1`.
    pub row: &'static str,
    pub fields: &'static [Field],
}

impl Section {
    /// How many rows of the group hold anything, counted to the last one filled in.
    fn filled(&self, form: &Form) -> usize {
        (0..MOST_ROWS).rev().find(|row| !self.blank(form, *row)).map_or(0, |last| last + 1)
    }

    /// A row with nothing typed; a list with a chosen option does not count, it always has one.
    fn blank(&self, form: &Form, row: usize) -> bool {
        self.fields
            .iter()
            .filter(|field| !matches!(field.kind, Kind::Choice(_)))
            .all(|field| form.get(&row_id(self.group, row, field.name)).is_empty())
    }
}

/// `budynek_0_nazwa`
pub(crate) fn row_id(group: &str, row: usize, field: &str) -> String {
    format!("{group}_{row}_{field}")
}

/// The rows of a group that were filled in, as the values of `fields`. Expects a form made by [`tidy`].
pub(crate) fn rows<const N: usize>(form: &Form, group: &str, fields: [&str; N]) -> Vec<[String; N]> {
    (0..MOST_ROWS)
        .take_while(|row| form.has(&row_id(group, *row, fields[0])))
        .map(|row| fields.map(|field| form.get(&row_id(group, row, field)).to_owned()))
        .collect()
}

/// A form from names and values.
pub(crate) fn form_of(pairs: &[(String, String)]) -> Form {
    Form::from_query(&url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

/// What was typed, with empty rows left out and the rest numbered from 0, so that errors name the row that is shown.
pub(crate) fn tidy(sections: &[Section], form: &Form) -> Form {
    let mut pairs = Vec::new();
    for section in sections {
        if section.group.is_empty() {
            pairs.extend(
                section.fields.iter().map(|field| (field.name.to_owned(), form.get(field.name).to_owned())),
            );
            continue;
        }
        let filled = (0..MOST_ROWS).filter(|row| !section.blank(form, *row));
        for (new, old) in filled.enumerate() {
            pairs.extend(section.fields.iter().map(|field| {
                let value = form.get(&row_id(section.group, old, field.name)).to_owned();
                (row_id(section.group, new, field.name), value)
            }));
        }
    }
    form_of(&pairs)
}

/// An option of a list, as the form macros want it.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub selected: bool,
}

/// The options of a list with one of them chosen.
pub(crate) fn choices(options: &'static [(&'static str, &'static str)], chosen: &str) -> Vec<Choice> {
    options.iter().map(|(value, label)| Choice { value, label, selected: *value == chosen }).collect()
}

pub(crate) struct ShownField {
    id: String,
    label: &'static str,
    hint: &'static str,
    kind: Kind,
    required: bool,
    value: String,
    error: String,
    options: Vec<Choice>,
}

pub(crate) struct ShownRow {
    legend: String,
    fields: Vec<ShownField>,
}

pub(crate) struct ShownSection {
    title: &'static str,
    lead: &'static str,
    rows: Vec<ShownRow>,
}

/// One of the pages of this kind, as tabs lead from one to another.
pub(crate) struct Tab {
    pub href: &'static str,
    pub label: &'static str,
    pub current: bool,
}

pub(crate) fn tabs(current: &str) -> Vec<Tab> {
    [
        ("/urzad/dostepnosc", "Deklaracja dostępności"),
        ("/urzad/dostepnosc/zgloszenia", "Zgłoszenia dostępności"),
        ("/urzad/klauzule", "Klauzule informacyjne"),
        ("/urzad/przerwy", "Przerwy techniczne"),
    ]
    .map(|(href, label)| Tab { href, label, current: href == current })
    .into()
}

/// The page of such a form.
#[derive(Template)]
#[template(path = "public/sheet.html")]
pub(crate) struct Sheet {
    pub page: Page,
    pub tabs: Vec<Tab>,
    pub title: &'static str,
    pub lead: &'static str,
    /// Where residents see the result.
    pub public_href: &'static str,
    /// Things worth knowing that do not stop saving.
    pub warnings: Vec<String>,
    pub errors: Vec<FieldError>,
    pub sections: Vec<ShownSection>,
}

pub(crate) fn shown(sections: &[Section], form: &Form, errors: &Errors) -> Vec<ShownSection> {
    let field = |field: &Field, id: String| ShownField {
        label: field.label,
        hint: field.hint,
        kind: field.kind,
        required: field.required,
        value: form.raw(&id).to_owned(),
        error: errors.of(&id).to_owned(),
        options: match field.kind {
            Kind::Choice(options) => choices(options, form.get(&id)),
            _ => Vec::new(),
        },
        id,
    };
    sections
        .iter()
        .map(|section| {
            let rows = if section.group.is_empty() {
                let fields = section.fields.iter().map(|f| field(f, f.name.to_owned())).collect();
                vec![ShownRow { legend: String::new(), fields }]
            } else {
                // One empty row more, to add the next thing.
                (0..(section.filled(form) + 1).min(MOST_ROWS))
                    .map(|row| ShownRow {
                        legend: format!("{} {}", section.row, row + 1),
                        fields: section
                            .fields
                            .iter()
                            .map(|f| field(f, row_id(section.group, row, f.name)))
                            .collect(),
                    })
                    .collect()
            };
            ShownSection { title: section.title, lead: section.lead, rows }
        })
        .collect()
}
