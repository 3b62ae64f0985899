//! `/urzad/stopy`: the histories of both rates of interest; a new rate is added at the end.

use askama::Template;
use chrono::Months;
use ratusz_kernel::time::short_date;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::rates;
use crate::law;
use crate::pages::{Choice, for_form};
use crate::rules::interest::Regime;
use crate::rules::rates::{Rate, RateTable};
use crate::view::percent;

struct Table {
    title: &'static str,
    basis: &'static str,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "office/rates.html")]
struct Rates {
    page: Page,
    tables: Vec<Table>,
    confirmed: String,
    outdated: bool,
    may_change: bool,
    regimes: Vec<Choice>,
    form: Form,
    errors: Errors,
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require("dues.read")?;
    let page = page(&staff, Form::default(), Errors::default()).await?;
    staff.visit.show(&page)
}

pub(super) async fn save(staff: Staff, form: Form) -> Answer {
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let from = errors.date(&form, "od");
    if errors.is_empty() && from > visit.municipality.clock.today() + Months::new(12) {
        errors.add("od", "Ta data jest ponad rok naprzód. Sprawdź rok.");
    }
    let source = errors.text(&form, "zrodlo", "Wpisz źródło, na przykład numer obwieszczenia.", 200);
    let regime = if form.get("tabela") == "civil" { Regime::Civil } else { Regime::Public };
    let rate = form.get("stopa").trim_end_matches('%').trim().parse::<Rate>();
    match rate {
        Ok(rate) if errors.is_empty() => {
            match rates::add(&visit.municipality, &visit.actor(), regime, from, rate, &source).await {
                Ok(()) => {
                    return Ok(visit.go_telling("/urzad/stopy", "success", "Nowa stopa jest zapisana."));
                }
                Err(error) => errors.0.extend(for_form(error, "od")?),
            }
        }
        Ok(_) => {}
        Err(error) => errors.add("stopa", error.to_string()),
    }
    let mut page = page(&staff, form, errors).await?;
    page.page = visit.page_with_errors();
    visit.show_invalid(&page)
}

pub(super) async fn confirm(staff: Staff, _: Form) -> Answer {
    let visit = &staff.visit;
    rates::confirm(&visit.municipality, &visit.actor()).await?;
    Ok(visit.go_telling("/urzad/stopy", "success", "Zapisaliśmy, że tabele są aktualne na dziś."))
}

async fn page(staff: &Staff, form: Form, errors: Errors) -> Result<Rates, Problem> {
    let municipality = &staff.visit.municipality;
    let law = law::of(municipality).await?;
    let today = municipality.clock.today();
    let (late, delay) = (&law.interest.late, &law.interest.delay);
    let table = |title, basis, rates: &RateTable| Table {
        title,
        basis,
        rows: rates.changes().rev().map(|(from, rate)| (short_date(from), percent(rate))).collect(),
    };
    let chosen = if form.get("tabela") == "civil" { "civil" } else { "public" };
    Ok(Rates {
        page: staff.visit.page(),
        tables: vec![
            table("Odsetki za zwłokę", "należności publicznoprawne, art. 56 § 1 Ordynacji podatkowej", late),
            table(
                "Odsetki ustawowe za opóźnienie",
                "należności cywilnoprawne, art. 481 § 2 Kodeksu cywilnego",
                delay,
            ),
        ],
        confirmed: short_date(late.confirmed_on().max(delay.confirmed_on())),
        outdated: late.may_be_outdated(today, today) || delay.may_be_outdated(today, today),
        may_change: staff.visit.actor().may("dues.close"),
        regimes: vec![
            Choice::new("public", "Odsetki za zwłokę", chosen),
            Choice::new("civil", "Odsetki ustawowe za opóźnienie", chosen),
        ],
        form,
        errors,
    })
}
