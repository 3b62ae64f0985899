//! Cards and charges of three years for every payer: what a municipality of this size really keeps.

use chrono::{Datelike, NaiveDate};
use ratusz_dues::cards::NewCard;
use ratusz_dues::charges::{BasisLine, NewCharge, NewInstalment};
use ratusz_dues::rules::instalments::{Remainder, plan};
use ratusz_kernel::Money;
use ratusz_people::parties::{NewParty, PartyKind};

use crate::dice::Dice;

/// A card of the demo, with what its yearly amount is made of.
pub struct Owed {
    pub card: NewCard,
    yearly: Money,
    basis: Vec<BasisLine>,
}

fn line(label: impl Into<String>, value: Money) -> BasisLine {
    BasisLine { label: label.into(), value: value.to_string() }
}

fn zloty_of(quantity: i64, rate_grosze: i64) -> Money {
    Money::from_grosze(quantity * rate_grosze)
}

/// What this payer owes, kind by kind.
pub fn owed_by(dice: &mut Dice, party_id: i64, party: &NewParty, opened: NaiveDate) -> Vec<Owed> {
    let mut owed = Vec::new();
    let mut add = |kind: &str, title: String, yearly: Money, basis: Vec<BasisLine>| {
        let card = NewCard { kind: kind.into(), title, opened, parties: vec![party_id] };
        owed.push(Owed { card, yearly, basis });
    };
    let place = format!("{}, {}", party.street, party.town);
    if party.kind == PartyKind::Legal {
        let (land, hall) = (dice.range(800, 9000), dice.range(120, 2400));
        let parts = [zloty_of(land, 138), zloty_of(hall, 3100)];
        let yearly = full_zloty(parts[0] + parts[1]);
        let basis = vec![
            line(format!("Grunty pod działalność {land} m² × 1,38 zł"), parts[0]),
            line(format!("Budynki pod działalność {hall} m² × 31,00 zł"), parts[1]),
        ];
        add("property_lp", place.clone(), yearly, basis);
        if dice.chance(40) {
            let trucks = dice.range(1, 4);
            let yearly = zloty_of(trucks, 140_000);
            add(
                "vehicle_lp",
                format!("{trucks} poj. ciężarowe"),
                yearly,
                vec![line(format!("{trucks} × 1 400,00 zł"), yearly)],
            );
        }
        if dice.chance(30) {
            add(
                "lease",
                format!("działka 214/{}", dice.range(1, 40)),
                Money::from_zloty(dice.range(20, 90) * 12),
                Vec::new(),
            );
        }
        return owed;
    }
    if dice.chance(88) {
        let (land, house) = (dice.range(300, 2400), dice.range(60, 240));
        let parts = [zloty_of(land, 60), zloty_of(house, 110)];
        let basis = vec![
            line(format!("Grunty pozostałe {land} m² × 0,60 zł"), parts[0]),
            line(format!("Budynek mieszkalny {house} m² × 1,10 zł"), parts[1]),
        ];
        add("property_np", place.clone(), full_zloty(parts[0] + parts[1]), basis);
    }
    if dice.chance(82) {
        let persons = dice.range(1, 6);
        let monthly = zloty_of(persons, 3850);
        let basis = vec![line(format!("{persons} os. × 38,50 zł miesięcznie"), monthly)];
        add("waste", place.clone(), Money::from_grosze(monthly.grosze() * 12), basis);
    }
    if dice.chance(22) {
        let hundredths = dice.range(40, 1800);
        let yearly = full_zloty(Money::from_grosze(hundredths * 16_605 / 100));
        let basis = vec![line(
            format!("{},{:02} ha przeliczeniowego × 166,05 zł", hundredths / 100, hundredths % 100),
            yearly,
        )];
        add("agricultural_np", format!("gospodarstwo, {}", party.town), yearly, basis);
    }
    if dice.chance(6) {
        let yearly = full_zloty(Money::from_grosze(dice.range(30, 400) * 6190 / 100));
        add("forest_np", format!("las, {}", party.town), yearly, Vec::new());
    }
    if dice.chance(35) {
        add("water", place.clone(), Money::from_grosze(dice.range(280, 1800) * 6 * 10), Vec::new());
    }
    if dice.chance(5) {
        add(
            "usufruct",
            format!("działka 88/{}", dice.range(1, 60)),
            Money::from_zloty(dice.range(120, 2400)),
            Vec::new(),
        );
    }
    if dice.chance(4) {
        let monthly = Money::from_grosze(dice.range(31_050, 98_070));
        add(
            "rent",
            format!("lokal {}, ul. Rynek 3", dice.range(1, 24)),
            Money::from_grosze(monthly.grosze() * 12),
            Vec::new(),
        );
    }
    owed
}

fn full_zloty(money: Money) -> Money {
    Money::from_grosze((money.grosze() + 50) / 100 * 100)
}

/// The charge of one card for one year: dates of the statute or of the contract.
pub fn charge(owed: &Owed, card_id: i64, year: i32, kind_name: &str) -> Option<NewCharge> {
    let dates = due_dates(&owed.card.kind, year);
    let zloty =
        matches!(owed.card.kind.as_str(), "property_np" | "property_lp" | "agricultural_np" | "forest_np");
    let instalments: Vec<(NaiveDate, Money)> = if zloty {
        plan(owed.yearly, &dates, Money::from_zloty(100), Remainder::First)
            .into_iter()
            .map(|part| (part.due_date, part.amount))
            .collect()
    } else {
        let parts = owed.yearly.split_shares(&vec![1; dates.len()]);
        dates.into_iter().zip(parts).collect()
    };
    let count = instalments.len();
    let title = |number: usize, day: NaiveDate| match owed.card.kind.as_str() {
        "waste" | "rent" if count == 12 => format!("{kind_name}, {}", month_name(day)),
        _ if count == 1 => format!("{kind_name} {year}"),
        _ => format!("{kind_name}, rata {} z {count}", number + 1),
    };
    let decided = NaiveDate::from_ymd_opt(year, 1, 20)?;
    Some(NewCharge {
        card_id,
        year,
        document_no: None,
        document_date: decided,
        booking_date: decided,
        title: format!("{kind_name} {year}"),
        basis: owed.basis.clone(),
        instalments: instalments
            .into_iter()
            .filter(|(_, amount)| *amount > Money::ZERO)
            .enumerate()
            .map(|(number, (due_date, amount))| NewInstalment {
                due_date,
                amount,
                title: title(number, due_date),
            })
            .collect(),
    })
}

fn due_dates(kind: &str, year: i32) -> Vec<NaiveDate> {
    let on = |pairs: &[(u32, u32)]| {
        pairs
            .iter()
            .filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, *month, *day))
            .map(ratusz_kernel::calendar::next_working_day)
            .collect::<Vec<_>>()
    };
    match kind {
        "property_lp" => {
            let mut days = on(&[(1, 31)]);
            days.extend((2..=12).flat_map(|month| on(&[(month, 15)])));
            days
        }
        "waste" => (1..=12).flat_map(|month| on(&[(month, 25)])).collect(),
        "rent" => (1..=12).flat_map(|month| on(&[(month, 10)])).collect(),
        "water" => [2, 4, 6, 8, 10, 12].into_iter().flat_map(|month| on(&[(month, 20)])).collect(),
        "vehicle_lp" => on(&[(2, 15), (9, 15)]),
        "lease" => on(&[(3, 31), (6, 30), (9, 30), (12, 31)]),
        "usufruct" => on(&[(3, 31)]),
        _ => on(&[(3, 15), (5, 15), (9, 15), (11, 15)]),
    }
}

fn month_name(day: NaiveDate) -> &'static str {
    const NAMES: [&str; 12] = [
        "styczeń",
        "luty",
        "marzec",
        "kwiecień",
        "maj",
        "czerwiec",
        "lipiec",
        "sierpień",
        "wrzesień",
        "październik",
        "listopad",
        "grudzień",
    ];
    NAMES[day.month0() as usize]
}
