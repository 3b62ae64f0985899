//! The municipality of these tests: a few payers with cards, residents and clerks who are signed in.

use chrono::NaiveDate;
use ratusz_dues::cards::{self, NewCard};
use ratusz_dues::charges::{self, BasisLine, NewCharge, NewInstalment};
use ratusz_dues::crediting::{self, Credited, Receipt};
use ratusz_kernel::{Actor, ActorKind, Deed, Money, Pesel, Sql, values};
use ratusz_people::parties::{self, NewParty, PartyKind};
use ratusz_testkit::{Browser, Town};
use ratusz_web::{NewSession, session};

pub const EVERYTHING: &[&str] = &[
    "dues.read",
    "dues.charge",
    "dues.write_off",
    "dues.repost",
    "dues.approve",
    "dues.import",
    "dues.close",
];

pub async fn town() -> Town {
    Town::with(vec![ratusz_notices::module(), ratusz_people::module(), ratusz_dues::module()]).await
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn zloty(text: &str) -> Money {
    Money::parse_pl(text).expect("an amount")
}

pub async fn deed(town: &Town) -> Deed {
    Deed::begin_own(&town.municipality, &Actor::system("test")).await.expect("a deed")
}

pub async fn person(town: &Town, family_name: &str, given_name: &str, pesel: Option<&str>) -> i64 {
    party(town, PartyKind::Natural, family_name, given_name, pesel).await
}

pub async fn firm(town: &Town, name: &str) -> i64 {
    party(town, PartyKind::Legal, name, "", None).await
}

async fn party(town: &Town, kind: PartyKind, name: &str, given_name: &str, pesel: Option<&str>) -> i64 {
    let natural = kind == PartyKind::Natural;
    let new = NewParty {
        kind,
        given_name: given_name.to_owned(),
        family_name: if natural { name.to_owned() } else { String::new() },
        firm_name: if natural { String::new() } else { name.to_owned() },
        pesel: pesel.map(|pesel| Pesel::parse(pesel).expect("a PESEL")),
        nip: None,
        regon: None,
        street: "ul. Lipowa 7".into(),
        postal_code: "07-100".into(),
        town: "Wierzbica Dolna".into(),
    };
    let mut deed = deed(town).await;
    let ids = parties::upsert_many(&mut deed, vec![new]).await.expect("a payer");
    deed.note("test.payer", "party", serde_json::json!({}));
    deed.commit().await.expect("committed");
    ids[0]
}

pub async fn card(town: &Town, kind: &str, title: &str, payers: &[i64]) -> i64 {
    let mut deed = deed(town).await;
    let new = NewCard {
        kind: kind.into(),
        title: title.into(),
        opened: day("2020-01-01"),
        parties: payers.to_vec(),
    };
    let ids = cards::open(&mut deed, vec![new]).await.expect("a card");
    deed.commit().await.expect("committed");
    ids[0]
}

/// A charge with instalments `(due date, amount)`; gives the dues.
pub async fn charge(town: &Town, card_id: i64, title: &str, parts: &[(&str, &str)]) -> Vec<i64> {
    let instalments = parts.iter().enumerate().map(|(at, (due, amount))| NewInstalment {
        due_date: day(due),
        amount: zloty(amount),
        title: if parts.len() == 1 {
            title.into()
        } else {
            format!("{title}, rata {} z {}", at + 1, parts.len())
        },
    });
    let new = NewCharge {
        card_id,
        year: 2026,
        document_no: Some("FN.3120.1.412.2026".into()),
        document_date: day("2026-01-15"),
        booking_date: day("2026-01-20"),
        title: title.into(),
        basis: vec![BasisLine { label: "850 m² × 0,60 zł".into(), value: "510,00 zł".into() }],
        instalments: instalments.collect(),
    };
    let mut deed = deed(town).await;
    let charged = charges::add(&mut deed, vec![new]).await.expect("a charge");
    deed.commit().await.expect("committed");
    charged[0].due_ids.clone()
}

pub fn receipt(source: &str, card_id: i64, paid: &str, amount: &str) -> Receipt {
    Receipt {
        source: source.into(),
        document: format!("wyciąg {source}"),
        booking_date: day(paid),
        payment_day: day(paid),
        amount: zloty(amount),
        card_id,
        money_account: "130",
        note: String::new(),
    }
}

pub async fn pay(town: &Town, source: &str, card_id: i64, paid: &str, amount: &str) -> Credited {
    let mut deed = deed(town).await;
    let mut credited =
        crediting::credit(&mut deed, &[receipt(source, card_id, paid, amount)]).await.expect("credited");
    deed.commit().await.expect("committed");
    credited.remove(0)
}

/// A resident with confirmed identity, signed in; without a party only the e-mail is confirmed.
pub async fn resident(town: &Town, party_id: Option<i64>) -> Browser {
    let level = if party_id.is_some() { 2 } else { 1 };
    signed_in(town, ActorKind::Resident, 7, "Anna Kowalska", party_id, level, &[]).await
}

pub async fn clerk(town: &Town, id: i64, name: &str, permissions: &[&str]) -> Browser {
    signed_in(town, ActorKind::Staff, id, name, None, 2, permissions).await
}

async fn signed_in(
    town: &Town,
    kind: ActorKind,
    subject_id: i64,
    name: &str,
    party_id: Option<i64>,
    level: i64,
    permissions: &[&str],
) -> Browser {
    let new = NewSession {
        kind,
        subject_id,
        name: name.into(),
        party_id,
        level,
        permissions: permissions.iter().map(|code| (*code).to_owned()).collect(),
        device: "test".into(),
        origin: "test".into(),
    };
    let token =
        session::start(&town.municipality.db.write, &town.municipality, &new).await.expect("a session");
    let mut browser = town.browser();
    browser.cookies.insert("__Host-sesja".into(), token);
    browser
}

/// `agent` may act for `principal`.
pub async fn authorise(town: &Town, agent: i64, principal: i64) {
    town.municipality
        .db
        .write
        .run(
            "INSERT INTO authorisation (id, agent_id, principal_id, basis, document, valid_from, recorded_by, recorded_at) \
             VALUES (1, $1, $2, 'Prokura', 'KRS', $3, 1, $4)",
            values![agent, principal, day("2020-01-01"), town.clock.now()],
        )
        .await
        .expect("an authorisation");
}
