//! The accessibility statement as data (structure of the official document, version 2.0 of 31 July 2024).

use chrono::{DateTime, NaiveDate};
use ratusz_kernel::time::civil_date;
use ratusz_kernel::{Municipality, Result, Sql, settings, values};
use serde::{Deserialize, Serialize};

use super::wording::Wording;

pub const SETTING: &str = "web.accessibility_statement";
/// Version of the official structure this code renders.
pub const VERSION: &str = "2.0";
/// What stands in a fresh statement for a building until the office describes it.
pub const BUILDING_UNDESCRIBED: &str = "Opis wejścia, poruszania się po budynku i parkowania przygotowujemy. Zadzwoń \
    przed wizytą: odpowiemy na pytania i pomożemy wejść albo załatwimy sprawę inaczej.";

/// How far the site meets the act; the three words of the official document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    #[serde(rename = "zgodna")]
    Compliant,
    #[serde(rename = "częściowo zgodna")]
    PartlyCompliant,
    #[serde(rename = "niezgodna")]
    NotCompliant,
}

impl Status {
    pub const ALL: [Self; 3] = [Self::Compliant, Self::PartlyCompliant, Self::NotCompliant];

    pub fn words(self) -> &'static str {
        match self {
            Self::Compliant => "zgodna",
            Self::PartlyCompliant => "częściowo zgodna",
            Self::NotCompliant => "niezgodna",
        }
    }
}

/// Why something is not accessible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It breaks the annex of the act.
    Annex,
    /// The act does not cover it (art. 3(2)).
    Exempt,
    /// Excessive cost (nadmierne koszty, art. 8).
    Cost,
}

impl Basis {
    pub const ALL: [Self; 3] = [Self::Annex, Self::Exempt, Self::Cost];

    /// The official heading its contents stand under.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Annex => "Niezgodność z załącznikiem",
            Self::Exempt => "Treści nieobjęte przepisami",
            Self::Cost => "Nadmierne koszty",
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Annex => "zalacznik",
            Self::Exempt => "nieobjete",
            Self::Cost => "koszty",
        }
    }
}

/// One thing that is not accessible.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unmet {
    pub element: String,
    pub place: String,
    pub barrier: String,
    /// What a person cannot do because of it.
    pub effect: String,
    /// How to get the same in another way (art. 7).
    pub alternative: String,
    pub basis: Basis,
    pub planned_by: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shortcut {
    pub keys: String,
    pub action: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contact {
    pub unit: String,
    pub email: String,
    pub phone: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Building {
    pub name: String,
    pub address: String,
    pub description: String,
    /// Where it is described, when that is another page.
    pub link: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MobileApp {
    pub name: String,
    pub system: String,
    pub link: String,
    pub statement_link: String,
}

/// The accessibility statement (deklaracja dostępności), Act of 4 April 2019, art. 10.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub version: String,
    pub language: String,
    pub body_name: String,
    pub site_name: String,
    pub url: String,
    pub published_on: NaiveDate,
    /// Last essential change of the site.
    pub changed_on: NaiveDate,
    /// The day it was first made; never changes afterwards.
    pub made_on: NaiveDate,
    pub reviewed_on: Option<NaiveDate>,
    pub status: Status,
    pub unmet: Vec<Unmet>,
    /// Result of the cost assessment, or a link to it.
    pub cost_assessment: String,
    /// How accessibility was assessed.
    pub method: String,
    pub report_link: String,
    pub features: String,
    pub shortcuts: Vec<Shortcut>,
    pub contact: Contact,
    pub buildings: Vec<Building>,
    pub communication: String,
    pub apps: Vec<MobileApp>,
    pub wording: Wording,
}

impl Statement {
    /// The statement in force and whether the office has ever saved one; until then a complete one made of the profile.
    pub async fn load(municipality: &Municipality) -> Result<(Self, bool)> {
        let kept: Option<Self> =
            settings::get(&municipality.db.read, SETTING, municipality.clock.today()).await?;
        match kept {
            Some(statement) => Ok((statement, true)),
            None => Ok((Self::of_profile(municipality, first_day(municipality).await?), false)),
        }
    }

    fn of_profile(municipality: &Municipality, first_day: NaiveDate) -> Self {
        let profile = municipality.profile();
        let first = |one: &str, other: &str| if one.is_empty() { other.to_owned() } else { one.to_owned() };
        let office = first(&profile.office, &profile.name);
        let address = [profile.street.as_str(), profile.postal_code.as_str(), profile.town.as_str()];
        Self {
            version: VERSION.into(),
            language: "pl".into(),
            site_name: format!("e-Urząd, {}", profile.name),
            url: municipality.link("/"),
            published_on: first_day,
            changed_on: first_day,
            made_on: first_day,
            reviewed_on: None,
            status: Status::PartlyCompliant,
            unmet: vec![Unmet {
                element: "Skany dokumentów".into(),
                place: "Załączniki, które urząd dodaje do spraw i wiadomości".into(),
                barrier: "Skan jest obrazem i nie ma warstwy tekstowej".into(),
                effect: "Czytnik ekranu nie odczyta takiego dokumentu".into(),
                alternative: "Napisz albo zadzwoń do nas. Prześlemy treść jako tekst albo ją odczytamy".into(),
                basis: Basis::Annex,
                planned_by: None,
            }],
            cost_assessment: String::new(),
            method: "Samoocena przeprowadzona przez urząd".into(),
            report_link: String::new(),
            features: "Serwis działa bez myszy i bez skryptów, dopasowuje się do telefonu i do powiększenia 400%, \
                       przejmuje z urządzenia jasny albo ciemny wygląd i zwiększony kontrast."
                .into(),
            shortcuts: [("S", "przejście do pola wyszukiwania na listach"), ("?", "lista skrótów na listach")]
                .map(|(keys, action)| Shortcut { keys: keys.into(), action: action.into() })
                .into(),
            contact: Contact {
                unit: office.clone(),
                email: first(&profile.accessibility_email, &profile.email),
                phone: first(&profile.accessibility_phone, &profile.phone),
            },
            buildings: vec![Building {
                name: office.clone(),
                address: address.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
                description: BUILDING_UNDESCRIBED.into(),
                link: String::new(),
            }],
            communication: "Urząd nie ma tłumacza polskiego języka migowego online. Możesz przyjść z osobą, która \
                            pomoże ci w rozmowie, albo poprosić o tłumacza co najmniej 3 dni robocze wcześniej."
                .into(),
            apps: Vec::new(),
            wording: Wording::default(),
            body_name: office,
        }
    }

    /// The things that are not accessible for one reason.
    pub fn unmet_by(&self, basis: Basis) -> Vec<&Unmet> {
        self.unmet.iter().filter(|unmet| unmet.basis == basis).collect()
    }

    pub(crate) fn status_sentence(&self) -> &str {
        match self.status {
            Status::Compliant => &self.wording.compliant,
            Status::PartlyCompliant => &self.wording.partly_compliant,
            Status::NotCompliant => &self.wording.not_compliant,
        }
    }
}

/// The day the municipality's site was set up here: the day of the first step of its schema.
async fn first_day(municipality: &Municipality) -> Result<NaiveDate> {
    let at: Option<i64> =
        municipality.db.read.scalar("SELECT MIN(applied_at) FROM schema_step", values![]).await?;
    Ok(at
        .and_then(|at| DateTime::from_timestamp(at, 0))
        .map_or_else(|| municipality.clock.today(), civil_date))
}
