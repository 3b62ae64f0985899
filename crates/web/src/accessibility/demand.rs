//! Demands for digital accessibility, the answers the act allows (art. 18), and where they are kept.

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_kernel::deadlines::{self, Deadline};
use ratusz_kernel::seal::Field;
use ratusz_kernel::time::long_date;
use ratusz_kernel::{Municipality, Result, SealedColumn, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};

const CONTACT: Field = Field { table: "accessibility_demand", column: "contact" };
pub(crate) const SEALED: SealedColumn =
    SealedColumn { table: CONTACT.table, column: CONTACT.column, index: None };

/// Published when the person is owed word of an answer; the fact is an [`Answered`].
pub const ANSWERED: &str = "web.accessibility_answered";

/// Says which answer, and nothing of the person.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Answered {
    pub demand_id: i64,
    pub answer_id: i64,
}

/// How the person wants to be answered.
pub const WAYS: &[(&str, &str)] = &[
    ("email", "e-mailem"),
    ("telefon", "telefonicznie"),
    ("list", "listem"),
    ("osobiscie", "osobiście w urzędzie"),
];

/// The only grounds a refusal may stand on: making the thing accessible would harm the information.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Integrity,
    Credibility,
}

impl Ground {
    /// Values and labels for the form.
    pub const LIST: &'static [(&'static str, &'static str)] = &[
        ("integralnosc", "Zmiana naruszyłaby integralność informacji"),
        ("wiarygodnosc", "Zmiana naruszyłaby wiarygodność informacji"),
    ];

    pub fn read(code: &str) -> Option<Self> {
        match code {
            "integralnosc" => Some(Self::Integrity),
            "wiarygodnosc" => Some(Self::Credibility),
            _ => None,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Integrity => "Zmiana naruszyłaby integralność informacji.",
            Self::Credibility => "Zmiana naruszyłaby wiarygodność informacji.",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    New,
    InProgress,
    Postponed,
    Done,
    OtherWay,
    Refused,
    Complaint,
}

impl State {
    const ALL: [Self; 7] = [
        Self::New,
        Self::InProgress,
        Self::Postponed,
        Self::Done,
        Self::OtherWay,
        Self::Refused,
        Self::Complaint,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::Postponed => "postponed",
            Self::Done => "done",
            Self::OtherWay => "other_way",
            Self::Refused => "refused",
            Self::Complaint => "complaint",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::New => "nowe",
            Self::InProgress => "w realizacji",
            Self::Postponed => "termin późniejszy",
            Self::Done => "naprawiono",
            Self::OtherWay => "inny sposób dostępu",
            Self::Refused => "odmowa",
            Self::Complaint => "skarga",
        }
    }

    /// Whether the office still owes an answer.
    pub fn open(self) -> bool {
        matches!(self, Self::New | Self::InProgress | Self::Postponed)
    }

    /// Whether the person must hear of it from the office (art. 18): not that somebody reads their demand, and not what
    /// they wrote themselves.
    pub fn is_told(self) -> bool {
        matches!(self, Self::Done | Self::Postponed | Self::OtherWay | Self::Refused)
    }

    /// `nowe → w realizacji → załatwione | przedłużone → załatwione | odmowa → skarga`. A later date is announced once.
    pub fn may_become(self, next: Self) -> bool {
        match next {
            Self::New => false,
            Self::InProgress => self == Self::New,
            Self::Postponed => matches!(self, Self::New | Self::InProgress),
            Self::Done | Self::OtherWay | Self::Refused => self.open(),
            Self::Complaint => matches!(self, Self::OtherWay | Self::Refused),
        }
    }
}

/// A demand for accessibility (żądanie zapewnienia dostępności cyfrowej).
#[derive(Debug, Clone, FromQueryResult)]
pub struct Demand {
    pub id: i64,
    /// What the person and the office call it by.
    pub code: String,
    state: String,
    pub received_at: DateTime<Utc>,
    pub received_on: NaiveDate,
    /// The day the answer is due, or the later day announced.
    pub due_on: NaiveDate,
    pub person: String,
    pub way: String,
    contact: Vec<u8>,
    pub page: String,
    pub element: String,
    pub alternative: String,
    pub device: String,
    pub version: String,
}

impl Demand {
    /// Address, number or e-mail, as the person gave it.
    pub fn contact(&self, municipality: &Municipality) -> Result<String> {
        Ok(municipality.seal.open_text(CONTACT, &self.id.to_string(), &self.contact)?.to_string())
    }

    /// Where word of an answer can be e-mailed; nothing when the person chose another way.
    pub fn email(&self, municipality: &Municipality) -> Result<Option<String>> {
        if self.way == "email" { self.contact(municipality).map(Some) } else { Ok(None) }
    }

    pub fn state(&self) -> State {
        State::ALL.into_iter().find(|state| state.as_str() == self.state).unwrap_or(State::New)
    }

    pub fn deadline(&self) -> Deadline {
        deadlines::accessibility_demand(self.received_on)
    }

    pub fn way_label(&self) -> &'static str {
        WAYS.iter().find(|(way, _)| *way == self.way).map_or("", |(_, label)| label)
    }
}

/// What a person wrote.
#[derive(Debug, Clone, Default)]
pub struct NewDemand {
    pub person: String,
    pub way: String,
    pub contact: String,
    pub page: String,
    pub element: String,
    pub alternative: String,
    /// Browser and system in two words.
    pub device: String,
}

/// One answer, or another step of the case.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Given {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub author: String,
    state: String,
    pub reason: String,
    pub text: String,
    pub promised_on: Option<NaiveDate>,
}

impl Given {
    pub fn state(&self) -> State {
        State::ALL.into_iter().find(|state| state.as_str() == self.state).unwrap_or(State::New)
    }

    /// The new day announced, the reason and the text, as the person reads them.
    pub fn words(&self) -> Vec<String> {
        let promised = self.promised_on.map(|day| format!("Nowy termin: {} r.", long_date(day)));
        let all = [promised.unwrap_or_default(), self.reason.clone(), self.text.clone()];
        all.into_iter().filter(|part| !part.is_empty()).collect()
    }
}

/// What the office answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Taken,
    Fixed {
        text: String,
    },
    Later {
        day: NaiveDate,
        reason: String,
    },
    OtherWay {
        reason: String,
        text: String,
    },
    Refused {
        ground: Ground,
        text: String,
    },
    /// The person complains about a refusal or does not want the other way.
    Complaint {
        text: String,
    },
}

impl Answer {
    pub(super) fn state(&self) -> State {
        match self {
            Self::Taken => State::InProgress,
            Self::Fixed { .. } => State::Done,
            Self::Later { .. } => State::Postponed,
            Self::OtherWay { .. } => State::OtherWay,
            Self::Refused { .. } => State::Refused,
            Self::Complaint { .. } => State::Complaint,
        }
    }
}

pub(super) fn seal_contact(municipality: &Municipality, id: i64, contact: &str) -> Vec<u8> {
    municipality.seal.seal(CONTACT, &id.to_string(), contact.as_bytes(), &municipality.random)
}

/// The name of a demand in the audit.
pub fn subject(id: i64) -> String {
    format!("accessibility_demand:{id}")
}

pub async fn find<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Demand>> {
    Ok(db.maybe("SELECT * FROM accessibility_demand WHERE id = $1", values![id]).await?)
}

/// Open demands by their deadline, or the last hundred settled ones.
pub async fn list<C: ConnectionTrait>(db: &C, open: bool) -> Result<Vec<Demand>> {
    let (not, order) = if open { ("", "due_on, id") } else { ("NOT ", "id DESC") };
    let sql = format!(
        "SELECT * FROM accessibility_demand WHERE state {not}IN ('new', 'in_progress', 'postponed') \
         ORDER BY {order} LIMIT 100"
    );
    Ok(db.all(&sql, values![]).await?)
}

pub async fn answers<C: ConnectionTrait>(db: &C, id: i64) -> Result<Vec<Given>> {
    Ok(db.all("SELECT * FROM accessibility_answer WHERE demand_id = $1 ORDER BY id", values![id]).await?)
}
