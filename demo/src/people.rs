//! Made-up payers: names, addresses, and identifiers whose checksums hold.

use chrono::Datelike;
use ratusz_kernel::{Nip, Pesel};
use ratusz_people::parties::{NewParty, PartyKind};

use crate::dice::Dice;

const WOMEN: &[&str] = &[
    "Anna",
    "Maria",
    "Katarzyna",
    "Małgorzata",
    "Agnieszka",
    "Barbara",
    "Ewa",
    "Krystyna",
    "Elżbieta",
    "Magdalena",
    "Joanna",
    "Zofia",
    "Halina",
    "Jadwiga",
    "Danuta",
    "Urszula",
    "Łucja",
    "Żaneta",
    "Helena",
    "Stanisława",
];
const MEN: &[&str] = &[
    "Jan",
    "Piotr",
    "Krzysztof",
    "Andrzej",
    "Tomasz",
    "Paweł",
    "Michał",
    "Marcin",
    "Józef",
    "Stanisław",
    "Marek",
    "Grzegorz",
    "Łukasz",
    "Zbigniew",
    "Ryszard",
    "Kazimierz",
    "Wojciech",
    "Mariusz",
    "Dariusz",
    "Jerzy",
];
/// Surnames with their feminine form.
const SURNAMES: &[(&str, &str)] = &[
    ("Kowalski", "Kowalska"),
    ("Wiśniewski", "Wiśniewska"),
    ("Dąbrowski", "Dąbrowska"),
    ("Lewandowski", "Lewandowska"),
    ("Zieliński", "Zielińska"),
    ("Szymański", "Szymańska"),
    ("Kozłowski", "Kozłowska"),
    ("Jankowski", "Jankowska"),
    ("Mazur", "Mazur"),
    ("Krawczyk", "Krawczyk"),
    ("Nowak", "Nowak"),
    ("Wójcik", "Wójcik"),
    ("Kamiński", "Kamińska"),
    ("Woźniak", "Woźniak"),
    ("Król", "Król"),
    ("Wieczorek", "Wieczorek"),
    ("Jabłoński", "Jabłońska"),
    ("Dudek", "Dudek"),
    ("Stępień", "Stępień"),
    ("Górski", "Górska"),
    ("Pawlak", "Pawlak"),
    ("Sikora", "Sikora"),
    ("Walczak", "Walczak"),
    ("Baran", "Baran"),
    ("Rutkowski", "Rutkowska"),
    ("Michalak", "Michalak"),
    ("Szewczyk", "Szewczyk"),
    ("Ostrowski", "Ostrowska"),
    ("Tomaszewski", "Tomaszewska"),
    ("Zając", "Zając"),
    ("Jasiński", "Jasińska"),
    ("Głowacki", "Głowacka"),
    ("Borkowski", "Borkowska"),
    ("Sawicki", "Sawicka"),
    ("Maciejewski", "Maciejewska"),
    ("Kubiak", "Kubiak"),
    ("Kołodziej", "Kołodziej"),
    ("Żuk", "Żuk"),
    ("Święcicki", "Święcicka"),
    ("Źrebiec", "Źrebiec"),
    ("Cieślak", "Cieślak"),
    ("Błaszczyk", "Błaszczyk"),
    ("Gajda", "Gajda"),
];
const FIRMS: &[&str] = &[
    "Piekarnia",
    "Tartak",
    "Zakład Stolarski",
    "Hurtownia Budowlana",
    "Gospodarstwo Ogrodnicze",
    "Warsztat Samochodowy",
    "Przychodnia",
    "Młyn",
    "Betoniarnia",
    "Transport",
    "Sad",
    "Cegielnia",
];
const FIRM_NAMES: &[&str] =
    &["Pod Lipą", "Wierzba", "Dolina", "Zagórze", "Brzoza", "Kłos", "Dąb", "Jutrzenka", "Mazowsze", "Sosna"];
/// Villages with their postal code.
const VILLAGES: &[(&str, &str)] = &[
    ("Wierzbica Dolna", "05-999"),
    ("Zagórze", "05-998"),
    ("Brzozówka", "05-998"),
    ("Łąki Małe", "05-997"),
    ("Stary Młyn", "05-997"),
    ("Źródła", "05-996"),
    ("Kępa Dębowa", "05-996"),
];
const STREETS: &[&str] = &[
    "Lipowa",
    "Leśna",
    "Polna",
    "Szkolna",
    "Ogrodowa",
    "Kwiatowa",
    "Słoneczna",
    "Krótka",
    "Brzozowa",
    "Łąkowa",
    "Kościelna",
    "Młyńska",
    "Źródlana",
    "Spacerowa",
    "Jesionowa",
];

/// The people of the demo whom the sign-ins and the journeys know by name.
pub struct Known {
    pub resident: NewParty,
    pub representative: NewParty,
    pub firm: NewParty,
}

pub fn known() -> Known {
    let mut dice = Dice::new(7);
    Known {
        resident: NewParty {
            pesel: pesel(&mut dice, 1956, true),
            street: "ul. Lipowa 7".into(),
            ..natural("Anna", "Kowalska", VILLAGES[0])
        },
        representative: NewParty {
            pesel: pesel(&mut dice, 1979, false),
            street: "ul. Młyńska 2".into(),
            ..natural("Marek", "Nowak", VILLAGES[0])
        },
        firm: NewParty {
            kind: PartyKind::Legal,
            given_name: String::new(),
            family_name: String::new(),
            firm_name: "Piekarnia Pod Lipą sp. z o.o.".into(),
            pesel: None,
            nip: nip(&mut dice),
            regon: None,
            street: "ul. Szkolna 12".into(),
            postal_code: VILLAGES[0].1.into(),
            town: VILLAGES[0].0.into(),
        },
    }
}

fn natural(given: &str, family: &str, village: (&str, &str)) -> NewParty {
    NewParty {
        kind: PartyKind::Natural,
        given_name: given.into(),
        family_name: family.into(),
        firm_name: String::new(),
        pesel: None,
        nip: None,
        regon: None,
        street: String::new(),
        postal_code: village.1.into(),
        town: village.0.into(),
    }
}

/// A payer: one in sixteen is a firm.
pub fn payer(dice: &mut Dice) -> NewParty {
    let village = *dice.pick(VILLAGES);
    let street = format!("ul. {} {}", dice.pick(STREETS), dice.range(1, 120));
    if dice.chance(6) {
        let name = format!("{} {} sp. z o.o.", dice.pick(FIRMS), dice.pick(FIRM_NAMES));
        return NewParty {
            kind: PartyKind::Legal,
            firm_name: name,
            nip: nip(dice),
            street,
            ..natural("", "", village)
        };
    }
    let woman = dice.chance(50);
    let surname = dice.pick(SURNAMES);
    let given = *dice.pick(if woman { WOMEN } else { MEN });
    let year = i32::try_from(dice.range(1938, 2004)).unwrap_or(1970);
    NewParty {
        pesel: pesel(dice, year, woman),
        street,
        ..natural(given, if woman { surname.1 } else { surname.0 }, village)
    }
}

/// A number with a real date and a right check digit; whom it may belong to is chance.
fn pesel(dice: &mut Dice, year: i32, woman: bool) -> Option<Pesel> {
    let day = chrono::NaiveDate::from_yo_opt(year, u32::try_from(dice.range(1, 365)).ok()?)?;
    let month = day.month() + if year >= 2000 { 20 } else { 0 };
    let sex = dice.range(0, 4) * 2 + i64::from(!woman);
    let body = format!("{:02}{:02}{:02}{}{sex}", year % 100, month, day.day(), dice.digits(3));
    let weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    Pesel::parse(&format!("{body}{}", (10 - sum % 10) % 10)).ok()
}

fn nip(dice: &mut Dice) -> Option<Nip> {
    (0..20).find_map(|_| {
        let body = format!("{}{}", dice.range(1, 9), dice.digits(8));
        let weights = [6, 5, 7, 2, 3, 4, 5, 6, 7];
        let sum: u32 =
            body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        Nip::parse(&format!("{body}{}", sum % 11)).ok()
    })
}
