//! Which column of a file holds what; remembered for files with the same header.

use std::collections::BTreeMap;

use ratusz_kernel::seal::normalise::folded;
use ratusz_kernel::{Deed, Result, Sql, values};
use ratusz_web::Form;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

/// What a column may hold: code, Polish label, beginnings of header names that suggest it.
pub(crate) const FIELDS: &[(&str, &str, &[&str])] = &[
    ("karta", "Numer karty kontowej", &["karta", "nr karty", "numer karty"]),
    ("pesel", "PESEL", &["pesel"]),
    ("nip", "NIP", &["nip"]),
    ("nazwisko", "Nazwisko", &["nazwisko"]),
    ("imie", "Imię", &["imie"]),
    ("firma", "Nazwa firmy", &["firma", "nazwa firmy", "nazwa podmiotu"]),
    ("ulica", "Ulica i numer", &["ulica", "adres"]),
    ("kod", "Kod pocztowy", &["kod"]),
    ("miejscowosc", "Miejscowość", &["miejscowosc", "miasto"]),
    ("rodzaj", "Rodzaj należności", &["rodzaj", "kind"]),
    ("przedmiot", "Czego dotyczy", &["przedmiot", "obiekt", "nieruchomosc"]),
    ("dokument", "Numer dokumentu", &["dokument", "nr decyzji", "numer decyzji", "decyzja", "faktura"]),
    ("data", "Data dokumentu", &["data dok", "data decyzji", "data wystawienia", "data"]),
    ("rok", "Rok", &["rok"]),
    ("tytul", "Tytuł należności", &["tytul", "opis", "za co"]),
    ("kwota", "Kwota", &["kwota", "wartosc", "naleznosc"]),
    ("termin", "Termin płatności", &["termin", "platne do"]),
];

/// Column numbers by field, and the kind for files of one kind only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mapping {
    pub columns: BTreeMap<String, usize>,
    /// Code of the kind for all rows; empty when a column holds it.
    pub kind: String,
}

impl Mapping {
    /// From the form: fields `kolumna_pesel` with a column number, or empty.
    pub(crate) fn from_form(form: &Form, columns: usize) -> Self {
        let number =
            |code: &str| form.get(&format!("kolumna_{code}")).parse().ok().filter(|at| *at < columns);
        let columns =
            FIELDS.iter().filter_map(|(code, ..)| Some(((*code).to_owned(), number(code)?))).collect();
        Self { columns, kind: form.get("rodzaj_pliku").to_owned() }
    }

    /// What the names of the columns suggest.
    pub(crate) fn suggested(header: &[String]) -> Self {
        let names: Vec<String> = header.iter().map(|name| folded(name)).collect();
        let mut mapping = Self::default();
        for (code, _, beginnings) in FIELDS {
            let free = |at: &usize| !mapping.columns.values().any(|taken| taken == at);
            let hit = beginnings
                .iter()
                .find_map(|beginning| names.iter().position(|name| name.starts_with(beginning)).filter(free));
            if let Some(at) = hit {
                mapping.columns.insert((*code).to_owned(), at);
            }
        }
        mapping
    }

    pub(crate) fn column(&self, code: &str) -> Option<usize> {
        self.columns.get(code).copied()
    }
}

/// The mapping used last for files with this header.
pub(crate) async fn remembered<C: ConnectionTrait>(db: &C, signature: &str) -> Result<Option<Mapping>> {
    let text: Option<String> =
        db.scalar("SELECT mapping FROM import_mapping WHERE signature = $1", values![signature]).await?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

pub(super) async fn remember(deed: &Deed, signature: &str, mapping: &Mapping) -> Result<()> {
    deed.tx
        .run(
            "INSERT INTO import_mapping (signature, mapping, used_at) VALUES ($1, $2, $3) \
             ON CONFLICT (signature) DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at",
            values![signature, serde_json::to_string(mapping)?, deed.now],
        )
        .await?;
    Ok(())
}
