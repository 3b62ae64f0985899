//! Planned technical breaks: the administrator lists them, the status page announces them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use ratusz_kernel::{Municipality, Result, settings};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::PERMISSION;
use super::editor::{Change, Editor};
use super::sheet::{self, Kind, Section, must, row_id};
use crate::forms::parse_date;
use crate::{Answer, Errors, Form, Staff};

pub const SETTING: &str = "web.planned_breaks";

/// A planned break (przerwa techniczna), times as on the wall in Poland.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Break {
    pub day: NaiveDate,
    pub from: NaiveTime,
    pub to: NaiveTime,
    /// What does not work then.
    pub what: String,
}

impl Break {
    pub fn under_way(&self, now: NaiveDateTime) -> bool {
        self.day == now.date() && self.from <= now.time() && now.time() < self.to
    }

    pub fn over(&self, now: NaiveDateTime) -> bool {
        self.day.and_time(self.to) <= now
    }
}

/// All breaks that were entered, in the order of time.
pub async fn load(municipality: &Municipality) -> Result<Vec<Break>> {
    let mut breaks: Vec<Break> =
        settings::get(&municipality.db.read, SETTING, municipality.clock.today()).await?.unwrap_or_default();
    breaks.sort_by_key(|one| (one.day, one.from));
    Ok(breaks)
}

const SECTIONS: &[Section] = &[Section {
    title: "Przerwy",
    lead: "Minione przerwy możesz usunąć: wyczyść wszystkie pola wpisu.",
    group: "przerwa",
    row: "Przerwa",
    fields: &[
        must("dzien", "Dzień", Kind::Date),
        must("od", "Od godziny", Kind::Line).hint("Na przykład 22:00."),
        must("do", "Do godziny", Kind::Line).hint("Najpóźniej 23:59. Przerwę przez północ wpisz jako dwie."),
        must("opis", "Co nie będzie działać", Kind::Line),
    ],
}];

const EDITOR: Editor = Editor {
    href: "/urzad/przerwy",
    title: "Przerwy techniczne",
    lead: "Zapowiedz przerwę, zanim się zacznie. Mieszkańcy zobaczą ją na stronie stanu usług.",
    public_href: "/stan",
    sections: SECTIONS,
    setting: SETTING,
    kept: "Przerwy są zapisane.",
};

fn to_form(breaks: &[Break]) -> Form {
    let mut pairs = Vec::new();
    for (row, Break { day, from, to, what }) in breaks.iter().enumerate() {
        let hour = |time: &NaiveTime| time.format("%H:%M").to_string();
        for (field, value) in
            [("dzien", day.to_string()), ("od", hour(from)), ("do", hour(to)), ("opis", what.clone())]
        {
            pairs.push((row_id("przerwa", row, field), value));
        }
    }
    sheet::form_of(&pairs)
}

fn from_form(form: &Form, errors: &mut Errors) -> Vec<Break> {
    sheet::rows(form, "przerwa", ["dzien", "od", "do", "opis"])
        .into_iter()
        .enumerate()
        .map(|(row, [day, from, to, what])| {
            let id = |field: &str| row_id("przerwa", row, field);
            let mut hour = |field: &str, text: &str| {
                NaiveTime::parse_from_str(text, "%H:%M").unwrap_or_else(|_| {
                    errors.add(&id(field), "Wpisz godzinę w postaci 22:00.");
                    NaiveTime::MIN
                })
            };
            let (from, to) = (hour("od", &from), hour("do", &to));
            let day = parse_date(&day).unwrap_or_else(|| {
                errors.add(&id("dzien"), "Wpisz datę w postaci 20.11.2026.");
                NaiveDate::MIN
            });
            if to <= from && errors.of(&id("od")).is_empty() && errors.of(&id("do")).is_empty() {
                errors.add(&id("do"), "Koniec przerwy musi być później niż początek.");
            }
            if what.is_empty() {
                errors.add(&id("opis"), "Napisz, co nie będzie działać.");
            }
            Break { day, from, to, what }
        })
        .collect()
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require(PERMISSION)?;
    let breaks = load(&staff.visit.municipality).await?;
    EDITOR.show(&staff, &to_form(&breaks), Vec::new())
}

pub(super) async fn save(staff: Staff, form: Form) -> Answer {
    staff.require(PERMISSION)?;
    let form = sheet::tidy(SECTIONS, &form);
    let mut errors = Errors::default();
    let breaks = from_form(&form, &mut errors);
    if !errors.is_empty() {
        return EDITOR.refuse(&staff, &form, errors);
    }
    let change = Change {
        deed: "web.breaks_planned",
        subject: "planned_breaks".into(),
        detail: json!({ "after": breaks }),
    };
    EDITOR.keep(&staff, &breaks, change).await
}
