//! The demo municipality: about 3,000 made-up payers with all kinds of due over three years, statements of the last month in
//! several banks' dialects, staff in each role. The same day and size give the same municipality.

mod assessments;
mod corrections;
mod dice;
mod history;
mod made;
mod office;
mod online;
mod payments;
mod people;
mod statements;

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use ratusz_dues::charges::NewCharge;
use ratusz_kernel::{Actor, Deed, Error, Municipalities, Municipality, Result};
use ratusz_payments::demo::Payer;
use ratusz_people::parties;

use crate::dice::Dice;
use crate::online::Online;
use crate::payments::{Habit, Paid, SIGN_INS};
pub use made::{Made, Person, sessions};

/// TERYT code of a municipality that does not exist.
pub const CODE: &str = "1499992";

/// What the demo shall be like.
#[derive(Debug, Clone)]
pub struct Options {
    pub payers: u32,
    /// Host and port under which it will be served.
    pub host: String,
}

/// Makes the demo municipality, or finds it when it is there already.
pub async fn ensure(municipalities: &Municipalities, options: &Options) -> Result<Made> {
    let new = municipalities.by_code(CODE).await?.is_none();
    if new {
        municipalities.add(CODE, "Gmina Wierzbica Dolna", &options.host, None).await?;
    }
    let municipality = municipalities
        .by_code(CODE)
        .await?
        .ok_or_else(|| Error::internal("the demo municipality vanished"))?;
    if new {
        make(&municipality, options).await?;
    } else if !office::is_complete(&municipality).await? {
        return Err(Error::Conflict(
            "making it was cut off earlier; start over with `make demo-reset`".into(),
        ));
    }
    Ok(Made::of(&municipality))
}

async fn make(municipality: &Arc<Municipality>, options: &Options) -> Result<()> {
    let system = Actor::system("ratusz demo");
    let clerk = office::furnish(municipality, &system).await?;
    let today = municipality.clock.today();
    let first_statement_day = today.checked_sub_days(Days::new(30)).unwrap_or(today);
    let town = settle(municipality, &system, options.payers, today).await?;
    let mut paid = town.paid;
    let online = online::choose(&mut paid, &town.parties, first_statement_day);
    let (old, recent): (Vec<Paid>, Vec<Paid>) =
        paid.into_iter().partition(|paid| paid.day < first_statement_day);
    history::post(municipality, &system, old).await?;
    let mut online = Online::open(municipality, town.payers, online).await?;
    let month = first_statement_day..today;
    statements::import(municipality, &system, &town.parties, recent, &mut online, month).await?;
    online.finish(&clerk, municipality).await?;
    corrections::propose(municipality, &clerk, town.charges, today).await?;
    office::complete(municipality, &system).await
}

/// The payers of a demo of that size, those of the sign-ins first.
pub fn everyone(payers: u32) -> Vec<parties::NewParty> {
    let mut dice = Dice::new(1410);
    let known = people::known();
    let mut everyone = vec![known.resident, known.representative, known.firm];
    everyone.extend((3..payers).map(|_| people::payer(&mut dice)));
    everyone
}

struct Town {
    parties: Vec<parties::NewParty>,
    /// The same people as they pay online.
    payers: Vec<Payer>,
    paid: Vec<Paid>,
    /// What was charged this year.
    charges: Vec<NewCharge>,
}

/// Payers, cards, charges; gives the payments they made.
async fn settle(
    municipality: &Arc<Municipality>,
    system: &Actor,
    payers: u32,
    today: NaiveDate,
) -> Result<Town> {
    let mut dice = Dice::new(20_261_121);
    let everyone = everyone(payers);
    let first_year = today.year() - 2;
    let opened = NaiveDate::from_ymd_opt(first_year, 1, 1).unwrap_or(today);
    let mut deed = Deed::begin_own(municipality, system).await?;
    let ids = parties::upsert_many(&mut deed, everyone.clone()).await?;
    let mut owed = Vec::new();
    for (payer, (id, party)) in ids.iter().zip(&everyone).enumerate() {
        let mut own = assessments::owed_by(&mut dice, *id, party, opened);
        if payer < SIGN_INS {
            // The people of the sign-ins owe several things, so that their page has something to show.
            let rich = (0..50).map(|seed| assessments::owed_by(&mut Dice::new(seed), *id, party, opened));
            own = rich.max_by_key(Vec::len).unwrap_or(own);
        }
        owed.extend(own.into_iter().map(|owed| (payer, owed)));
    }
    let cards = owed.iter().map(|(_, owed)| owed.card.clone()).collect();
    let card_ids = ratusz_dues::cards::open(&mut deed, cards).await?;
    deed.note(
        "demo.settled",
        "municipality",
        serde_json::json!({ "payers": ids.len(), "cards": card_ids.len() }),
    );
    deed.commit().await?;
    let resident = office::connect(municipality, system, ids[0], ids[1], ids[2]).await?;
    // No account stands behind the others; the pages of payments ask only for the person.
    let payers = ids.iter().zip(&everyone).enumerate().map(|(payer, (party_id, party))| Payer {
        account_id: if payer == 0 { resident } else { *party_id },
        party_id: *party_id,
        name: format!("{} {}", party.given_name, party.family_name),
    });
    let payers = payers.collect();

    let kinds = ratusz_dues::kinds::of(municipality).await?;
    let habits: Vec<Habit> = everyone
        .iter()
        .enumerate()
        // The people of the sign-ins pay on time, so that their page shows a bill and not a debt.
        .map(|(payer, _)| if payer < SIGN_INS { Habit::Prompt } else { Habit::of(&mut dice) })
        .collect();
    let (mut paid, mut this_year) = (Vec::new(), Vec::new());
    for year in first_year..=today.year() {
        let mut charges: Vec<NewCharge> = Vec::new();
        for ((payer, owed), card_id) in owed.iter().zip(&card_ids) {
            let kind = kinds.of_card(&owed.card.kind)?;
            let Some(charge) = assessments::charge(owed, *card_id, year, &short_name(kind)) else { continue };
            if charge.booking_date <= today {
                let mut own =
                    payments::of_charge(&mut dice, habits[*payer], &charge, &owed.card.kind, *payer, today);
                if *payer < SIGN_INS {
                    // The people of the sign-ins have not paid this month's bills yet.
                    own.retain(|paid| (today - paid.day).num_days() > 14);
                }
                paid.extend(own);
                charges.push(charge);
            }
        }
        let mut deed = Deed::begin_own(municipality, system).await?;
        let count = charges.len();
        if year == today.year() {
            this_year.clone_from(&charges);
        }
        ratusz_dues::charges::add(&mut deed, charges).await?;
        deed.note("demo.charged", format!("year:{year}"), serde_json::json!({ "charges": count }));
        deed.commit().await?;
    }
    paid.sort_by_key(|paid| (paid.day, paid.card_id));
    Ok(Town { parties: everyone, payers, paid, charges: this_year })
}

/// `Podatek od nieruchomości` without the word about who pays it.
fn short_name(kind: &ratusz_dues::rules::kinds::DueKind) -> String {
    let title = kind.title();
    title.split(" (").next().unwrap_or(&title).to_owned()
}
