//! The kinds of due that this municipality collects: the ones the law knows, and what the office changed or added.

use std::sync::Arc;

use ratusz_kernel::{Error, Municipality, Result, settings};
use ratusz_people::parties::PartyKind;

use crate::law::csv_rows;
use crate::rules::kinds::{DueKind, PayerKind, kinds as seeded};

/// Setting with rows in the columns of `seeds/due_kinds.csv`; a row replaces the kind with its code or adds one.
pub const SETTING: &str = "dues.kinds";

/// All kinds in their order.
#[derive(Debug, Clone)]
pub struct Kinds(Vec<DueKind>);

impl Kinds {
    /// The kinds of the law with the office's own rows (CSV with a header) laid over them.
    pub fn with(own: &str) -> Result<Self> {
        let mut kinds = seeded().to_vec();
        for kind in csv_rows::<DueKind>(own)? {
            kinds.retain(|known| known.code != kind.code);
            kinds.push(kind);
        }
        kinds.sort_by_key(|kind| kind.order);
        Ok(Self(kinds))
    }

    pub fn get(&self, code: &str) -> Option<&DueKind> {
        self.0.iter().find(|kind| kind.code == code)
    }

    /// The kind of a card; one that is gone from the table is a defect of the data.
    pub fn of_card(&self, code: &str) -> Result<&DueKind> {
        self.get(code).ok_or_else(|| Error::internal(format!("kind of due {code} is unknown")))
    }

    /// The kind a person means by its code or its Polish name.
    pub fn named(&self, text: &str) -> Option<&DueKind> {
        let folded = folded(text);
        self.0.iter().find(|kind| kind.code == text.trim() || self::folded(&kind.polish_name) == folded)
    }

    pub fn all(&self) -> &[DueKind] {
        &self.0
    }
}

impl DueKind {
    /// `756-75616-0310`; empty for a joint obligation, whose components carry their own.
    pub fn classification(&self) -> String {
        self.classified(&self.paragraf)
    }

    pub fn interest_classification(&self) -> String {
        self.classified(&self.interest_paragraf)
    }

    pub fn cost_classification(&self) -> String {
        self.classified(&self.cost_paragraf)
    }

    /// Why a payer of this sort cannot owe it; nothing when it can.
    pub fn refuses(&self, payer: PartyKind) -> Option<&'static str> {
        match (self.payer, payer) {
            (PayerKind::Natural, PartyKind::Legal) => Some("Ten rodzaj jest dla osób fizycznych."),
            (PayerKind::Legal, PartyKind::Natural) => Some("Ten rodzaj jest dla osób prawnych."),
            _ => None,
        }
    }

    fn classified(&self, paragraf: &str) -> String {
        if self.dzial.is_empty() {
            String::new()
        } else {
            format!("{}-{}-{paragraf}", self.dzial, self.rozdzial)
        }
    }

    /// The name with a capital letter, as residents read it.
    pub fn title(&self) -> String {
        let mut letters = self.polish_name.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// The kinds in force, read from memory.
pub async fn of(municipality: &Municipality) -> Result<Arc<Kinds>> {
    municipality
        .cached(async |municipality: &Municipality| {
            let today = municipality.clock.today();
            let own: Option<String> = settings::get(&municipality.db.read, SETTING, today).await?;
            Kinds::with(&own.unwrap_or_default())
        })
        .await
}

fn folded(text: &str) -> String {
    ratusz_kernel::seal::normalise::folded(text)
}
