//! The life of a payment and of its attempts: states and legal moves (integrations.md §2.3).

use ratusz_kernel::Money;

/// The state of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The basket is frozen, the provider has not accepted an order yet.
    Draft,
    Started,
    Pending,
    Paid,
    Posted,
    /// The money reached the municipality's account with a payout (wypłata).
    Settled,
    Refunding,
    PartlyRefunded,
    Refunded,
    Failed,
    Expired,
    Abandoned,
    /// Something does not agree; a clerk decides.
    Review,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Płatność w stanie „{}” nie może przejść w stan „{}”.", .from.words(), .to.words())]
pub struct IllegalMove {
    pub from: State,
    pub to: State,
}

pub const ALL: [State; 13] = [
    State::Draft,
    State::Started,
    State::Pending,
    State::Paid,
    State::Posted,
    State::Settled,
    State::Refunding,
    State::PartlyRefunded,
    State::Refunded,
    State::Failed,
    State::Expired,
    State::Abandoned,
    State::Review,
];

impl State {
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Started => "started",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Posted => "posted",
            Self::Settled => "settled",
            Self::Refunding => "refunding",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Abandoned => "abandoned",
            Self::Review => "review",
        }
    }

    pub fn of(code: &str) -> Option<Self> {
        ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word on the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "robocza",
            Self::Started => "rozpoczęta",
            Self::Pending => "oczekuje na potwierdzenie",
            Self::Paid => "opłacona",
            Self::Posted => "zaksięgowana",
            Self::Settled => "rozliczona",
            Self::Refunding => "zwrot w toku",
            Self::PartlyRefunded => "zwrócona częściowo",
            Self::Refunded => "zwrócona",
            Self::Failed => "odrzucona",
            Self::Expired => "wygasła",
            Self::Abandoned => "porzucona",
            Self::Review => "do wyjaśnienia",
        }
    }

    /// The word a payer reads: where the money stands in the books is the office's matter.
    pub fn words_for_payer(self) -> &'static str {
        match self {
            Self::Paid | Self::Posted | Self::Settled => "zapłacona",
            Self::Review => "wyjaśnia ją urząd",
            other => other.words(),
        }
    }

    /// What the state means and what happens next, for the clerk.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Draft | Self::Started => "Operator nie potwierdził jeszcze wpłaty. Pytamy go o nią sami.",
            Self::Pending => {
                "Bank płacącego jeszcze nie potwierdził wpłaty. Zaksięgujemy ją, gdy operator ją potwierdzi."
            }
            Self::Paid => "Operator potwierdził wpłatę.",
            Self::Posted => {
                "Wpłata jest na kartach. Pieniądze ma jeszcze operator: przyjdą z jego najbliższą wypłatą."
            }
            Self::Settled => {
                "Wpłata jest na kartach, a pieniądze przyszły na rachunek urzędu z wypłatą operatora."
            }
            Self::Refunding => "Zwrot jest u operatora. Księgi zmienią się, gdy operator go potwierdzi.",
            Self::PartlyRefunded => "Część wpłaty wróciła do płacącego i znów jest do zapłaty.",
            Self::Refunded => "Cała wpłata wróciła do płacącego. Należności z niej znów są do zapłaty.",
            Self::Failed => "Bank albo operator odmówił. Należności są nadal do zapłaty.",
            Self::Expired | Self::Abandoned => {
                "Nikt nie dokończył tej płatności. Należności są nadal do zapłaty; spóźnioną wpłatę i tak przyjmiemy."
            }
            Self::Review => "Operator podał coś innego niż zamówienie. Rozstrzyga pracownik.",
        }
    }

    /// The colour of the pill beside the word.
    pub fn pill(self) -> &'static str {
        match self {
            Self::Paid | Self::Posted | Self::Settled => "paid",
            Self::Started | Self::Pending | Self::Refunding => "soon",
            Self::Review => "warn",
            Self::Failed => "late",
            Self::Draft | Self::PartlyRefunded | Self::Refunded | Self::Expired | Self::Abandoned => {
                "neutral"
            }
        }
    }

    /// Whether the person at the return page still waits for something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Started | Self::Pending)
    }

    /// Whether the money is in the books of the dues, whole or in part.
    pub fn is_posted(self) -> bool {
        matches!(self, Self::Posted | Self::Settled | Self::Refunding | Self::PartlyRefunded | Self::Refunded)
    }

    fn may_become(self, to: Self) -> bool {
        use State::{
            Abandoned, Draft, Expired, Failed, Paid, PartlyRefunded, Pending, Posted, Refunded, Refunding,
            Review, Settled, Started,
        };
        match self {
            Draft => matches!(to, Started | Abandoned | Failed | Paid | Pending | Expired | Review),
            Started => matches!(to, Pending | Paid | Failed | Expired | Review),
            Pending => matches!(to, Paid | Failed | Expired | Review | Started),
            Paid => matches!(to, Posted | Review),
            Posted => matches!(to, Refunding | Settled),
            Settled => matches!(to, Refunding),
            Refunding => matches!(to, PartlyRefunded | Refunded | Posted | Settled),
            PartlyRefunded => matches!(to, Refunding | Settled),
            Refunded => false,
            // The resident tries again, or late money arrives.
            Failed | Expired | Abandoned => matches!(to, Paid | Started | Pending | Review),
            Review => matches!(to, Paid | Failed),
        }
    }

    pub fn go(self, to: Self) -> Result<Self, IllegalMove> {
        if self.may_become(to) { Ok(to) } else { Err(IllegalMove { from: self, to }) }
    }
}

/// Where a payment rests when no refund is under way.
pub fn resting(total: Money, refunded: Money, received: bool) -> State {
    match refunded {
        refunded if refunded >= total => State::Refunded,
        refunded if refunded > Money::ZERO => State::PartlyRefunded,
        _ if received => State::Settled,
        _ => State::Posted,
    }
}

/// The state of one attempt (próba) to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptState {
    Draft,
    Started,
    Pending,
    /// It funds the payment.
    Funds,
    /// A second success: money on top.
    Surplus,
    Failed,
    Expired,
    Review,
}

impl AttemptState {
    const ALL: [Self; 8] = [
        Self::Draft,
        Self::Started,
        Self::Pending,
        Self::Funds,
        Self::Surplus,
        Self::Failed,
        Self::Expired,
        Self::Review,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Started => "started",
            Self::Pending => "pending",
            Self::Funds => "funds",
            Self::Surplus => "surplus",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Review => "review",
        }
    }

    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "przygotowana",
            Self::Started => "rozpoczęta",
            Self::Pending => "oczekuje na potwierdzenie",
            Self::Funds => "opłacona",
            Self::Surplus => "opłacona ponownie, nadpłata",
            Self::Failed => "odrzucona",
            Self::Expired => "wygasła",
            Self::Review => "do wyjaśnienia",
        }
    }

    /// Money came with it, so no later answer changes it.
    pub fn has_money(self) -> bool {
        matches!(self, Self::Funds | Self::Surplus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_posted_but_by_refund_or_payout() {
        let next: Vec<_> = ALL.into_iter().filter(|to| State::Posted.go(*to).is_ok()).collect();
        assert_eq!(next, [State::Settled, State::Refunding]);
        assert_eq!(
            State::Posted.go(State::Failed).unwrap_err().to_string(),
            "Płatność w stanie „zaksięgowana” nie może przejść w stan „odrzucona”."
        );
        assert!(ALL.into_iter().all(|to| State::Refunded.go(to).is_err()));
        assert!(ALL.into_iter().all(|state| State::of(state.code()) == Some(state)));
    }
}
