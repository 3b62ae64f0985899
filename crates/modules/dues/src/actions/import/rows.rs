//! One row of a file, checked cell by cell.

use chrono::{Datelike, NaiveDate};
use ratusz_kernel::{Money, Nip, Pesel};
use ratusz_people::parties::{NewParty, PartyKind};
use ratusz_web::forms::parse_date;

use super::mapping::{FIELDS, Mapping};
use crate::charges;
use crate::kinds::Kinds;
use crate::rules::kinds::DueKind;

/// Why a row cannot be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowError {
    /// Number of the row in the file.
    pub row: usize,
    /// What the column holds, in Polish.
    pub column: &'static str,
    pub reason: String,
}

/// Who pays.
pub(super) enum Payer {
    Card(String),
    Party(Box<NewParty>),
}

/// A row without errors.
pub(super) struct Row<'a> {
    pub payer: Payer,
    /// None for a card number, which has its kind.
    pub kind: Option<&'a DueKind>,
    pub object: String,
    pub document: String,
    pub document_date: NaiveDate,
    pub year: i32,
    pub title: String,
    pub amount: Money,
    pub due_date: Option<NaiveDate>,
}

struct Cells<'a> {
    mapping: &'a Mapping,
    number: usize,
    cells: &'a [String],
    errors: Vec<RowError>,
}

impl Cells<'_> {
    fn get(&self, code: &str) -> &str {
        self.mapping.column(code).and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }

    fn refuse(&mut self, code: &str, reason: impl Into<String>) {
        let column = FIELDS.iter().find(|(known, ..)| *known == code).map_or("", |(_, label, _)| label);
        self.errors.push(RowError { row: self.number, column, reason: reason.into() });
    }

    fn text(&mut self, code: &str, missing: &str) -> String {
        let text = self.get(code).to_owned();
        if text.is_empty() {
            self.refuse(code, missing);
        } else if text.chars().count() > 200 {
            self.refuse(code, "Ten tekst jest za długi; najwyżej 200 znaków.");
        }
        text
    }

    fn date(&mut self, code: &str) -> Option<NaiveDate> {
        let text = self.get(code);
        if text.is_empty() {
            return None;
        }
        let date = parse_date(text).filter(|date| charges::YEARS.contains(&date.year()));
        if date.is_none() {
            self.refuse(code, "To nie jest data; wpisz ją w postaci 2026-11-20 albo 20.11.2026.");
        }
        date
    }
}

/// Reads a row; all its errors come at once.
pub(super) fn read<'a>(
    mapping: &Mapping,
    kinds: &'a Kinds,
    today: NaiveDate,
    number: usize,
    cells: &[String],
) -> Result<Row<'a>, Vec<RowError>> {
    let mut cells = Cells { mapping, number, cells, errors: Vec::new() };
    let card = cells.get("karta").to_owned();
    let payer = if card.is_empty() { Payer::Party(Box::new(party(&mut cells))) } else { Payer::Card(card) };
    let kind = kind(&mut cells, kinds, &payer);
    let document = cells.text("dokument", "Brakuje numeru dokumentu.");
    let document_date = cells.date("data").unwrap_or(today);
    if document_date > today {
        cells.refuse("data", "Data dokumentu nie może być z przyszłości.");
    }
    let amount = match Money::parse_pl(cells.get("kwota")) {
        Ok(amount) if amount > charges::MOST => {
            cells.refuse("kwota", charges::TOO_MUCH);
            Money::ZERO
        }
        Ok(amount) if amount > Money::ZERO => amount,
        Ok(_) => {
            cells.refuse("kwota", "Kwota musi być większa od zera.");
            Money::ZERO
        }
        Err(error) => {
            cells.refuse("kwota", error.to_string());
            Money::ZERO
        }
    };
    let due_date = cells.date("termin");
    let year = match cells.get("rok") {
        "" => due_date.unwrap_or(document_date).year(),
        text => {
            text.parse().ok().filter(|year| (1990..=today.year() + 1).contains(year)).unwrap_or_else(|| {
                cells.refuse("rok", "Rok musi być liczbą od 1990 do przyszłego roku.");
                today.year()
            })
        }
    };
    if due_date.is_none()
        && kind.is_some_and(|kind| kind.due_dates.is_empty())
        && cells.get("termin").is_empty()
    {
        cells.refuse("termin", "Ten rodzaj należności nie ma terminów ustawowych; wpisz termin płatności.");
    }
    let title = match cells.get("tytul") {
        "" => kind.map(DueKind::title).unwrap_or_default(),
        title => title.to_owned(),
    };
    let object = cells.get("przedmiot").to_owned();
    if cells.errors.is_empty() {
        Ok(Row { payer, kind, object, document, document_date, year, title, amount, due_date })
    } else {
        Err(cells.errors)
    }
}

fn kind<'a>(cells: &mut Cells<'_>, kinds: &'a Kinds, payer: &Payer) -> Option<&'a DueKind> {
    let Payer::Party(party) = payer else { return None };
    let text = cells.get("rodzaj").to_owned();
    let text = if text.is_empty() { cells.mapping.kind.clone() } else { text };
    let Some(kind) = kinds.named(&text) else {
        let reason = match text.is_empty() {
            true => "Brakuje rodzaju należności.".to_owned(),
            false => format!("Nie znamy rodzaju „{text}”."),
        };
        cells.refuse("rodzaj", reason);
        return None;
    };
    if let Some(reason) = kind.refuses(party.kind) {
        cells.refuse("rodzaj", reason);
    }
    Some(kind)
}

fn party(cells: &mut Cells<'_>) -> NewParty {
    let firm = !cells.get("firma").is_empty();
    let mut party = NewParty {
        kind: if firm { PartyKind::Legal } else { PartyKind::Natural },
        given_name: cells.get("imie").to_owned(),
        family_name: cells.get("nazwisko").to_owned(),
        firm_name: cells.get("firma").to_owned(),
        pesel: None,
        nip: None,
        regon: None,
        street: cells.get("ulica").to_owned(),
        postal_code: cells.get("kod").to_owned(),
        town: cells.get("miejscowosc").to_owned(),
    };
    if !firm {
        cells.text("nazwisko", "Brakuje nazwiska albo nazwy firmy.");
    }
    let (pesel, nip) = (cells.get("pesel").to_owned(), cells.get("nip").to_owned());
    match (pesel.is_empty(), nip.is_empty(), firm) {
        (true, true, true) => cells.refuse("nip", "Brakuje numeru NIP firmy."),
        (true, true, false) => cells.refuse("pesel", "Brakuje numeru PESEL albo NIP."),
        _ => {}
    }
    if !pesel.is_empty() && !firm {
        // Spreadsheets drop the zeros a PESEL of the years 2000–2009 begins with.
        match Pesel::parse(&format!("{pesel:0>11}")) {
            Ok(pesel) => party.pesel = Some(pesel),
            Err(error) => cells.refuse("pesel", error.to_string()),
        }
    }
    if !nip.is_empty() {
        match Nip::parse(&nip) {
            Ok(nip) => party.nip = Some(nip),
            Err(error) => cells.refuse("nip", error.to_string()),
        }
    }
    party
}
