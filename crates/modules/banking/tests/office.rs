//! An office with people, cards and dues, and the statement files of its bank.

use bank_statements::Encoding;
use bank_statements::write::{Dialect, EntryDraft, StatementDraft, mt940};
use chrono::NaiveDate;
use ratusz_dues::cards::{self, NewCard};
use ratusz_dues::charges::{self, NewCharge, NewInstalment};
use ratusz_dues::ledger;
use ratusz_kernel::{Actor, ActorKind, Deed, Money, Municipality, Pesel, Sql, settings, values};
use ratusz_people::parties::{self, NewParty, PartyKind};
use ratusz_testkit::{Browser, Reply, Town, TownBuilder};
use ratusz_web::{AppConfig, Module, NewSession, session};
use std::sync::Arc;

/// Sort code of the bank, prefix of the virtual accounts it grants, and the office's own account.
pub const BANK: &str = "87650004";
pub const POOL: &str = "0055";
pub const OWN: &str = "0012345600000404";

/// The host of the test town.
pub const HOST: &str = "wierzbica.example";

pub fn own_account() -> String {
    nrb(OWN)
}

/// An account in the office's bank.
pub fn nrb(body: &str) -> String {
    ratusz_kernel::AccountNumber::from_parts(BANK, body).unwrap().as_str().to_owned()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn modules() -> Vec<Module> {
    vec![
        ratusz_notices::module(),
        ratusz_people::module(),
        ratusz_dues::module(),
        ratusz_payments::module(),
        ratusz_banking::module(),
    ]
}

/// A town whose office has its bank account and a signed-in clerk.
pub struct Office {
    pub town: Town,
    pub clerk: Browser,
}

impl Office {
    pub async fn open() -> Self {
        Self::open_with(TownBuilder::default()).await
    }

    pub async fn open_with(builder: TownBuilder) -> Self {
        let config = AppConfig { glances: vec![ratusz_banking::glance], ..AppConfig::default() };
        let town = builder.config(config).build(modules()).await;
        let mut clerk = sign_in(&town, 1, "Anna Kowalska", &RIGHTS).await;
        let account = own_account();
        clerk
            .post(
                "/urzad/rachunki/nowy",
                &[
                    ("nrb", account.as_str()),
                    ("nazwa", "Podatki i opłaty"),
                    ("bank", "Bank Spółdzielczy"),
                    ("numer_banku", BANK),
                    ("przedrostek", POOL),
                    ("czynny", "tak"),
                ],
            )
            .await
            .is(200)
            .shows("Rachunek zapisany.");
        Self { town, clerk }
    }

    pub fn municipality(&self) -> &Arc<Municipality> {
        &self.town.municipality
    }

    /// A second clerk.
    pub async fn colleague(&self) -> Browser {
        sign_in(&self.town, 2, "Jan Nowak", &RIGHTS).await
    }

    /// A person with a card of a kind that owes one instalment of the amount.
    pub async fn owing(
        &self,
        given: &str,
        family: &str,
        kind: &str,
        object: &str,
        grosze: i64,
    ) -> cards::CardRef {
        owing(self.municipality(), given, family, None, kind, object, grosze).await
    }

    pub async fn upload(&mut self, name: &str, bytes: &[u8]) -> Reply {
        self.clerk.upload("/urzad/wyciagi/wgraj", &[], ("plik", name, bytes)).await
    }

    /// What a card owes without interest.
    pub async fn owed(&self, card: i64) -> i64 {
        self.municipality()
            .db
            .read
            .scalar(
                "SELECT CAST(COALESCE(SUM(open), 0) AS BIGINT) FROM due WHERE card_id = $1",
                values![card],
            )
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn balance(&self, account: &str) -> i64 {
        ledger::bank_balance(&self.municipality().db.read, account, day("2099-12-31")).await.unwrap().grosze()
    }

    /// The number of the only entry in a state.
    pub async fn entry_in(&self, state: &str) -> i64 {
        let ids: Vec<i64> = self
            .municipality()
            .db
            .read
            .column("SELECT id FROM statement_entry WHERE state = $1", values![state])
            .await
            .unwrap();
        assert_eq!(ids.len(), 1, "entries in {state}");
        ids[0]
    }

    /// The page of the only statement in a state.
    pub async fn statement_in(&self, state: &str) -> String {
        let ids: Vec<i64> = self
            .municipality()
            .db
            .read
            .column("SELECT id FROM bank_statement WHERE state = $1", values![state])
            .await
            .unwrap();
        assert_eq!(ids.len(), 1, "statements in {state}");
        format!("/urzad/wyciagi/{}", ids[0])
    }

    /// The books are sound after everything a test did.
    pub async fn assert_sound(&self) {
        let verdict = ledger::verify(&self.municipality().db.read).await.unwrap();
        assert!(verdict.sound(), "{verdict:?}");
    }
}

const RIGHTS: [&str; 10] = [
    "banking.read",
    "banking.import",
    "banking.post",
    "banking.release",
    "banking.close",
    "banking.accounts",
    "dues.read",
    "dues.repost",
    "people.search",
    "notices.mail",
];

pub async fn sign_in(town: &Town, id: i64, name: &str, rights: &[&str]) -> Browser {
    sign_in_as(town, ActorKind::Staff, id, name, None, rights).await
}

pub async fn sign_in_as(
    town: &Town,
    kind: ActorKind,
    id: i64,
    name: &str,
    party_id: Option<i64>,
    rights: &[&str],
) -> Browser {
    let new = NewSession {
        kind,
        subject_id: id,
        name: name.into(),
        party_id,
        level: 2,
        permissions: rights.iter().map(|right| (*right).to_owned()).collect(),
        device: "test".into(),
        origin: "127.0.0.0/24".into(),
    };
    let token = session::start(&town.municipality.db.write, &town.municipality, &new).await.unwrap();
    let mut browser = town.browser();
    browser.cookies.insert("__Host-sesja".into(), token);
    browser
}

/// The office's bank account without the browser: for processes that have none.
pub async fn add_account(municipality: &Arc<Municipality>) {
    municipality
        .db
        .write
        .run(
            "INSERT INTO bank_account (id, nrb, name, bank, pool_bank, pool_prefix, profile, active) \
             VALUES ($1, $2, 'Podatki', 'Bank', $3, $4, '{}', TRUE)",
            values![municipality.new_id(), own_account(), BANK, POOL],
        )
        .await
        .unwrap();
    let pool = ratusz_dues::rules::virtual_account::Layout::new(BANK, POOL).unwrap();
    settings::set(&municipality.db.write, cards::VIRTUAL_ACCOUNTS, day("2020-01-01"), &pool).await.unwrap();
}

pub async fn owing(
    municipality: &Arc<Municipality>,
    given: &str,
    family: &str,
    pesel: Option<&str>,
    kind: &str,
    object: &str,
    grosze: i64,
) -> cards::CardRef {
    let party = NewParty {
        kind: PartyKind::Natural,
        given_name: given.into(),
        family_name: family.into(),
        firm_name: String::new(),
        pesel: pesel.map(|digits| Pesel::parse(digits).unwrap()),
        nip: None,
        regon: None,
        street: object.into(),
        postal_code: "00-001".into(),
        town: "Wierzbica Dolna".into(),
    };
    let mut deed = Deed::begin_own(municipality, &Actor::system("test")).await.unwrap();
    let parties = parties::upsert_many(&mut deed, vec![party]).await.unwrap();
    let card = NewCard { kind: kind.into(), title: object.into(), opened: day("2026-01-01"), parties };
    let ids = cards::open(&mut deed, vec![card]).await.unwrap();
    let charge = NewCharge {
        card_id: ids[0],
        year: 2026,
        document_no: Some(format!("FN.3120.{}.2026", ids[0] % 10_000)),
        document_date: day("2026-01-15"),
        booking_date: day("2026-01-15"),
        title: "Przypis 2026".into(),
        basis: Vec::new(),
        instalments: vec![NewInstalment {
            due_date: day("2026-12-15"),
            amount: Money::from_grosze(grosze),
            title: "Rata 4 z 4".into(),
        }],
    };
    charges::add(&mut deed, vec![charge]).await.unwrap();
    deed.note("test.set_up", "card", serde_json::json!({}));
    deed.commit().await.unwrap();
    cards::by_id(&municipality.db.read, ids[0]).await.unwrap().unwrap()
}

/// A payment that came in on the day.
pub fn receipt(grosze: i64, sender: &str, title: &str) -> EntryDraft {
    EntryDraft {
        amount: grosze,
        reversal: false,
        booking_date: day("2026-11-20"),
        value_date: day("2026-11-20"),
        title: title.into(),
        counterparty: sender.into(),
        counterparty_account: ratusz_kernel::AccountNumber::from_parts("10201111", &payer_body(sender))
            .unwrap()
            .as_str()
            .to_owned(),
        bank_reference: format!("R{grosze}"),
        virtual_account: None,
        virtual_identifier: None,
        payer_debit_date: None,
    }
}

/// Every sender has an account of their own.
fn payer_body(sender: &str) -> String {
    let sum = sender.bytes().fold(7_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 10_000_000_000);
    format!("{sum:016}")
}

pub fn to_account(mut entry: EntryDraft, card: &cards::CardRef) -> EntryDraft {
    entry.virtual_account.clone_from(&card.nrb);
    entry
}

/// Statement `number` of 20 November with an opening balance in grosze.
pub fn statement(number: u32, opening: i64, entries: Vec<EntryDraft>) -> StatementDraft {
    StatementDraft {
        reference: format!("REF{number}"),
        account: own_account(),
        number,
        currency: "PLN".into(),
        opening_date: day("2026-11-20"),
        opening,
        closing_date: day("2026-11-20"),
        entries,
    }
}

pub fn file(statement: StatementDraft) -> Vec<u8> {
    mt940(&[statement], Dialect::Pekao, Encoding::Windows1250).unwrap()
}
