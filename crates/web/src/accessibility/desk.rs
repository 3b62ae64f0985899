//! The office's desk for accessibility demands: what is due when, and the answers.

use askama::Template;
use axum::extract::{Path, RawQuery};
use chrono::NaiveDate;
use ratusz_kernel::time::{civil_time, long_date, short_date};
use ratusz_kernel::{Error, FieldError, audit};

use super::demand::{self, Answer as Given, Demand, Ground, State};
use super::{PERMISSION, deeds};
use crate::public::sheet::{self, Choice, Tab, choices};
use crate::{Answer, Errors, Form, Page, Problem, Staff};

/// Kind and words of the pill that counts down to the deadline.
fn countdown(due: NaiveDate, today: NaiveDate) -> (&'static str, String) {
    match (due - today).num_days() {
        -1 => ("late", "1 dzień po terminie".into()),
        late @ ..0 => ("late", format!("{} dni po terminie", -late)),
        0 => ("soon", "termin dziś".into()),
        1 => ("soon", "termin jutro".into()),
        left @ 2..=3 => ("soon", format!("termin za {left} dni")),
        left => ("neutral", format!("termin za {left} dni")),
    }
}

struct Line {
    demand: Demand,
    facts: String,
    kind: &'static str,
    status: String,
}

impl Line {
    fn new(demand: Demand, today: NaiveDate) -> Self {
        let state = demand.state();
        let (kind, status) = if state.open() {
            countdown(demand.due_on, today)
        } else {
            ("neutral", state.label().to_owned())
        };
        let page = if demand.page.is_empty() { "adres niepodany" } else { demand.page.as_str() };
        let facts = format!(
            "{}, {page}, wpłynęło {}, {}",
            demand.code,
            short_date(demand.received_on),
            state.label()
        );
        Self { demand, facts, kind, status }
    }
}

#[derive(Template)]
#[template(path = "accessibility/demands.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    open: bool,
    lines: Vec<Line>,
}

pub(super) async fn list(staff: Staff, RawQuery(query): RawQuery) -> Answer {
    staff.require(PERMISSION)?;
    let visit = &staff.visit;
    let open = Form::from_query(query.as_deref().unwrap_or_default()).get("stan") != "zalatwione";
    let today = visit.municipality.clock.today();
    let demands = demand::list(&visit.municipality.db.read, open).await?;
    visit.show(&ListPage {
        page: visit.page(),
        tabs: sheet::tabs("/urzad/dostepnosc/zgloszenia"),
        open,
        lines: demands.into_iter().map(|demand| Line::new(demand, today)).collect(),
    })
}

/// A step already taken.
struct Step {
    label: &'static str,
    iso: String,
    when: String,
    text: String,
}

#[derive(Template)]
#[template(path = "accessibility/demand.html")]
struct DemandPage {
    page: Page,
    tabs: Vec<Tab>,
    line: Line,
    contact: String,
    received: String,
    due: String,
    /// Last day a postponed answer may be given, for the field and for people.
    latest: String,
    latest_words: String,
    steps: Vec<Step>,
    grounds: Vec<Choice>,
    form: Form,
    errors: Errors,
    summary: Vec<FieldError>,
}

impl DemandPage {
    fn may(&self, next: State) -> bool {
        self.line.demand.state().may_become(next)
    }

    /// Whether an answer came back with errors, so that its form unfolds; `answer` begins the names of its fields.
    fn wrong(&self, answer: &str) -> bool {
        self.summary.iter().any(|error| error.field.starts_with(answer))
    }
}

async fn demand_page(staff: &Staff, id: i64, form: Form, errors: Errors) -> Result<DemandPage, Problem> {
    let visit = &staff.visit;
    let db = &visit.municipality.db;
    let demand = demand::find(&db.read, id).await?.ok_or(Problem::NotFound)?;
    let latest = demand.deadline().latest_with_notice;
    let steps = demand::answers(&db.read, id)
        .await?
        .into_iter()
        .map(|given| {
            let when = civil_time(given.at);
            Step {
                label: given.state().label(),
                iso: when.format("%Y-%m-%dT%H:%M").to_string(),
                when: format!("{}, {}", when.format("%d.%m.%Y %H:%M"), given.author),
                text: given.words().join(" "),
            }
        })
        .collect();
    Ok(DemandPage {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        tabs: sheet::tabs(""),
        contact: demand.contact(&visit.municipality)?,
        received: format!("{} r.", long_date(demand.received_on)),
        due: format!("{} r.", long_date(demand.due_on)),
        latest: latest.to_string(),
        latest_words: format!(
            "Najpóźniej {} r., czyli 2 miesiące od wpływu. Termin można przedłużyć tylko raz.",
            long_date(latest)
        ),
        grounds: choices(Ground::LIST, form.get("odmowa_podstawa")),
        line: Line::new(demand, visit.municipality.clock.today()),
        steps,
        form,
        summary: errors.0.clone(),
        errors,
    })
}

pub(super) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require(PERMISSION)?;
    let visit = &staff.visit;
    let page = demand_page(&staff, id, Form::default(), Errors::default()).await?;
    audit::note_access(
        &visit.municipality.db.write,
        visit.municipality.clock.now(),
        &visit.actor(),
        &demand::subject(id),
        "",
    )
    .await?;
    visit.show(&page)
}

fn read(form: &Form, errors: &mut Errors) -> Option<Given> {
    const MOST: usize = 3000;
    let mut text = |name: &str, message: &str| errors.text(form, name, message, MOST);
    let given = match form.get("odpowiedz") {
        "w-realizacji" => Given::Taken,
        "naprawiono" => Given::Fixed { text: text("naprawiono_tresc", "Napisz, co zostało naprawione.") },
        "pozniej" => Given::Later {
            reason: text("pozniej_powod", "Podaj przyczynę. Zgłaszający musi ją poznać."),
            day: errors.date(form, "pozniej_data"),
        },
        "inaczej" => Given::OtherWay {
            reason: text("inaczej_powod", "Napisz, dlaczego nie da się zapewnić dostępności."),
            text: text("inaczej_tresc", "Napisz, jak zgłaszający otrzyma tę informację."),
        },
        "odmowa" => Given::Refused {
            text: text("odmowa_tresc", "Uzasadnij odmowę."),
            ground: Ground::read(form.get("odmowa_podstawa")).unwrap_or_else(|| {
                errors.add("odmowa_podstawa", "Wybierz podstawę. Z innego powodu odmówić nie można.");
                Ground::Integrity
            }),
        },
        "skarga" => Given::Complaint { text: text("skarga_tresc", "Napisz, czego dotyczy skarga.") },
        _ => return None,
    };
    Some(given)
}

pub(super) async fn answer(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require(PERMISSION)?;
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let given = read(&form, &mut errors).ok_or(Problem::BadRequest)?;
    let told = given.state().is_told();
    let done = match errors.check() {
        Ok(()) => deeds::answer(&visit.municipality, &visit.actor(), id, given).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let demand = demand::find(&visit.municipality.db.read, id).await?.ok_or(Problem::NotFound)?;
            let text = match (told, demand.way.as_str()) {
                (false, _) => "Zapisano.",
                (true, "email") => "Zapisano. Wysyłamy odpowiedź e-mailem.",
                (true, _) => "Zapisano. Przekaż odpowiedź zgłaszającemu w wybrany przez niego sposób.",
            };
            Ok(visit.go_telling(&format!("/urzad/dostepnosc/zgloszenia/{id}"), "success", text))
        }
        Err(Error::Invalid(fields)) => {
            visit.show_invalid(&demand_page(&staff, id, form, Errors(fields)).await?)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countdown_speaks_polish() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 22).unwrap();
        let words = |days: i64| countdown(today + chrono::Duration::days(days), today).1;
        assert_eq!(words(7), "termin za 7 dni");
        assert_eq!(words(1), "termin jutro");
        assert_eq!(words(0), "termin dziś");
        assert_eq!(words(-1), "1 dzień po terminie");
        assert_eq!(words(-2), "2 dni po terminie");
    }
}
