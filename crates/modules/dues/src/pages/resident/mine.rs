//! `/naleznosci`: everything owed, by me and by those I act for; choose and pay.

use askama::Template;
use chrono::{Datelike, NaiveDate};
use ratusz_kernel::Money;
use ratusz_kernel::time::long_date;
use ratusz_people::acting::Acting;
use ratusz_web::{Answer, Page, Resident};

use super::{acting, parties};
use crate::pages::Unconfirmed;
use crate::view::{self, CardDebt, DueDebt};

/// Dues of so many days ahead are proposed for payment together with the late ones.
pub(crate) const SOON_DAYS: i64 = 31;
/// From so many days before its date a due shows how many are left.
const COUNTDOWN_DAYS: i64 = 14;

/// A due as a row of the page.
pub(super) struct Row {
    pub due: DueDebt,
    /// `ul. Lipowa 7 · decyzja FN.3120.1.412.2026 · termin 15 listopada 2026`
    pub facts: String,
    pub pill: &'static str,
    pub status: String,
    pub note: String,
    pub now: bool,
}

/// What one person or firm owes.
pub(super) struct Section {
    pub name: String,
    pub basis: String,
    pub now: Vec<Row>,
    pub later: Vec<Row>,
    pub total: Money,
    pub overpaid: Vec<(String, Money)>,
}

#[derive(Template)]
#[template(path = "resident/mine.html")]
struct Mine {
    page: Page,
    sections: Vec<Section>,
    several: bool,
    owes: bool,
    now_total: Money,
    now_count: usize,
    next_date: String,
    paid: Money,
    year: i32,
    outdated: bool,
}

pub(super) async fn show(resident: Resident) -> Answer {
    let acting = acting(&resident).await?;
    let visit = &resident.visit;
    if acting.is_empty() {
        return visit.show(&Unconfirmed { page: visit.page() });
    }
    let today = visit.municipality.clock.today();
    let debts = view::debts(&visit.municipality, &parties(&acting), today).await?;
    let (next, paid) = (debts.next_due_date, debts.paid_this_year);
    let sections = sections(&acting, debts.cards, today);
    let now: Vec<&Row> = sections.iter().flat_map(|section| &section.now).collect();
    visit.show(&Mine {
        page: visit.page(),
        several: acting.len() > 1,
        owes: sections.iter().any(|section| !section.now.is_empty() || !section.later.is_empty()),
        now_total: now.iter().map(|row| row.due.total).sum(),
        now_count: now.len(),
        outdated: now.iter().any(|row| row.due.explanation.outdated),
        next_date: next.map_or_else(|| "brak".to_owned(), long_date),
        paid,
        year: today.year(),
        sections,
    })
}

/// Each card stands once: with the first of the acting people and firms that is among its payers.
pub(super) fn sections(acting: &[Acting], cards: Vec<CardDebt>, today: NaiveDate) -> Vec<Section> {
    let mut sections: Vec<Section> = acting
        .iter()
        .map(|one| Section {
            name: one.name.clone(),
            basis: one.basis.clone(),
            now: Vec::new(),
            later: Vec::new(),
            total: Money::ZERO,
            overpaid: Vec::new(),
        })
        .collect();
    for debt in cards {
        let owner = acting.iter().position(|one| debt.card.party_ids.contains(&one.party_id));
        let Some(section) = owner.and_then(|place| sections.get_mut(place)) else { continue };
        section.total += debt.total();
        if debt.overpaid > Money::ZERO {
            section.overpaid.push((debt.kind_name.clone(), debt.overpaid));
        }
        for due in debt.dues {
            let row = row(&debt.card.title, due, today);
            if row.now { section.now.push(row) } else { section.later.push(row) }
        }
    }
    for section in &mut sections {
        section.now.sort_by_key(|row| (row.due.due_date, row.due.id));
        section.later.sort_by_key(|row| (row.due.due_date, row.due.id));
    }
    sections
}

fn row(object: &str, due: DueDebt, today: NaiveDate) -> Row {
    let left = (due.due_date - today).num_days();
    let (pill, status) = match left {
        ..=-1 => ("late", due.late_text()),
        0 => ("soon", "dziś".to_owned()),
        1 => ("soon", "jutro".to_owned()),
        2..=COUNTDOWN_DAYS => ("soon", format!("za {}", view::days_text(left))),
        _ => ("", String::new()),
    };
    let note = match (due.interest > Money::ZERO, left < 0) {
        (true, _) => format!("w tym odsetki {}", due.interest),
        (false, true) => "bez odsetek".to_owned(),
        _ => String::new(),
    };
    let mut facts: Vec<String> = [object, &due.document_no].iter().map(|fact| (*fact).to_owned()).collect();
    facts.retain(|fact| !fact.is_empty());
    facts.push(format!("termin {}", long_date(due.due_date)));
    Row { facts: facts.join(" · "), pill, status, note, now: left <= SOON_DAYS, due }
}
