//! Identity at the counter and by letter, and acting for others.

use chrono::NaiveDate;
use ratusz_kernel::{Actor, Deed, Nip, Pesel, Sql, values};
use ratusz_people::parties::{self, NewParty, PartyKind};
use ratusz_people::{acting, contacts};
use ratusz_testkit::{Browser, Town};
use ratusz_web::{Session, session};

use crate::support::{
    PASSWORD, PESEL, clerk, confirmed, count, guarded_by_app, office, resident, sign_in, town,
};

/// Opens a request as the resident and gives its number.
async fn ask(browser: &mut Browser) -> String {
    let page = browser.post("/konto/tozsamosc", &[("pesel", PESEL)]).await;
    page.is(200).shows("Numer zgłoszenia");
    let text = page.readable();
    text.split("Numer zgłoszenia: ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .expect("a number")
        .to_owned()
}

/// Gives the code as the clerk and returns it.
async fn issue(clerk: &mut Browser, number: &str, fields: &[(&str, &str)]) -> String {
    let list = clerk.post("/urzad/tozsamosc", &[("q", number)]).await;
    let path = list.is(200).link("/urzad/tozsamosc/").expect("the request is found");
    let page = clerk.post(&path, fields).await;
    page.is(200).shows("Kod do potwierdzenia tożsamości");
    let code =
        page.readable().split(&format!("Zgłoszenie {number} Kod ")).nth(1).expect("a code")[..14].to_owned();
    assert_eq!(code.replace('-', "").len(), 12, "{code}");
    code
}

const AT_THE_DESK: [(&str, &str); 8] = [
    ("sposob", "desk"),
    ("dokument", "dowod"),
    ("koncowka", "4K7"),
    ("zgodne", "tak"),
    ("imie", "Anna"),
    ("nazwisko", "Kowalska"),
    ("ulica", "ul. Lipowa 7"),
    ("kod_pocztowy", "07-100"),
];

fn at_the_desk() -> Vec<(&'static str, &'static str)> {
    AT_THE_DESK.into_iter().chain([("miejscowosc", "Wierzbica Dolna")]).collect()
}

async fn only_session(town: &Town, account_id: i64) -> Session {
    let db = &town.municipality.db.write;
    session::list(db, ratusz_kernel::ActorKind::Resident, account_id).await.expect("sessions").remove(0)
}

#[tokio::test]
async fn at_the_counter_the_account_is_tied_and_level_two_waits_for_the_second_factor() {
    let town = town().await;
    let account = resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    let (mut anna, mut ola) = (town.browser(), office(&town, "ola@urzad.example").await);
    sign_in(&town, &mut anna, "anna@poczta.example").await;
    anna.post("/konto/tozsamosc", &[("pesel", "44051401358")]).await.is(422).shows("cyfra kontrolna");
    let number = ask(&mut anna).await;

    let list = ola.post("/urzad/tozsamosc", &[("q", PESEL)]).await;
    let path = list.shows("Anna Kowalska").link("/urzad/tozsamosc/").unwrap();
    ola.get(&path).await.shows("Tej osoby nie ma w rejestrze").shows("14 maja 1944");
    ola.post(&path, &[("sposob", "letter")]).await.is(422).shows("nie znamy adresu");
    ola.post(&path, &[("sposob", "desk"), ("koncowka", "4")]).await.is(422).shows("3 ostatnie znaki");
    let code = issue(&mut ola, &number, &at_the_desk()).await;

    anna.post("/konto/tozsamosc/kod", &[("kod", "AAAA-AAAA-AAAA")]).await.is(422).shows("Pozostałe próby: 4");
    let page = anna.post("/konto/tozsamosc/kod", &[("kod", &code.to_lowercase())]).await;
    page.is(200).shows("Tożsamość potwierdzona").shows("Został jeden krok");
    let session = only_session(&town, account).await;
    assert_eq!((session.level, session.party_id), (1, None), "without a second factor nothing shows yet");

    let party = parties::find_by_pesel(&town.municipality, &Pesel::parse(PESEL).unwrap()).await.unwrap();
    let told = contacts::of_parties(&town.municipality, &[party.unwrap()]).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].account_id, told[0].email.as_str()), (account, "anna@poczta.example"));
    let kept = count(&town, "SELECT COUNT(*) FROM identity_request WHERE pesel IS NOT NULL").await;
    assert_eq!(kept, 0, "the number given in the request is no longer needed");
}

#[tokio::test]
async fn five_wrong_codes_or_three_days_end_an_activation_code() {
    let town = town().await;
    resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    let (mut anna, mut ola) = (town.browser(), office(&town, "ola@urzad.example").await);
    sign_in(&town, &mut anna, "anna@poczta.example").await;
    let number = ask(&mut anna).await;
    let code = issue(&mut ola, &number, &at_the_desk()).await;
    for _ in 0..4 {
        anna.post("/konto/tozsamosc/kod", &[("kod", "AAAAAAAAAAAA")]).await.is(422);
    }
    anna.post("/konto/tozsamosc/kod", &[("kod", "AAAAAAAAAAAA")]).await.shows("Ten kod już nie działa");
    anna.post("/konto/tozsamosc/kod", &[("kod", &code)]).await.shows("Ten kod już nie działa");

    let code = issue(&mut ola, &number, &at_the_desk()).await;
    town.clock.advance(chrono::Duration::hours(73));
    sign_in(&town, &mut anna, "anna@poczta.example").await;
    anna.post("/konto/tozsamosc/kod", &[("kod", &code)]).await.shows("Ten kod już nie działa");
    assert_eq!(count(&town, "SELECT COUNT(*) FROM account WHERE party_id IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_clerk_does_not_confirm_themselves_and_a_person_has_one_account() {
    let town = town().await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    resident(&town, "ola@urzad.example", ("Aleksandra", "Zych")).await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    resident(&town, "druga@poczta.example", ("Anna", "Kowalska")).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    for (email, refusal) in [
        ("ola@urzad.example", "Swojej tożsamości ani domowników nie potwierdzasz"),
        ("druga@poczta.example", "ma już powiązane konto (a…@poczta.example)"),
    ] {
        let mut browser = town.browser();
        sign_in(&town, &mut browser, email).await;
        let number = ask(&mut browser).await;
        let list = ola.post("/urzad/tozsamosc", &[("q", &number)]).await;
        let path = list.link("/urzad/tozsamosc/").unwrap();
        let page = ola.post(&path, &at_the_desk()).await;
        page.is(422).shows(refusal);
        assert!(page.text().contains("value=\"4K7\""), "what was typed stays");
    }
}

#[tokio::test]
async fn an_authorisation_holds_between_its_days() {
    let town = town().await;
    let account = confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    let municipality = &town.municipality;
    let mut deed = Deed::begin_own(municipality, &Actor::system("test")).await.unwrap();
    let firm = NewParty {
        kind: PartyKind::Legal,
        given_name: String::new(),
        family_name: String::new(),
        firm_name: "Młyn Sp. z o.o.".into(),
        pesel: None,
        nip: Some(Nip::parse("5260250274").unwrap()),
        regon: None,
        street: "ul. Młyńska 1".into(),
        postal_code: "07-100".into(),
        town: "Wierzbica Dolna".into(),
    };
    let ids = parties::upsert_many(&mut deed, vec![firm.clone(), firm]).await.unwrap();
    assert_eq!(ids[0], ids[1], "the same NIP is the same firm");
    deed.note("test.firm_added", "party:1", serde_json::json!({}));
    deed.commit().await.unwrap();

    let mut ola = office(&town, "ola@urzad.example").await;
    let mut fields = vec![
        ("kto", PESEL),
        ("za_kogo", "526-025-02-74"),
        ("podstawa", "Reprezentacja firmy (KRS)"),
        ("dokument", "odpis z KRS z 2.11.2026"),
        ("od", "2026-11-23"),
        ("do", "2026-11-22"),
    ];
    ola.post("/urzad/upowaznienia", &fields).await.is(422).shows("przed pierwszym");
    fields[5].1 = "2026-11-25";
    ola.post("/urzad/upowaznienia", &fields).await.is(200).shows("jeszcze nie obowiązuje");

    let mut anna = town.browser();
    sign_in(&town, &mut anna, "anna@poczta.example").await.shows("Dzień dobry");
    let session = only_session(&town, account).await;
    for (day, names) in [
        ("2026-11-22", vec!["Kowalska Anna"]),
        ("2026-11-23", vec!["Kowalska Anna", "Młyn Sp. z o.o."]),
        ("2026-11-25", vec!["Kowalska Anna", "Młyn Sp. z o.o."]),
        ("2026-11-26", vec!["Kowalska Anna"]),
    ] {
        let day: NaiveDate = day.parse().unwrap();
        let acting = acting::for_session(municipality, &session, day).await.unwrap();
        let shown: Vec<_> = acting.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(shown, names, "{day}");
        assert!(acting[0].own && acting.iter().skip(1).all(|one| one.basis == "Reprezentacja firmy (KRS)"));
    }
    let low = Session { level: 1, ..session.clone() };
    assert!(acting::for_session(municipality, &low, "2026-11-23".parse().unwrap()).await.unwrap().is_empty());

    town.clock.set_day("2026-11-24".parse().unwrap());
    assert_eq!(contacts::of_parties(municipality, &[ids[0]]).await.unwrap().len(), 1);
    let mut ola = office(&town, "ola@urzad.example").await;
    let list = ola.get("/urzad/upowaznienia").await;
    let path = list.shows("ważne").link("/urzad/upowaznienia/").unwrap();
    ola.post(&path, &[("powod", "")]).await.is(422);
    ola.post(&path, &[("powod", "odwołane pismem")]).await.shows("Upoważnienie zakończone.");
    assert!(contacts::of_parties(municipality, &[ids[0]]).await.unwrap().is_empty());
}

#[tokio::test]
async fn search_finds_by_number_and_by_beginnings_of_words() {
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Żaneta", "Łękawska"), PESEL).await;
    let municipality = &town.municipality;
    for (text, found) in [
        (PESEL, 1),
        ("lekaw zan", 1),
        ("łęk lip 7", 1),
        ("lipowa 7 dolna", 1),
        ("ekaw", 0),
        ("%", 0),
        ("", 0),
    ] {
        assert_eq!(parties::search(municipality, text, 10).await.unwrap().len(), found, "{text}");
    }
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    let page = ola.post("/urzad/mieszkancy", &[("q", "lekaw")]).await;
    let path = page.shows("Łękawska Żaneta").link("/urzad/mieszkancy/").unwrap();
    ola.get(&path).await.hides(PESEL);
    ola.post(&format!("{path}/pesel"), &[("powod", "")]).await.is(422).hides(PESEL);
    ola.post(&format!("{path}/pesel"), &[("powod", "FN.3120.4.2026")]).await.shows(PESEL);
    let looks: Option<String> =
        municipality.db.write.scalar("SELECT reason FROM access_log", values![]).await.unwrap();
    assert_eq!(looks.as_deref(), Some("FN.3120.4.2026"));
}

#[tokio::test]
async fn who_lost_the_phone_begins_anew_at_the_counter() {
    let town = town().await;
    let account = confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    let path = ola.post("/urzad/mieszkancy", &[("q", "kowalska")]).await.link("/urzad/mieszkancy/").unwrap();
    let fields = [("przyczyna", "zgubiony telefon, okazany dowód"), ("zgubione", "tak")];
    ola.post(&format!("{path}/odlacz"), &fields).await.shows("Konto odłączone");
    let mut anna = town.browser();
    let login = [("email", "anna@poczta.example"), ("haslo", PASSWORD)];
    anna.post("/logowanie", &login).await.shows("Potwierdź, kim jesteś");
    let session = only_session(&town, account).await;
    assert_eq!((session.level, session.party_id), (1, None));
}

#[tokio::test]
async fn a_searched_pesel_stands_in_no_address() {
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    resident(&town, "jan@poczta.example", ("Jan", "Lis")).await;
    let mut jan = town.browser();
    sign_in(&town, &mut jan, "jan@poczta.example").await;
    jan.post("/konto/tozsamosc", &[("pesel", PESEL)]).await.shows("Numer zgłoszenia");
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    for (path, found) in [("/urzad/mieszkancy", "Kowalska Anna"), ("/urzad/tozsamosc", "Jan Lis")] {
        ola.get(&format!("{path}?q={PESEL}")).await.is(200).hides(found);
        let reply = ola.post_only(path, &[("q", PESEL)]).await;
        reply.is(200).shows(found);
        assert_eq!(reply.value_of("q").as_deref(), Some(PESEL), "what was typed stays");
        assert!(
            !reply.text().contains("method=\"get\""),
            "no form of {path} puts its fields into an address"
        );
    }
    let token = ola.get("/urzad/mieszkancy").await.value_of("csrf").unwrap();
    let mut last = 200;
    for _ in 0..61 {
        last = ola.post_only("/urzad/mieszkancy", &[("q", "x"), ("csrf", &token)]).await.status.as_u16();
    }
    assert_eq!(last, 429, "60 searches a minute");
}

#[tokio::test]
async fn a_short_password_does_not_stay_behind_alone_at_the_counter() {
    let town = town().await;
    guarded_by_app(&town, "anna@poczta.example", "kotek i płot").await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Punkt obsługi"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    let path = ola
        .post("/urzad/mieszkancy", &[("q", "kowalska")])
        .await
        .link("/urzad/mieszkancy/")
        .expect("her card");
    let fields = [("przyczyna", "zgubiony telefon"), ("zgubione", "tak")];
    ola.post(&format!("{path}/odlacz"), &fields).await.shows("Konto odłączone");
    let left = "SELECT COUNT(*) FROM credential WHERE kind = 'resident' AND password IS NOT NULL";
    assert_eq!(count(&town, left).await, 0);
}
