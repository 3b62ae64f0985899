//! Information clauses: what the office tells a person whose data it takes (GDPR art. 13), one for each process.

use chrono::NaiveDate;
use ratusz_kernel::{FieldError, Municipality, Profile, Result, Sql, settings, values};
use serde::{Deserialize, Serialize};

pub const SETTING: &str = "web.information_clauses";

/// What the data are used for and the law that allows it (art. 6(1)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Purpose {
    pub purpose: String,
    pub ground: String,
}

/// An information clause (klauzula informacyjna).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    pub process: String,
    pub controller: String,
    pub controller_contact: String,
    pub dpo_contact: String,
    pub purposes: Vec<Purpose>,
    pub recipients: String,
    pub transfers: String,
    pub period: String,
    pub rights: String,
    /// How to withdraw consent; only where a purpose stands on consent.
    pub withdrawal: String,
    pub complaint: String,
    /// Whether data must be given and what follows without.
    pub required: String,
    pub automated: String,
}

impl Clause {
    /// A clause that lacks nothing but what only the office knows.
    pub fn draft(profile: &Profile) -> Self {
        let contact = [
            [&profile.street, &profile.postal_code, &profile.town]
                .map(String::as_str)
                .join(" ")
                .trim()
                .to_owned(),
            profile.email.clone(),
            profile.phone.clone(),
        ];
        let dpo = [profile.dpo_name.clone(), profile.dpo_email.clone()];
        let joined = |parts: &[String]| {
            parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        Self {
            process: String::new(),
            controller: if profile.office.is_empty() { profile.name.clone() } else { profile.office.clone() },
            controller_contact: joined(&contact),
            dpo_contact: if profile.dpo_email.is_empty() { String::new() } else { joined(&dpo) },
            purposes: Vec::new(),
            recipients: String::new(),
            transfers: "Nie przekazujemy danych poza Europejski Obszar Gospodarczy.".into(),
            period: String::new(),
            rights: "Masz prawo do dostępu do swoich danych i ich kopii, do sprostowania, do ograniczenia \
                     przetwarzania i do sprzeciwu. Gdy przetwarzamy dane w zadaniu publicznym, prawo do usunięcia i \
                     do przenoszenia danych nie przysługuje."
                .into(),
            withdrawal: String::new(),
            complaint: "Możesz złożyć skargę do Prezesa Urzędu Ochrony Danych Osobowych.".into(),
            required: String::new(),
            automated: "Nie podejmujemy decyzji automatycznie i nie profilujemy.".into(),
        }
    }

    /// The clause of the account itself, which every office with this site needs.
    fn of_account(profile: &Profile) -> Self {
        let purpose =
            |purpose: &str, ground: &str| Purpose { purpose: purpose.into(), ground: ground.into() };
        Self {
            process: "Konto w e-Urzędzie i sprawy załatwiane online".into(),
            purposes: vec![
                purpose(
                    "prowadzenie konta i załatwianie spraw przez internet",
                    "art. 6 ust. 1 lit. e RODO w związku z ustawą z dnia 8 marca 1990 r. o samorządzie gminnym",
                ),
                purpose(
                    "podatki i opłaty lokalne oraz ich rozliczanie",
                    "art. 6 ust. 1 lit. c RODO w związku z ustawą z dnia 29 sierpnia 1997 r. – Ordynacja podatkowa",
                ),
                purpose(
                    "odpowiedź na zgłoszenie dostępności",
                    "art. 6 ust. 1 lit. c RODO w związku z ustawą z dnia 4 kwietnia 2019 r. o dostępności cyfrowej",
                ),
            ],
            recipients: "Dane otrzymują dostawcy usług, którzy działają w naszym imieniu (utrzymanie serwisu, poczta, \
                         wiadomości SMS), operator płatności, gdy płacisz online, oraz organy uprawnione na podstawie \
                         przepisów."
                .into(),
            period: "Dane konta przechowujemy, dopóki konto istnieje. Dane w sprawach przechowujemy przez okres \
                     z jednolitego rzeczowego wykazu akt."
                .into(),
            required: "Podanie danych jest dobrowolne, ale bez nich nie założysz konta. Dane w sprawach podatkowych \
                       musisz podać, bo wymagają tego przepisy."
                .into(),
            ..Self::draft(profile)
        }
    }

    fn by_consent(&self) -> bool {
        self.purposes.iter().any(|purpose| purpose.ground.contains("lit. a"))
    }

    /// The clause as titles and texts, in the order of art. 13.
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        let mut parts = vec![
            ("Kontakt z administratorem", &*self.controller_contact),
            ("Inspektor ochrony danych", &self.dpo_contact),
            ("Kto otrzymuje dane", &self.recipients),
            ("Przekazywanie poza Europejski Obszar Gospodarczy", &self.transfers),
            ("Jak długo przechowujemy dane", &self.period),
            ("Twoje prawa", &self.rights),
            ("Skarga", &self.complaint),
            ("Czy musisz podać dane", &self.required),
            ("Automatyczne decyzje", &self.automated),
        ];
        if self.by_consent() {
            parts.insert(6, ("Wycofanie zgody", &self.withdrawal));
        }
        parts
    }

    /// What is missing; a clause with anything missing may not be published.
    pub fn missing(&self) -> Vec<FieldError> {
        let mut missing: Vec<FieldError> = [
            ("proces", &self.process, "Wpisz, jakiej sprawy dotyczy klauzula."),
            ("administrator", &self.controller, "Wpisz, kto jest administratorem danych."),
            ("kontakt", &self.controller_contact, "Wpisz dane kontaktowe administratora."),
            ("iod", &self.dpo_contact, "Wpisz dane kontaktowe inspektora ochrony danych."),
            ("odbiorcy", &self.recipients, "Napisz, kto otrzymuje dane."),
            (
                "przekazywanie",
                &self.transfers,
                "Napisz, czy dane wychodzą poza Europejski Obszar Gospodarczy.",
            ),
            ("okres", &self.period, "Podaj okres przechowywania albo sposób jego ustalenia."),
            ("prawa", &self.rights, "Wymień prawa osoby."),
            ("skarga", &self.complaint, "Napisz o prawie do skargi."),
            ("obowiazek", &self.required, "Napisz, czy dane trzeba podać i co będzie bez nich."),
            ("automaty", &self.automated, "Napisz, czy decyzje zapadają automatycznie."),
        ]
        .into_iter()
        .filter(|(_, value, _)| value.trim().is_empty())
        .map(|(field, _, message)| FieldError::new(field, message))
        .collect();
        if self.purposes.is_empty() {
            missing.push(FieldError::new("cel_0_cel", "Podaj co najmniej jeden cel z podstawą prawną."));
        }
        for (row, purpose) in self.purposes.iter().enumerate() {
            if purpose.purpose.trim().is_empty() {
                missing.push(FieldError::new(format!("cel_{row}_cel"), "Napisz, po co są dane."));
            }
            if purpose.ground.trim().is_empty() {
                missing.push(FieldError::new(format!("cel_{row}_podstawa"), "Podaj podstawę prawną."));
            }
        }
        if self.by_consent() && self.withdrawal.trim().is_empty() {
            missing.push(FieldError::new(
                "wycofanie",
                "Jeden z celów opiera się na zgodzie. Napisz, jak ją wycofać.",
            ));
        }
        missing
    }
}

/// The clauses in force; until the office saves its own, the one of the account made of the profile.
pub async fn load(municipality: &Municipality) -> Result<Vec<Clause>> {
    let kept = settings::get(&municipality.db.read, SETTING, municipality.clock.today()).await?;
    Ok(kept.unwrap_or_else(|| vec![Clause::of_account(&municipality.profile())]))
}

/// Since when today's wording is in force; nothing for the default one.
pub(super) async fn valid_from(municipality: &Municipality) -> Result<Option<NaiveDate>> {
    let today = municipality.clock.today();
    Ok(municipality
        .db
        .read
        .scalar(
            "SELECT valid_from FROM setting WHERE key = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1",
            values![SETTING, today],
        )
        .await?)
}
