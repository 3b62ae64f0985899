//! With what a due may be paid: a tax by card only when the council has passed a resolution (OP art. 61a).

/// How the payer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instrument {
    /// A transfer started from the payer's bank (przelew natychmiastowy, pay-by-link).
    Transfer,
    Blik,
    Card,
    /// Google Pay, Apple Pay and the like.
    Wallet,
}

/// What the municipality has set for its merchant account.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Number and date of the council's resolution (uchwała rady gminy) for taxes; empty when there is none.
    pub resolution: &'a str,
    /// Whether BLIK counts as a transfer order; unclear in law, so the stricter reading is the default.
    pub blik_is_transfer: bool,
}

/// The instruments allowed for a basket; `public` when any of its dues is a public-law one.
pub fn allowed(public: bool, terms: Terms<'_>) -> Vec<Instrument> {
    let free = !public || !terms.resolution.trim().is_empty();
    let mut allowed = vec![Instrument::Transfer];
    if free || terms.blik_is_transfer {
        allowed.push(Instrument::Blik);
    }
    if free {
        allowed.extend([Instrument::Card, Instrument::Wallet]);
    }
    allowed
}

/// The instrument behind a payment method code of PayU; nothing for instalments and credit, which dues are never paid with.
pub fn of_payu(code: &str) -> Option<Instrument> {
    match code {
        "blik" => Some(Instrument::Blik),
        "c" | "cs" => Some(Instrument::Card),
        "ap" | "jp" | "gp" | "vm" | "ma" | "click2pay" => Some(Instrument::Wallet),
        "ai" | "dp" | "dpt" | "dpp" | "dpkl" | "dpcz" | "blikbnpl" | "ppf" => None,
        _ => Some(Instrument::Transfer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Instrument::{Blik, Card, Transfer, Wallet};

    #[test]
    fn a_tax_needs_a_resolution_for_cards() {
        let none = Terms { resolution: " ", blik_is_transfer: false };
        let some = Terms { resolution: "XII/87/2025 z 27.11.2025", blik_is_transfer: false };
        assert_eq!(allowed(true, none), [Transfer]);
        assert_eq!(allowed(true, Terms { blik_is_transfer: true, ..none }), [Transfer, Blik]);
        assert_eq!(allowed(true, some), [Transfer, Blik, Card, Wallet]);
        assert_eq!(allowed(false, none), [Transfer, Blik, Card, Wallet]);
    }
}
