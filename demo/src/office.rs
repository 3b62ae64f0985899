//! The town hall of the demo: its data, brand, bank accounts, staff in each role, residents who can sign in.

use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_dues::council::{self, Council, Resolution};
use ratusz_dues::rules::assessment::tax_rates::rate_key;
use ratusz_kernel::municipality::PROFILE_SETTING;
use ratusz_kernel::{Actor, ActorKind, Deed, Error, Municipality, Profile, Result, settings};
use ratusz_people::setup::{self, DemoAccount};
use rust_decimal::Decimal;
use serde_json::json;

use crate::made::{PEOPLE, Place};

const COMPLETE: &str = "demo.complete";

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or(NaiveDate::MIN)
}

pub async fn is_complete(municipality: &Municipality) -> Result<bool> {
    let done: Option<bool> = settings::get(&municipality.db.read, COMPLETE, settings::NEWEST).await?;
    Ok(done.unwrap_or(false))
}

/// The last step: a demo that was cut off in the making is not taken for a whole one.
pub async fn complete(municipality: &Arc<Municipality>, system: &Actor) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, system).await?;
    settings::set(&deed.tx, COMPLETE, first_day(), &true).await?;
    deed.note("demo.completed", "municipality", json!({}));
    deed.commit().await
}

/// Property tax of the made-up council, in grosze a unit (structures: hundredths of a percent); it holds until a new
/// resolution, UPOL art. 20a.
const RATES: [(&str, i64); 6] = [
    ("land.business", 138),
    ("land.other", 60),
    ("building.residential", 110),
    ("building.business", 3100),
    ("building.other", 900),
    ("structure", 200),
];

async fn pass_rates(deed: &mut Deed) -> Result<()> {
    let rates: Vec<_> = RATES
        .iter()
        .filter_map(|(code, hundredths)| Some((rate_key(code)?, Decimal::new(*hundredths, 2))))
        .collect();
    let day = NaiveDate::from_ymd_opt(2024, 11, 28).unwrap_or_default();
    council::enter(deed, &Resolution { year: 2025, number: "XII/84/2024".into(), day }, &rates).await
}

/// Data, brand, virtual accounts, staff; gives the clerk who asks for refunds and enters charges.
pub async fn furnish(municipality: &Arc<Municipality>, system: &Actor) -> Result<Actor> {
    let profile = Profile {
        name: "Gmina Wierzbica Dolna".into(),
        office: "Urząd Gminy Wierzbica Dolna".into(),
        street: "Rynek 1".into(),
        postal_code: "05-999".into(),
        town: "Wierzbica Dolna".into(),
        email: "urzad@wierzbicadolna.example".into(),
        phone: "22 555 01 00".into(),
        opening_hours: "poniedziałek 8:00–18:00, wtorek–czwartek 8:00–16:00, piątek 8:00–14:00".into(),
        nip: "5260250274".into(),
        regon: "123456785".into(),
        colour: "#0b5563".into(),
        arms_svg: ARMS.into(),
        dpo_name: "Ewa Rybicka".into(),
        dpo_email: "iod@wierzbicadolna.example".into(),
        accessibility_email: "dostepnosc@wierzbicadolna.example".into(),
        accessibility_phone: "22 555 01 07".into(),
        demo: true,
    };
    let mut deed = Deed::begin_own(municipality, system).await?;
    settings::set(&deed.tx, PROFILE_SETTING, first_day(), &profile).await?;
    // Made-up numbers of the dues sheet: their sort codes belong to no bank.
    settings::set(
        &deed.tx,
        ratusz_dues::cards::VIRTUAL_ACCOUNTS,
        first_day(),
        &json!({ "bank": crate::statements::POOL_BANK, "prefix": crate::statements::POOL_PREFIX }),
    )
    .await?;
    let today = deed.today();
    settings::set(&deed.tx, ratusz_dues::law::RATES_CONFIRMED, today, &today).await?;
    pass_rates(&mut deed).await?;
    deed.note("demo.furnished", "municipality", json!({}));
    deed.commit().await?;
    municipality.forget::<Council>();
    municipality.reload_profile().await?;
    let mut clerk = system.clone();
    for person in PEOPLE.iter().filter(|person| person.place == Place::Office) {
        let id = setup::demo_staff(
            municipality,
            person.email,
            person.name,
            person.password,
            person.secret,
            &[person.title],
        )
        .await?;
        if person.role == "accountant" {
            let may = Arc::from(["payments.refund_ask", "dues.charge"].map(str::to_owned));
            clerk = Actor::new(ActorKind::Staff, id, person.name, may);
        }
    }
    let mut deed = Deed::begin_own(municipality, system).await?;
    ratusz_payments::setup::ensure_test_pos(&mut deed).await?;
    deed.note("demo.test_bank_added", "municipality", json!({}));
    deed.commit().await?;
    Ok(clerk)
}

/// Accounts of the residents who can sign in, and the baker's right to act for the bakery; gives the resident's account.
pub async fn connect(
    municipality: &Arc<Municipality>,
    system: &Actor,
    resident: i64,
    representative: i64,
    firm: i64,
) -> Result<i64> {
    let known = crate::people::known();
    let parties = [(resident, known.resident), (representative, known.representative)];
    let mut accounts = Vec::new();
    for (person, (_, party)) in PEOPLE.iter().filter(|person| person.place == Place::Home).zip(parties) {
        let account = setup::demo_account(
            municipality,
            &DemoAccount {
                email: person.email,
                given_name: &party.given_name,
                family_name: &party.family_name,
                password: person.password,
                totp_secret: Some(person.secret),
                pesel: party.pesel.clone(),
                street: &party.street,
                postal_code: &party.postal_code,
                town: &party.town,
            },
        )
        .await?;
        accounts.push(account);
    }
    let basis = "prezes zarządu, odpis z KRS";
    setup::authorise(municipality, system, representative, firm, basis, first_day()).await?;
    accounts.first().copied().ok_or(Error::NotFound)
}

/// A coat of arms of our own drawing: a white willow and three waves on green.
const ARMS: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 38 46" role="img" aria-label="Herb gminy Wierzbica Dolna"><path d="M1 1h36v26c0 9-8 15-18 18C9 42 1 36 1 27z" fill="#0b5563"/><path d="M18 26h2.6V15.5c4.4 1 7.4 4 8.2 8.4-2.6-1-4-2.2-5.2-3.8.4 2.2.2 4-.8 6-1.2-1.6-1.8-3-2.2-4.6zM18 26V15.5c-4.4 1-7.4 4-8.2 8.4 2.6-1 4-2.2 5.2-3.8-.4 2.2-.2 4 .8 6 1.2-1.6 1.8-3 2.2-4.6zM19.2 7c3 2.4 4 5 3.6 8.6a8 8 0 0 0-7.2 0C15.200 12 16.200 9.400 19.200 7z" fill="#fff"/><path d="M6 30c3.200-2 6 2 9 0s6 2 9 0 5 1.400 8 0M8.500 34.500c3-1.800 5 1.800 7.500 0s5 1.800 7.500 0 4 1.200 6 0M13 39c2-1.200 4 1.200 6 0s4 1.200 6 0" fill="none" stroke="#f3d58a" stroke-width="1.800"/></svg>"##;
