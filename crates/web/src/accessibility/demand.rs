//! Demands for digital accessibility and the answers the act allows (art. 18).

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_kernel::deadlines::{self, Deadline};
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::json;

use super::PERMISSION;

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

    fn words(self) -> &'static str {
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
    pub contact: String,
    pub page: String,
    pub element: String,
    pub alternative: String,
    pub device: String,
    pub version: String,
}

impl Demand {
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
    pub at: DateTime<Utc>,
    pub author: String,
    state: String,
    pub reason: String,
    pub text: String,
    pub promised_on: Option<NaiveDate>,
}

impl Given {
    pub fn label(&self) -> &'static str {
        State::ALL.into_iter().find(|state| state.as_str() == self.state).map_or("", State::label)
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
    fn state(&self) -> State {
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

/// Files a demand; gives its code and the day the answer is due.
pub async fn file(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    new: &NewDemand,
) -> Result<(String, NaiveDate)> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let id = municipality.new_id();
    let code = municipality.random.code(6);
    let today = deed.today();
    let due_on = deadlines::accessibility_demand(today).due;
    deed.tx
        .run(
            "INSERT INTO accessibility_demand (id, code, state, received_at, received_on, due_on, person, way, contact, \
             page, element, alternative, device, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)",
            values![
                id,
                code.clone(),
                State::New.as_str(),
                deed.now,
                today,
                due_on,
                new.person.clone(),
                new.way.clone(),
                new.contact.clone(),
                new.page.clone(),
                new.element.clone(),
                new.alternative.clone(),
                new.device.clone(),
                env!("CARGO_PKG_VERSION")
            ],
        )
        .await?;
    deed.note(
        "accessibility.demand_filed",
        subject(id),
        json!({ "code": code, "page": new.page, "due_on": due_on }),
    );
    deed.commit().await?;
    Ok((code, due_on))
}

/// Gives an answer; refuses a step the case cannot take and a date beyond the limit of the act.
pub async fn answer(municipality: &Arc<Municipality>, actor: &Actor, id: i64, given: Answer) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, PERMISSION).await?;
    let demand = find(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    let (from, to) = (demand.state(), given.state());
    if !from.may_become(to) {
        return Err(Error::Conflict(format!(
            "Zgłoszenie {} ma stan „{}”. Otwórz je jeszcze raz i sprawdź, co się zmieniło.",
            demand.code,
            from.label()
        )));
    }
    let (reason, text, promised_on) = match given {
        Answer::Taken => (String::new(), String::new(), None),
        Answer::Fixed { text } | Answer::Complaint { text } => (String::new(), text, None),
        Answer::Later { day, reason } => {
            if let Err(error) = demand.deadline().check_postponed(day) {
                return Err(Error::field("pozniej_data", error.to_string()));
            }
            (reason, String::new(), Some(day))
        }
        Answer::OtherWay { reason, text } => (reason, text, None),
        Answer::Refused { ground, text } => (ground.words().to_owned(), text, None),
    };
    deed.tx
        .run(
            "UPDATE accessibility_demand SET state = $2, due_on = $3 WHERE id = $1",
            values![id, to.as_str(), promised_on.unwrap_or(demand.due_on)],
        )
        .await?;
    deed.tx
        .run(
            "INSERT INTO accessibility_answer (id, demand_id, at, author, state, reason, text, promised_on) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
            values![
                municipality.new_id(),
                id,
                deed.now,
                actor.name.clone(),
                to.as_str(),
                reason.clone(),
                text,
                promised_on
            ],
        )
        .await?;
    deed.note_because(
        "accessibility.demand_answered",
        subject(id),
        json!({ "code": demand.code, "from": from.as_str(), "to": to.as_str(), "promised_on": promised_on }),
        reason,
    );
    deed.commit().await
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
