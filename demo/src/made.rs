//! The sign-ins of the demo, for the person who tries it and for the journeys.

use std::sync::Arc;

use ratusz_kernel::{ActorKind, Municipality, Result, Sql, values};
use ratusz_web::NewSession;
use serde::Serialize;

/// Which door a person uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Home,
    Office,
}

pub(crate) struct DemoPerson {
    pub role: &'static str,
    /// For staff also the name of their role in the office.
    pub title: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub secret: &'static [u8],
    pub place: Place,
}

/// Residents first, in the order of the known payers.
pub(crate) const PEOPLE: [DemoPerson; 6] = [
    DemoPerson {
        role: "resident",
        title: "mieszkanka",
        name: "Anna Kowalska",
        email: "anna@kowalska.example",
        password: "Lipowa-siedem-2026",
        secret: b"demo-anna-kowalska-1",
        place: Place::Home,
    },
    DemoPerson {
        role: "representative",
        title: "prezes piekarni",
        name: "Marek Nowak",
        email: "marek@podlipa.example",
        password: "Swiezy-chleb-o-piatej",
        secret: b"demo-marek-nowak-002",
        place: Place::Home,
    },
    DemoPerson {
        role: "accountant",
        title: "Księgowość",
        name: "Beata Walczak",
        email: "ksiegowosc@wierzbicadolna.example",
        password: "Czterysta-wplat-dziennie",
        secret: b"demo-beata-walczak-3",
        place: Place::Office,
    },
    DemoPerson {
        role: "treasurer",
        title: "Skarbnik",
        name: "Halina Górska",
        email: "skarbnik@wierzbicadolna.example",
        password: "Kazdy-grosz-sie-zgadza",
        secret: b"demo-halina-gorska-4",
        place: Place::Office,
    },
    DemoPerson {
        role: "counter",
        title: "Punkt obsługi",
        name: "Tomasz Sikora",
        email: "punkt@wierzbicadolna.example",
        password: "Dzien-dobry-w-urzedzie",
        secret: b"demo-tomasz-sikora-5",
        place: Place::Office,
    },
    DemoPerson {
        role: "administrator",
        title: "Administrator",
        name: "Paweł Dudek",
        email: "admin@wierzbicadolna.example",
        password: "Jeden-na-caly-ratusz",
        secret: b"demo-pawel-dudek-006",
        place: Place::Office,
    },
];

/// One sign-in.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    pub role: &'static str,
    pub title: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    /// Secret for an authenticator app, base32.
    pub totp: String,
    /// The code of this half minute, for whoever has no app at hand.
    pub code_now: String,
    pub staff: bool,
}

/// A payer of the register who has no account yet, for the way from registration to a paid bill.
#[derive(Debug, Clone, Serialize)]
pub struct Newcomer {
    pub given_name: String,
    pub family_name: String,
    pub pesel: String,
}

/// What was made.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    pub municipality: String,
    pub url: String,
    pub people: Vec<Person>,
    pub newcomer: Option<Newcomer>,
}

impl Made {
    pub(crate) fn of(municipality: &Municipality) -> Self {
        Self {
            municipality: municipality.profile().name.clone(),
            url: municipality.link(""),
            newcomer: newcomer(),
            people: PEOPLE
                .iter()
                .map(|person| Person {
                    role: person.role,
                    title: person.title,
                    name: person.name,
                    email: person.email,
                    password: person.password,
                    totp: base32(person.secret),
                    code_now: ratusz_people::setup::totp_code(municipality, person.secret)
                        .unwrap_or_default(),
                    staff: person.place == Place::Office,
                })
                .collect(),
        }
    }
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "\n{}: made-up people, real formats\n", self.municipality)?;
        writeln!(f, "  Residents sign in at {}/logowanie, staff at {}/urzad/logowanie.", self.url, self.url)?;
        writeln!(
            f,
            "  The second factor is an authenticator code; add the secret to an app, or use the code of this half minute."
        )?;
        writeln!(f, "  `ratusz demo` prints fresh codes.\n")?;
        for person in &self.people {
            writeln!(
                f,
                "  {:<16} {:<34} {:<26} secret {}  code {}",
                person.title, person.email, person.password, person.totp, person.code_now
            )?;
        }
        Ok(())
    }
}

/// The first person after those of the sign-ins.
fn newcomer() -> Option<Newcomer> {
    crate::everyone(12).into_iter().skip(3).find_map(|payer| {
        Some(Newcomer {
            pesel: payer.pesel?.as_str().to_owned(),
            given_name: payer.given_name,
            family_name: payer.family_name,
        })
    })
}

fn base32(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    for chunk in bytes.chunks(5) {
        let mut block = [0u8; 8];
        block[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(block);
        let signs = (chunk.len() * 8).div_ceil(5);
        out.extend(
            (0..signs).map(|i| char::from(SIGNS[usize::try_from(bits >> (35 - 5 * i) & 31).unwrap_or(0)])),
        );
    }
    out
}

/// Tokens of sessions of payers who are signed in, for load measurements; only in a demo municipality.
pub async fn sessions(municipality: &Arc<Municipality>, count: u32) -> Result<Vec<String>> {
    if !municipality.profile().demo {
        return Err(ratusz_kernel::Error::internal("sessions are made only in a demo municipality"));
    }
    let parties: Vec<i64> = municipality
        .db
        .read
        .column("SELECT id FROM party WHERE kind = 'natural' ORDER BY id LIMIT $1", values![i64::from(count)])
        .await?;
    let tx = municipality.db.begin().await?;
    let mut tokens = Vec::new();
    for party in parties {
        let new = NewSession {
            kind: ActorKind::Resident,
            // No account stands behind it; the pages of dues ask only for the person.
            subject_id: party,
            name: "Pomiar".into(),
            party_id: Some(party),
            level: 2,
            permissions: Vec::new(),
            device: "pomiar".into(),
            origin: "127.0.0.0/24".into(),
        };
        tokens.push(ratusz_web::session::start(&tx, municipality, &new).await?);
    }
    tx.commit().await?;
    Ok(tokens)
}
