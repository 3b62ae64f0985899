//! The number of a person in the population register.

use std::fmt;

use chrono::NaiveDate;

use super::{IdentifierError, digit_is, digits, weighted_sum};

/// A personal number (PESEL), Act of 24 September 2010 on population registration, art. 15. It is shown only on purpose,
/// with [`Pesel::as_str`] or [`Pesel::masked`]: `Debug` hides it and there is no `Display` and no JSON form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pesel {
    digits: String,
    born: NaiveDate,
}

impl Pesel {
    /// Reads eleven digits, with or without spaces.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = digits(text).filter(|digits| digits.len() == 11).ok_or(IdentifierError::PeselLength)?;
        let check = (10 - weighted_sum(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10;
        if !digit_is(&digits, 10, check) {
            return Err(IdentifierError::PeselCheck);
        }
        let born = birth_date(&digits).ok_or(IdentifierError::PeselDate)?;
        Ok(Self { digits, born })
    }

    pub fn birth_date(&self) -> NaiveDate {
        self.born
    }

    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// `*******1359`: enough to tell two people of one family apart, not enough to misuse.
    pub fn masked(&self) -> String {
        format!("*******{}", &self.digits[7..])
    }
}

/// The month carries the century: 1800 + 80, 1900 + 0, 2000 + 20, 2100 + 40, 2200 + 60.
fn birth_date(digits: &str) -> Option<NaiveDate> {
    let pair = |at: usize| digits.get(at..at + 2)?.parse::<u32>().ok();
    let coded_month = pair(2)?;
    let century = [1900, 2000, 2100, 2200, 1800][usize::try_from(coded_month / 20).ok()?];
    NaiveDate::from_ymd_opt(century + i32::try_from(pair(0)?).ok()?, coded_month % 20, pair(4)?)
}

impl fmt::Debug for Pesel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pesel(•••)")
    }
}
