//! Statements of the last month, written in several banks' dialects and imported through the front door: most entries post
//! themselves, some wait for a clerk, one is taken back by the bank.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use bank_statements::Encoding;
use bank_statements::write::{CamtVersion, Dialect, EntryDraft, StatementDraft, camt053, mt940};
use chrono::{Days, NaiveDate};
use ratusz_banking::setup::{NewAccount, add_account};
use ratusz_dues::cards::{self, CardRef};
use ratusz_dues::rules::reference::payment_reference;
use ratusz_kernel::{AccountNumber, Actor, Error, Municipality, Result, calendar};
use ratusz_people::parties::{NewParty, PartyKind};

use crate::dice::Dice;
use crate::online::Online;
use crate::payments::Paid;

/// Sort code and prefix of the virtual accounts: made up, of no bank.
pub const POOL_BANK: &str = "87650006";
pub const POOL_PREFIX: &str = "000001";

/// An account of the municipality and the way its bank writes statements.
struct Bank {
    name: &'static str,
    bank: &'static str,
    sort_code: &'static str,
    opening: i64,
    write: fn(&StatementDraft) -> Result<Vec<u8>>,
    extension: &'static str,
}

const BANKS: [Bank; 3] = [
    Bank {
        name: "Podatki i opłaty",
        bank: "Bank Spółdzielczy w Wierzbicy",
        sort_code: POOL_BANK,
        opening: 41_250_033,
        write: |draft| {
            mt940(std::slice::from_ref(draft), Dialect::Pko, Encoding::Iso8859_2).map_err(Error::internal)
        },
        extension: "sta",
    },
    Bank {
        name: "Gospodarka odpadami (dawny rachunek)",
        bank: "Bank Dolny S.A.",
        sort_code: "10201114",
        opening: 8_731_210,
        write: |draft| {
            mt940(std::slice::from_ref(draft), Dialect::Mbank, Encoding::Iso8859_2).map_err(Error::internal)
        },
        extension: "mt940",
    },
    Bank {
        name: "Najem i dzierżawa",
        bank: "Bank Rzeczny S.A.",
        sort_code: "11602205",
        opening: 2_310_500,
        write: |draft| {
            Ok(camt053(&draft.reference, std::slice::from_ref(draft), CamtVersion::V08).into_bytes())
        },
        extension: "xml",
    },
];

fn number(bank: &Bank) -> Result<AccountNumber> {
    AccountNumber::from_parts(bank.sort_code, "0000000000000404").map_err(Error::internal)
}

/// Writes and imports the statements of every working day of the month; online payments and payouts go along.
pub async fn import(
    municipality: &Arc<Municipality>,
    system: &Actor,
    parties: &[NewParty],
    paid: Vec<Paid>,
    online: &mut Online,
    month: Range<NaiveDate>,
) -> Result<()> {
    for bank in &BANKS {
        let pool = bank.sort_code == POOL_BANK;
        add_account(
            municipality,
            system,
            &NewAccount {
                nrb: number(bank)?,
                name: bank.name,
                bank: bank.bank,
                pool: pool.then_some((POOL_BANK, POOL_PREFIX)),
            },
        )
        .await?;
    }
    let ids: Vec<i64> = paid.iter().map(|paid| paid.card_id).collect();
    let cards = cards::by_ids(&municipality.db.read, &ids).await?;
    let mut dice = Dice::new(2026);
    let mut by_day: HashMap<(usize, NaiveDate), Vec<EntryDraft>> = HashMap::new();
    for paid in &paid {
        let Some(card) = cards.get(&paid.card_id) else { continue };
        let (bank, entry) = entry(&mut dice, paid, card, &parties[paid.payer]);
        by_day.entry((bank, paid.day)).or_default().push(entry);
    }
    let mut openings = BANKS.each_ref().map(|bank| bank.opening);
    let mut numbers = [200; BANKS.len()];
    let Range { start, end: today } = month;
    for day in start.iter_days().take_while(|day| *day < today).filter(|day| calendar::is_working_day(*day)) {
        let payout = online.until(system, day).await?;
        // The main account comes last, as the one the clerk looks at in the morning.
        for (place, bank) in BANKS.iter().enumerate().rev() {
            let mut entries = by_day.remove(&(place, day)).unwrap_or_default();
            odd_entries(&mut dice, place, day, today, &mut entries);
            if let Some(payout) = payout.as_ref().filter(|_| place == 0) {
                entries.push(EntryDraft {
                    counterparty: "PŁATNOŚĆ TESTOWA".into(),
                    ..plain(day, payout.amount.grosze(), &payout.title, format!("W{}", dice.digits(11)))
                });
            }
            if entries.is_empty() && place > 0 {
                continue;
            }
            numbers[place] += 1;
            let draft = StatementDraft {
                reference: format!("WB{}", numbers[place]),
                account: number(bank)?.as_str().to_owned(),
                number: numbers[place],
                currency: "PLN".into(),
                opening_date: day,
                opening: openings[place],
                closing_date: day,
                entries,
            };
            openings[place] += draft.entries.iter().map(|entry| entry.amount).sum::<i64>();
            let name = format!("{}-{day}.{}", place + 1, bank.extension);
            ratusz_banking::import::import_file(municipality, system, &name, (bank.write)(&draft)?).await?;
        }
    }
    Ok(())
}

/// One payment as the bank tells it: most to the virtual account, others in the payer's own words.
fn entry(dice: &mut Dice, paid: &Paid, card: &CardRef, payer: &NewParty) -> (usize, EntryDraft) {
    let name = shouted(&if payer.kind == PartyKind::Legal {
        payer.firm_name.clone()
    } else {
        format!("{} {}", payer.given_name, payer.family_name)
    });
    let mut draft = EntryDraft {
        amount: paid.amount.grosze(),
        reversal: false,
        booking_date: paid.day,
        value_date: paid.day,
        title: shouted(&paid.title),
        // Two lines of 27 signs, as the narrowest dialect has them.
        counterparty: format!("{name} {}", shouted(&payer.street)).chars().take(54).collect(),
        counterparty_account: AccountNumber::from_parts(
            "10501214",
            &format!("{:016}", 7_000_000 + paid.payer),
        )
        .map(|number| number.as_str().to_owned())
        .unwrap_or_default(),
        bank_reference: format!("D{}", dice.digits(11)),
        virtual_account: None,
        virtual_identifier: None,
        payer_debit_date: dice.chance(20).then(|| paid.day.checked_sub_days(Days::new(1))).flatten(),
    };
    let civil = matches!(paid.kind.as_str(), "lease" | "rent");
    let bank = if civil { 2 } else { usize::from(paid.kind == "waste" && dice.chance(15)) };
    match (bank, dice.range(1, 100)) {
        (0, 1..=93) => draft.virtual_account.clone_from(&card.nrb),
        (_, 1..=45) => draft.title = format!("{} {}", payment_reference(&card.number), draft.title),
        (_, 46..=70) => {
            if let Some(pesel) = &payer.pesel {
                draft.title = format!("{} PESEL {}", draft.title, pesel.as_str());
            }
        }
        (_, 71..=97) => {}
        _ => draft.title = "WPŁATA WŁASNA".into(),
    }
    (bank, draft)
}

/// What a bank's month also holds: a fee, money nobody can place, a payment taken back.
fn odd_entries(
    dice: &mut Dice,
    bank: usize,
    day: NaiveDate,
    today: NaiveDate,
    entries: &mut Vec<EntryDraft>,
) {
    if dice.chance(12) {
        entries.push(plain(day, -450, "OPŁATA ZA PROWADZENIE RACHUNKU", format!("F{}", dice.digits(9))));
    }
    let last_days = (today - day).num_days() <= 4;
    if bank == 0 && (last_days || dice.chance(10)) {
        entries.push(plain(day, dice.range(2000, 24_000), "WPŁATA WŁASNA", format!("D{}", dice.digits(11))));
    }
    if bank == 0
        && last_days
        && let Some(taken_back) =
            entries.iter().find(|entry| entry.amount > 0 && entry.virtual_account.is_some()).cloned()
    {
        entries.push(EntryDraft {
            amount: -taken_back.amount,
            reversal: true,
            title: format!("ZWROT {}", taken_back.title),
            bank_reference: taken_back.bank_reference.clone(),
            virtual_account: None,
            ..taken_back
        });
    }
}

/// An entry without a payer.
fn plain(day: NaiveDate, amount: i64, title: &str, reference: String) -> EntryDraft {
    EntryDraft {
        amount,
        reversal: false,
        booking_date: day,
        value_date: day,
        title: title.into(),
        counterparty: String::new(),
        counterparty_account: String::new(),
        bank_reference: reference,
        virtual_account: None,
        virtual_identifier: None,
        payer_debit_date: None,
    }
}

/// Capital letters, as transfer forms print them.
fn shouted(text: &str) -> String {
    text.to_uppercase()
}
