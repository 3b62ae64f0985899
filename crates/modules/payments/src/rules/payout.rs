//! The arithmetic of payouts (wypłaty): what a provider should have sent, and why it sent something else
//! (integrations.md §2.9).

use ratusz_kernel::Money;

/// The sums of one payout's lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub payments: Money,
    pub refunds: Money,
    pub fees: Money,
    /// Signed: a chargeback is negative.
    pub corrections: Money,
}

impl Sums {
    pub fn net(self) -> Money {
        self.payments - self.refunds - self.fees + self.corrections
    }
}

/// A commission of so many hundredths of a percent of one payment, half a grosz up. It is rounded for each payment, never
/// on the sum.
pub fn fee(amount: Money, basis_points: i64) -> Money {
    let exact = i128::from(amount.grosze()) * i128::from(basis_points);
    let rounded = (exact + 5_000).div_euclid(10_000);
    Money::from_grosze(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// How a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Zgodna: the statement shows exactly what the report says.
    Agrees,
    /// Różnica.
    Differs,
    /// Brak wpłaty na rachunku.
    NoDeposit,
    /// Brak raportu: the bank shows money from the provider that no report explains.
    NoReport,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Agrees, Self::Differs, Self::NoDeposit, Self::NoReport];

    pub fn code(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::NoDeposit => "no_deposit",
            Self::NoReport => "no_report",
        }
    }

    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Agrees => "zgodna",
            Self::Differs => "różnica",
            Self::NoDeposit => "brak wpłaty",
            Self::NoReport => "brak raportu",
        }
    }

    /// What follows from it for the clerk; empty when nothing.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Agrees | Self::NoReport => "",
            Self::Differs => {
                "Różnica została na koncie 141 (środki u operatora). Wyjaśnij ją z operatorem; prowizji z tej wypłaty \
                 nie zaksięgowaliśmy."
            }
            Self::NoDeposit => {
                "Tych pieniędzy nie ma jeszcze na wyciągu. Połączymy je z wypłatą same, gdy przyjdą w tej kwocie; \
                 operator wysyła je zwykle w ciągu pięciu dni roboczych."
            }
        }
    }

    pub fn banner(self) -> &'static str {
        if self == Self::NoDeposit { "info" } else { "warning" }
    }

    pub fn pill(self) -> &'static str {
        match self {
            Self::Agrees => "paid",
            Self::Differs => "late",
            Self::NoDeposit => "soon",
            Self::NoReport => "warn",
        }
    }
}

/// The standing of a reported payout, from the net by its lines and the money the bank shows.
pub fn standing(reported_net: Money, lines_net: Money, bank: Option<Money>) -> Standing {
    match bank {
        _ if reported_net != lines_net => Standing::Differs,
        Some(bank) if bank == reported_net => Standing::Agrees,
        Some(_) => Standing::Differs,
        None => Standing::NoDeposit,
    }
}

/// A refund or payment that may explain a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    pub amount: Money,
    pub words: String,
}

/// The likeliest reason for `bank - expected`, in words for the clerk.
pub fn cause(difference: Money, fees: Money, clues: &[Clue]) -> String {
    if difference.is_zero() {
        return String::new();
    }
    if let Some(clue) = clues.iter().find(|clue| clue.amount == difference) {
        return clue.words.clone();
    }
    if difference == fees {
        return "Operator nie potrącił prowizji: umowa z rozliczeniem fakturą?".to_owned();
    }
    if difference == -fees {
        return "Operator potrącił prowizję drugi raz.".to_owned();
    }
    "Nie znamy przyczyny. Sprawdź raport u operatora.".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zl(text: &str) -> Money {
        Money::parse_pl(text).unwrap()
    }

    #[test]
    fn the_worked_example() {
        let amounts = ["125,50", "80,00", "19,99"].map(zl);
        let fees = amounts.map(|amount| fee(amount, 120));
        assert_eq!(fees, ["1,51", "0,96", "0,24"].map(zl));
        let sums = Sums { payments: amounts.iter().sum(), fees: fees.iter().sum(), ..Sums::default() };
        assert_eq!((sums.payments, sums.fees, sums.net()), (zl("225,49"), zl("2,71"), zl("222,78")));
        assert_eq!(standing(sums.net(), sums.net(), Some(zl("222,78"))), Standing::Agrees);
        assert_eq!(standing(sums.net(), sums.net(), Some(zl("202,78"))), Standing::Differs);
        assert_eq!(standing(sums.net(), sums.net(), None), Standing::NoDeposit);
        let refund = Clue { amount: zl("-20,00"), words: "Zwrot 20,00 zł w płatności K7M2Q9X4TA.".into() };
        let cause = cause(zl("202,78") - sums.net(), sums.fees, std::slice::from_ref(&refund));
        assert_eq!(cause, refund.words);
    }

    /// 3 × 0,50 zł at 1.2 %: 0,01 each, but 0,02 on the sum.
    #[test]
    fn the_fee_is_rounded_for_each_payment() {
        let half = zl("0,50");
        assert_eq!([half, half, half].map(|amount| fee(amount, 120)).iter().sum::<Money>(), zl("0,03"));
        assert_eq!(fee(zl("1,50"), 120), zl("0,02"));
    }

    #[test]
    fn a_difference_without_a_clue_is_said_so() {
        assert!(cause(zl("2,71"), zl("2,71"), &[]).contains("fakturą"));
        assert!(cause(zl("-2,71"), zl("2,71"), &[]).contains("drugi raz"));
        assert!(cause(zl("-7,00"), zl("2,71"), &[]).contains("Nie znamy"));
        assert!(cause(Money::ZERO, zl("2,71"), &[]).is_empty());
    }
}
