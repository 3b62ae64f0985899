//! The dry run: what the rows of a file would become, and why some cannot.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use ratusz_kernel::{Money, Municipality, Result};
use ratusz_people::parties::NewParty;

use super::file::Table;
use super::mapping::Mapping;
use super::rows::{self, Payer, Row};
use crate::cards::{self, CardRef};
use crate::charges::{NewCharge, statutory_parts, titled};
use crate::kinds;

pub(crate) use super::rows::RowError;

/// On which card a charge goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Card(i64),
    /// The card of a payer (place in [`Plan::payers`]) for a kind; opened when there is none.
    Payer {
        payer: usize,
        kind: String,
        title: String,
    },
}

/// A charge whose card is known only when it is booked.
pub(crate) struct Planned {
    /// Place in [`Plan::targets`].
    pub target: usize,
    pub charge: NewCharge,
}

/// What a file would become.
#[derive(Default)]
pub(crate) struct Plan {
    pub payers: Vec<NewParty>,
    pub targets: Vec<Target>,
    pub charges: Vec<Planned>,
    pub errors: Vec<RowError>,
    pub rows: usize,
}

impl Plan {
    pub(crate) fn total(&self) -> Money {
        self.charges.iter().map(|planned| planned.charge.amount()).sum()
    }

    pub(crate) fn dues(&self) -> usize {
        self.charges.iter().map(|planned| planned.charge.instalments.len()).sum()
    }
}

/// Rows of one document on one card become one charge; a row with its own date is one instalment of it.
pub(crate) async fn plan(municipality: &Municipality, table: &Table, mapping: &Mapping) -> Result<Plan> {
    let kinds = kinds::of(municipality).await?;
    let today = municipality.clock.today();
    let mut plan = Plan { rows: table.rows.len(), ..Plan::default() };
    let mut read: Vec<(usize, Row)> = Vec::with_capacity(table.rows.len());
    for (number, cells) in &table.rows {
        match rows::read(mapping, &kinds, today, *number, cells) {
            Ok(row) => read.push((*number, row)),
            Err(errors) => plan.errors.extend(errors),
        }
    }
    let numbers: Vec<String> = read.iter().filter_map(|(_, row)| card_number(row)).collect();
    let known = cards::by_number(&municipality.db.read, &numbers).await?;
    let mut payers: HashMap<String, usize> = HashMap::new();
    let mut targets: BTreeMap<Target, usize> = BTreeMap::new();
    let mut documents: HashMap<(usize, String), usize> = HashMap::new();
    for (number, row) in read {
        let Some((target, kind)) = target(&mut plan, &mut payers, &known, number, &row) else { continue };
        let Some(kind) = kinds.get(&kind) else { continue };
        let place = *targets.entry(target.clone()).or_insert_with(|| {
            plan.targets.push(target);
            plan.targets.len() - 1
        });
        let parts = match row.due_date {
            Some(day) => vec![(day, row.amount)],
            None => statutory_parts(kind, row.year, row.amount),
        };
        let dated = row.due_date.is_some();
        match documents.get(&(place, row.document.clone())).filter(|_| dated) {
            Some(&at) => add_part(&mut plan.charges[at].charge, parts),
            None => {
                let title = if row.title.is_empty() { kind.title() } else { row.title.clone() };
                plan.charges.push(Planned { target: place, charge: charge(&row, title, parts, today) });
                if dated {
                    documents.insert((place, row.document), plan.charges.len() - 1);
                }
            }
        }
    }
    Ok(plan)
}

fn card_number(row: &Row) -> Option<String> {
    match &row.payer {
        Payer::Card(number) => Some(number.clone()),
        Payer::Party(_) => None,
    }
}

/// The target of a row and the code of its kind.
fn target(
    plan: &mut Plan,
    payers: &mut HashMap<String, usize>,
    known: &HashMap<String, CardRef>,
    number: usize,
    row: &Row,
) -> Option<(Target, String)> {
    match &row.payer {
        Payer::Card(text) => match known.get(text).filter(|card| card.closed.is_none()) {
            Some(card) => Some((Target::Card(card.id), card.kind.clone())),
            None => {
                let reason = "Nie ma otwartej karty o tym numerze.".to_owned();
                plan.errors.push(RowError { row: number, column: "Numer karty kontowej", reason });
                None
            }
        },
        Payer::Party(party) => {
            let kind = row.kind?.code.clone();
            let key = match (&party.pesel, &party.nip) {
                (Some(pesel), _) => pesel.as_str().to_owned(),
                (None, nip) => nip.as_ref().map(ToString::to_string).unwrap_or_default(),
            };
            let payer = *payers.entry(key).or_insert_with(|| {
                plan.payers.push((**party).clone());
                plan.payers.len() - 1
            });
            // One card for a payer and kind: its title is that of the first row.
            let earlier = plan.targets.iter().find(
                |target| matches!(target, Target::Payer { payer: one, kind: of, .. } if *one == payer && *of == kind),
            );
            let target = earlier.cloned().unwrap_or(Target::Payer {
                payer,
                kind: kind.clone(),
                title: row.object.clone(),
            });
            Some((target, kind))
        }
    }
}

fn charge(row: &Row, title: String, parts: Vec<(NaiveDate, Money)>, today: NaiveDate) -> NewCharge {
    NewCharge {
        card_id: 0,
        year: row.year,
        document_no: Some(row.document.clone()),
        document_date: row.document_date,
        booking_date: today,
        basis: Vec::new(),
        instalments: titled(&title, parts),
        title,
    }
}

/// Adds an instalment and names all of them anew.
fn add_part(charge: &mut NewCharge, parts: Vec<(NaiveDate, Money)>) {
    let mut all: Vec<(NaiveDate, Money)> =
        charge.instalments.iter().map(|part| (part.due_date, part.amount)).chain(parts).collect();
    all.sort_by_key(|(day, _)| *day);
    charge.instalments = titled(&charge.title, all);
}
