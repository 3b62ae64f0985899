//! `/urzad/stawki-podatkow`: the limits of a year, the council's rates in force, and the rates of a new resolution.

use askama::Template;
use axum::extract::RawQuery;
use chrono::{Datelike, NaiveDate};
use ratusz_kernel::Deed;
use ratusz_kernel::time::short_date;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};
use rust_decimal::Decimal;

use crate::council::{self, Council, Resolution};
use crate::pages::{Choice, for_form, query};
use crate::rules::assessment::quantity::{self, RATE};
use crate::rules::assessment::tax_rates::{Figure, Group, INCOME, RateKey, rate_keys};

const ADDRESS: &str = "/urzad/stawki-podatkow";

/// The first year whose limits this release knows.
const FIRST_YEAR: i32 = 2025;

struct Tab {
    href: String,
    label: &'static str,
    current: bool,
}

struct Row {
    field: String,
    /// What a new rate is asked by: `Grunty pozostałe, zł za m²`.
    asked: String,
    label: &'static str,
    basis: &'static str,
    limit: String,
    source: String,
    rate: String,
    /// `uchwała XII/87/2025 z 20.11.2025 na rok 2026`
    resolution: String,
}

#[derive(Template)]
#[template(path = "office/council_rates.html")]
struct CouncilRates {
    page: Page,
    year: i32,
    group: Group,
    tabs: Vec<Tab>,
    years: Vec<Choice>,
    rows: Vec<Row>,
    figures: Vec<Choice>,
    figure_year: i32,
    may_change: bool,
    form: Form,
    errors: Errors,
}

pub(super) async fn show(staff: Staff, RawQuery(raw): RawQuery) -> Answer {
    staff.require("dues.read")?;
    let page = page(&staff, query(raw), Errors::default()).await?;
    staff.visit.show(&page)
}

pub(super) async fn save(staff: Staff, form: Form) -> Answer {
    staff.require("dues.close")?;
    let mut errors = Errors::default();
    let today = staff.visit.municipality.clock.today();
    let year = year(&form, &mut errors, today);
    let number = errors.text(&form, "uchwala", "Wpisz numer uchwały, na przykład XII/87/2025.", 80);
    let day = errors.date(&form, "dzien");
    if errors.of("dzien").is_empty() {
        let years = year - 30..=year;
        if day > today {
            errors.add("dzien", "Dzień podjęcia uchwały nie może być z przyszłości.");
        } else if !years.contains(&day.year()) {
            errors.add("dzien", "Sprawdź rok podjęcia uchwały.");
        }
    }
    let mut rates: Vec<(&RateKey, Decimal)> = Vec::new();
    for key in keys(group(&form)) {
        let field = council::field(key);
        if !form.get(&field).is_empty() {
            rates.extend(number_of(&form, &mut errors, &field).map(|rate| (key, rate)));
        }
    }
    if rates.is_empty() && errors.is_empty() {
        let first = keys(group(&form)).next().map(council::field).unwrap_or_default();
        errors.add(&first, "Wpisz co najmniej jedną stawkę z uchwały.");
    }
    if errors.is_empty() {
        let resolution = Resolution { year, number, day };
        match change(&staff, async |deed| council::enter(deed, &resolution, &rates).await).await {
            Ok(()) => {
                let to = address(year, group(&form));
                return Ok(staff.visit.go_telling(&to, "success", "Stawki z uchwały są zapisane."));
            }
            Err(error) => errors.0.extend(for_form(error, "uchwala")?),
        }
    }
    refuse(&staff, form, errors).await
}

/// A limit, price or income from a notice.
pub(super) async fn announce(staff: Staff, form: Form) -> Answer {
    staff.require("dues.close")?;
    let mut errors = Errors::default();
    let year = year(&form, &mut errors, staff.visit.municipality.clock.today());
    let group = group(&form);
    let key = figure_keys(group).into_iter().map(|(code, _)| code).find(|code| *code == form.get("granica"));
    if key.is_none() {
        errors.add("granica", "Wybierz, co wpisujesz.");
    }
    let amount = number_of(&form, &mut errors, "kwota").unwrap_or_default();
    if errors.of("kwota").is_empty() && amount.is_zero() {
        errors.add("kwota", "Wpisz kwotę większą od zera.");
    }
    let source = errors.text(&form, "zrodlo", "Wpisz źródło, na przykład numer Monitora Polskiego.", 200);
    if let Some(key) = key.filter(|_| errors.is_empty()) {
        let (announced, figure) = (figure_year(group, year), Figure { amount, source });
        match change(&staff, async |deed| council::announce(deed, key, announced, &figure).await).await {
            Ok(()) => {
                let to = address(year, group);
                return Ok(staff.visit.go_telling(&to, "success", "Kwota z ogłoszenia jest zapisana."));
            }
            Err(error) => errors.0.extend(for_form(error, "kwota")?),
        }
    }
    refuse(&staff, form, errors).await
}

async fn change(
    staff: &Staff,
    act: impl AsyncFnOnce(&mut Deed) -> ratusz_kernel::Result<()>,
) -> ratusz_kernel::Result<()> {
    let municipality = &staff.visit.municipality;
    let mut deed = Deed::begin(municipality, &staff.visit.actor(), "dues.close").await?;
    act(&mut deed).await?;
    deed.commit().await?;
    municipality.forget::<Council>();
    Ok(())
}

async fn refuse(staff: &Staff, form: Form, errors: Errors) -> Answer {
    let mut page = page(staff, form, errors).await?;
    page.page = staff.visit.page_with_errors();
    staff.visit.show_invalid(&page)
}

fn keys(group: Group) -> impl Iterator<Item = &'static RateKey> {
    rate_keys().iter().filter(move |key| key.group == group)
}

/// What is announced for the rates of a group: each rate's limit, or the one income that limits all rates of waste.
fn figure_keys(group: Group) -> Vec<(&'static str, &'static str)> {
    if group == Group::Waste {
        return vec![(INCOME, "Przeciętny miesięczny dochód rozporządzalny na osobę")];
    }
    let announced = keys(group).filter(|key| key.statutory_limit.is_none());
    announced.map(|key| (key.code.as_str(), key.label.as_str())).collect()
}

/// The year in which the figure for the rates of a year is announced: the income comes out in the year before.
fn figure_year(group: Group, year: i32) -> i32 {
    if group == Group::Waste { year - 1 } else { year }
}

fn number_of(form: &Form, errors: &mut Errors, field: &str) -> Option<Decimal> {
    match quantity::parse(form.get(field), RATE) {
        Ok(number) => Some(number),
        Err(error) => {
            errors.add(field, error.to_string());
            None
        }
    }
}

fn group(form: &Form) -> Group {
    let chosen = form.get("grupa");
    Group::ALL.into_iter().find(|group| group.code() == chosen).unwrap_or(Group::Property)
}

fn year(form: &Form, errors: &mut Errors, today: NaiveDate) -> i32 {
    let last = today.year() + 1;
    let typed = form.get("rok").parse().ok().filter(|year| (FIRST_YEAR..=last).contains(year));
    typed.unwrap_or_else(|| {
        errors.add("rok", format!("Wybierz rok od {FIRST_YEAR} do {last}."));
        today.year()
    })
}

fn address(year: i32, group: Group) -> String {
    format!("{ADDRESS}?rok={year}&grupa={}", group.code())
}

async fn page(staff: &Staff, form: Form, errors: Errors) -> Result<CouncilRates, Problem> {
    let visit = &staff.visit;
    let council = council::of(&visit.municipality).await?;
    let today = visit.municipality.clock.today();
    let year = year(&form, &mut Errors::default(), today);
    let group = group(&form);
    let tabs = Group::ALL.into_iter().map(|other| Tab {
        href: address(year, other),
        label: other.label(),
        current: other == group,
    });
    let chosen = form.get("granica");
    let figures = figure_keys(group).into_iter().map(|(code, label)| Choice::new(code, label, chosen));
    let years = (FIRST_YEAR..=today.year() + 1).rev();
    Ok(CouncilRates {
        page: visit.page(),
        year,
        group,
        tabs: tabs.collect(),
        years: years.map(|one| Choice::new(one.to_string(), one.to_string(), &year.to_string())).collect(),
        rows: keys(group).map(|key| row(key, &council, year, today)).collect(),
        figures: figures.collect(),
        figure_year: figure_year(group, year),
        may_change: visit.actor().may("dues.close"),
        form,
        errors,
    })
}

fn row(key: &'static RateKey, council: &Council, year: i32, today: NaiveDate) -> Row {
    // The limit that a resolution would meet that is passed now, or was passed in time for the year.
    let resolved = NaiveDate::from_ymd_opt(year - 1, 12, 31).map_or(today, |last| last.min(today));
    let limit = key.limit(year, resolved, &council.figures);
    let rate = council.in_force(key, year);
    let unit = if key.unit == "%" { "% wartości".to_owned() } else { format!("zł za {}", key.unit) };
    Row {
        field: council::field(key),
        asked: format!("{}, {unit}", key.label),
        label: &key.label,
        basis: &key.basis,
        source: limit.as_ref().map(|limit| limit.source.clone()).unwrap_or_default(),
        limit: limit.map(|limit| key.written(limit.amount)).unwrap_or_default(),
        rate: rate.map(|rate| key.written(rate.amount)).unwrap_or_default(),
        resolution: rate.map_or_else(String::new, |rate| {
            let Resolution { year, number, day } = &rate.resolution;
            format!("uchwała {number} z {} na rok {year}", short_date(*day))
        }),
    }
}
