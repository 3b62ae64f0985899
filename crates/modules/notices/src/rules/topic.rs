//! What a notice is about; people choose per topic whether they want e-mail.

/// The topic of a template, told by the module that begins its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Confirming an address, a new sign-in, a changed password: cannot be refused.
    Account,
    Dues,
    Payments,
    Other,
}

impl Topic {
    pub const ALL: [Self; 4] = [Self::Account, Self::Dues, Self::Payments, Self::Other];

    pub fn of(template_code: &str) -> Self {
        match template_code.split('.').next().unwrap_or_default() {
            "people" => Self::Account,
            "dues" => Self::Dues,
            "payments" | "banking" => Self::Payments,
            _ => Self::Other,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Dues => "dues",
            Self::Payments => "payments",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == code)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "Konto i bezpieczeństwo",
            Self::Dues => "Należności i terminy płatności",
            Self::Payments => "Płatności",
            Self::Other => "Pozostałe sprawy",
        }
    }

    /// Whether a person may do without the e-mail; the inbox keeps the message in any case.
    pub fn can_be_refused(self) -> bool {
        self != Self::Account
    }
}
