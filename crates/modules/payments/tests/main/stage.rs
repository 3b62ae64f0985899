//! The stage of every test: a town with one taxpayer, PayU played by the simulator, and the site on loopback for its
//! notifications.

use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use ratusz_dues::cards::{self, NewCard};
use ratusz_dues::charges::{self, NewCharge, NewInstalment};
use ratusz_kernel::{Actor, ActorKind, Deed, Money, Sql, values};
use ratusz_people::parties::{self, NewParty, PartyKind};
use ratusz_simulators::payu::{Order, PayuSimulator, Shop};
use ratusz_testkit::{Browser, Reply, Town, TownBuilder};
use ratusz_web::{NewSession, session};
use serde_json::json;

pub const ACCOUNT: i64 = 501;

pub struct Stage {
    pub town: Town,
    pub payu: PayuSimulator,
    pub card: i64,
    /// 125,50 zł, due in December.
    pub due: i64,
    pub party: i64,
    pub payu_point: i64,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

pub fn zl(text: &str) -> Money {
    Money::parse_pl(text).expect("an amount")
}

impl Stage {
    pub async fn new() -> Self {
        let payu = PayuSimulator::start(Shop::default(), 0).await.expect("PayU starts");
        let town = TownBuilder::default()
            .section("payments", json!({ "payu_sandbox_url": payu.url(), "call_seconds": 1 }))
            .build(vec![
                ratusz_notices::module(),
                ratusz_people::module(),
                ratusz_dues::module(),
                ratusz_payments::module(),
            ])
            .await;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        payu.deliver_to(listener.local_addr().expect("an address"));
        let router = town.router.clone();
        let serving =
            tokio::spawn(async move { axum::serve(listener, router).await.expect("the site serves") });
        let mut deed =
            Deed::begin_own(&town.municipality, &Actor::system("test")).await.expect("a deed begins");
        let person = NewParty {
            kind: PartyKind::Natural,
            given_name: "Anna".into(),
            family_name: "Kowalska".into(),
            firm_name: String::new(),
            pesel: None,
            nip: None,
            regon: None,
            street: "ul. Lipowa 7".into(),
            postal_code: "07-100".into(),
            town: "Wierzbica Dolna".into(),
        };
        let party = parties::upsert_many(&mut deed, vec![person]).await.expect("a party")[0];
        let card = NewCard {
            kind: "property_np".into(),
            title: "ul. Lipowa 7".into(),
            opened: day(2026, 1, 1),
            parties: vec![party],
        };
        let card = cards::open(&mut deed, vec![card]).await.expect("a card")[0];
        let instalment =
            |due_date, amount, title: &str| NewInstalment { due_date, amount, title: title.into() };
        let charge = NewCharge {
            card_id: card,
            year: 2026,
            document_no: None,
            document_date: day(2026, 2, 1),
            booking_date: day(2026, 11, 2),
            title: "Podatek od nieruchomości 2026".into(),
            basis: Vec::new(),
            instalments: vec![
                instalment(day(2026, 12, 15), zl("125,50"), "Podatek od nieruchomości, rata 1 z 2"),
                instalment(day(2027, 3, 15), zl("80,00"), "Podatek od nieruchomości, rata 2 z 2"),
            ],
        };
        let dues = charges::add(&mut deed, vec![charge]).await.expect("a charge")[0].due_ids.clone();
        ratusz_payments::setup::ensure_test_pos(&mut deed).await.expect("a test point");
        let Shop { pos_id, client_secret, second_key } = Shop::default();
        let shop = ratusz_payments::setup::Shop { pos_id, client_secret, second_key };
        let payu_point =
            ratusz_payments::setup::ensure_payu_pos(&mut deed, &shop).await.expect("a PayU point");
        deed.note("test.prepared", "test", json!({}));
        deed.commit().await.expect("the stage stands");
        Self { town, payu, card, due: dues[0], party, payu_point, serving }
    }

    /// One more due of the taxpayer on the same card; gives its row.
    pub async fn charge(&self, due_date: NaiveDate, amount: &str, title: &str) -> i64 {
        let charge = NewCharge {
            card_id: self.card,
            year: 2026,
            document_no: None,
            document_date: day(2026, 2, 1),
            booking_date: day(2026, 11, 2),
            title: title.into(),
            basis: Vec::new(),
            instalments: vec![NewInstalment { due_date, amount: zl(amount), title: title.into() }],
        };
        let mut deed = Deed::begin_own(self.municipality(), &Actor::system("test")).await.expect("a deed");
        let due = charges::add(&mut deed, vec![charge]).await.expect("a charge")[0].due_ids[0];
        deed.commit().await.expect("committed");
        due
    }

    /// The taxpayer, signed in.
    pub async fn resident(&self) -> Browser {
        self.signed_in(ActorKind::Resident, ACCOUNT, "Anna Kowalska", Some(self.party), &[]).await
    }

    pub async fn clerk(&self, id: i64, permissions: &[&str]) -> Browser {
        self.signed_in(ActorKind::Staff, id, &format!("Osoba {id}"), None, permissions).await
    }

    async fn signed_in(
        &self,
        kind: ActorKind,
        subject_id: i64,
        name: &str,
        party_id: Option<i64>,
        permissions: &[&str],
    ) -> Browser {
        let new = NewSession {
            kind,
            subject_id,
            name: name.into(),
            party_id,
            level: 2,
            permissions: permissions.iter().map(|&code| code.into()).collect(),
            device: "test".into(),
            origin: "test".into(),
        };
        let municipality = &self.town.municipality;
        let token = session::start(&municipality.db.write, municipality, &new).await.expect("a session");
        let mut browser = self.town.browser();
        browser.cookies.insert("__Host-sesja".into(), token);
        browser
    }

    /// The confirm page for the first due.
    pub async fn confirm(&self, browser: &mut Browser) -> Reply {
        browser.get(&format!("/platnosci/nowa?naleznosc={}", self.due)).await
    }

    /// Pays the first due by PayU up to the redirect; gives the order at PayU and the address of the return page.
    pub async fn start(&self, browser: &mut Browser) -> (Order, String) {
        let page = self.confirm(browser).await;
        let sent = self.send(browser, &page, self.payu_point).await;
        assert!(sent.location().starts_with(&self.payu.url()), "{} {}", sent.status, sent.location());
        let order = self.payu.orders().pop().expect("an order at PayU");
        let back = return_address(&order);
        (order, back)
    }

    /// Sends the form of a confirm page.
    pub async fn send(&self, browser: &mut Browser, page: &Reply, point: i64) -> Reply {
        let field = |name| page.is(200).value_of(name).expect("a field of the form");
        let (token, sum, due) = (field("zeton"), field("suma"), self.due.to_string());
        let way = format!("{point}:");
        let fields = [
            ("zeton", token.as_str()),
            ("suma", &sum),
            ("naleznosc", &due),
            ("sposob", &way),
            ("csrf", &field("csrf")),
        ];
        browser.post_only("/platnosci", &fields).await
    }

    /// Lets time pass and the worker work.
    pub async fn later(&self, by: Duration) {
        self.town.clock.advance(by);
        self.town.work().await;
    }

    pub async fn number(&self, sql: &str) -> i64 {
        self.town.municipality.db.write.scalar(sql, values![]).await.expect("a number").unwrap_or(0)
    }

    pub async fn text(&self, sql: &str) -> String {
        self.town.municipality.db.write.scalar(sql, values![]).await.expect("a text").unwrap_or_default()
    }

    pub async fn state(&self) -> String {
        self.text("SELECT state FROM payment").await
    }

    /// How much of the first due is open, and how often money came in from providers.
    pub async fn books(&self) -> (i64, i64) {
        let open = self.number(&format!("SELECT open FROM due WHERE id = {}", self.due)).await;
        let entries = self.number("SELECT COUNT(*) FROM journal_entry WHERE reason = 'payment'").await;
        (open, entries)
    }

    pub async fn overpaid(&self) -> i64 {
        self.number(&format!("SELECT overpaid FROM card WHERE id = {}", self.card)).await
    }

    /// Money at the provider by the books (account 141).
    pub async fn in_transit(&self) -> i64 {
        let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'D' THEN amount ELSE -amount END), 0) AS BIGINT) \
                   FROM journal_line WHERE account = '141'";
        self.number(sql).await
    }

    /// The journal is whole and all balances follow from it.
    pub async fn books_hold(&self) {
        let verdict = ratusz_dues::ledger::verify(&self.town.municipality.db.write).await.expect("a verdict");
        assert!(verdict.broken_at.is_none(), "{verdict:?}");
    }

    pub fn municipality(&self) -> &Arc<ratusz_kernel::Municipality> {
        &self.town.municipality
    }
}

/// The path of the return page an order was made with.
pub fn return_address(order: &Order) -> String {
    let address = order.request["continueUrl"].as_str().expect("a return address");
    address.split_once("wierzbica.example").expect("our own host").1.to_owned()
}
