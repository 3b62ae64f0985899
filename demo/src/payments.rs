//! Who paid what and when: prompt payers, late ones, and some who do not pay.

use chrono::{Days, NaiveDate};
use ratusz_dues::charges::NewCharge;
use ratusz_kernel::Money;

use crate::dice::Dice;

/// The first payers are the people of the sign-ins.
pub const SIGN_INS: usize = 3;

/// One payment that a payer made.
#[derive(Debug, Clone)]
pub struct Paid {
    pub day: NaiveDate,
    pub card_id: i64,
    pub kind: String,
    pub amount: Money,
    /// Index of the payer in the list of parties.
    pub payer: usize,
    pub title: String,
}

/// How a payer treats due dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    Prompt,
    Late,
    Reluctant,
}

impl Habit {
    pub fn of(dice: &mut Dice) -> Self {
        match dice.range(1, 100) {
            1..=82 => Self::Prompt,
            83..=95 => Self::Late,
            _ => Self::Reluctant,
        }
    }

    /// The day this payer pays, or nothing when they have not paid yet.
    fn day(self, dice: &mut Dice, due: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Prompt => due.checked_sub_days(Days::new(u64::try_from(dice.range(0, 9)).ok()?)),
            Self::Late => due.checked_add_days(Days::new(u64::try_from(dice.range(1, 75)).ok()?)),
            Self::Reluctant if dice.chance(55) => {
                due.checked_add_days(Days::new(u64::try_from(dice.range(40, 300)).ok()?))
            }
            Self::Reluctant => None,
        }
    }
}

/// The payments of one charge up to `until`.
pub fn of_charge(
    dice: &mut Dice,
    habit: Habit,
    charge: &NewCharge,
    kind: &str,
    payer: usize,
    until: NaiveDate,
) -> Vec<Paid> {
    let mut paid = Vec::new();
    for part in &charge.instalments {
        let Some(day) = habit.day(dice, part.due_date).map(ratusz_kernel::calendar::next_working_day) else {
            continue;
        };
        if day <= until && day >= charge.booking_date {
            // One in forty pays something else than asked: half of it, or too much; the people of the sign-ins never do.
            let amount = match dice.range(1, 40) {
                _ if payer < SIGN_INS => part.amount,
                1 => Money::from_grosze(part.amount.grosze() / 2),
                2 => part.amount + Money::from_zloty(10),
                _ => part.amount,
            };
            paid.push(Paid {
                day,
                card_id: charge.card_id,
                kind: kind.to_owned(),
                amount,
                payer,
                title: part.title.clone(),
            });
        }
    }
    paid
}
