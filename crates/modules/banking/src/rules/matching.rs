//! Which card an incoming payment belongs to: rules 1 to 8, first hit wins (dues.md §10.7). Never by the amount alone,
//! never by the name alone. Every outcome carries its reason for the clerk.

use std::collections::BTreeSet;

use ratusz_kernel::Money;
use serde::{Deserialize, Serialize};

use super::similarity::{ALIKE, words, words_similarity};
use super::title::Title;

/// The rule that decided; its number is kept with the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub enum Rule {
    VirtualAccount = 1,
    PaymentSession = 2,
    Reference = 3,
    Document = 4,
    KnownSender = 5,
    Identifier = 6,
    AmountAndName = 7,
    Nothing = 8,
    /// Debits, reversals and returned transfers: dues.md §10.8.
    Outgoing = 9,
}

impl Rule {
    const ALL: [Self; 9] = [
        Self::VirtualAccount,
        Self::PaymentSession,
        Self::Reference,
        Self::Document,
        Self::KnownSender,
        Self::Identifier,
        Self::AmountAndName,
        Self::Nothing,
        Self::Outgoing,
    ];

    pub const fn number(self) -> i64 {
        self as i64
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::VirtualAccount => "rachunek wirtualny",
            Self::PaymentSession => "płatność internetowa",
            Self::Reference => "numer płatności z tytułu",
            Self::Document => "numer dokumentu",
            Self::KnownSender => "znany rachunek nadawcy",
            Self::Identifier => "PESEL lub NIP w tytule",
            Self::AmountAndName => "kwota i nazwisko",
            Self::Nothing => "brak dopasowania",
            Self::Outgoing => "obciążenia i zwroty",
        }
    }
}

impl From<Rule> for i64 {
    fn from(rule: Rule) -> Self {
        rule.number()
    }
}

impl TryFrom<i64> for Rule {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, String> {
        Self::ALL.into_iter().find(|rule| rule.number() == number).ok_or_else(|| format!("no rule {number}"))
    }
}

/// What the municipality decides about matching.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Numbers of rules that are switched off.
    pub off: BTreeSet<i64>,
    /// Rule 5 posts by itself after so many confirmations; 0 never.
    pub sender_auto_after: i64,
    /// How much, in grosze, somebody else may pay beyond what a card owes before a clerk must look (OP art. 62b).
    pub third_party_excess: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { off: BTreeSet::new(), sender_auto_after: 0, third_party_excess: 100_000 }
    }
}

/// A card that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub card_id: i64,
    pub number: String,
    /// Code of the kind of due.
    pub kind: String,
    pub kind_name: String,
    pub payer: String,
    /// What the card owes in grosze, without interest.
    pub open: i64,
}

/// What is known about the sender's account from earlier payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCard {
    pub candidate: Candidate,
    pub times: i64,
    /// Of these, confirmed by a clerk.
    pub confirmed: i64,
}

/// A payment made through the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub reference: String,
    pub amount: i64,
    /// The card it pays, when it pays only one and the money did not come through an operator.
    pub card: Option<Candidate>,
}

/// Everything found for one incoming payment.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// In grosze.
    pub amount: i64,
    pub sender: String,
    pub title: Title,
    /// Cards whose virtual account the payment names.
    pub by_account: Vec<Candidate>,
    /// The payment names an account of our pool that belongs to no card.
    pub unknown_account: bool,
    /// It names an account of our pool with wrong check digits.
    pub broken_account: bool,
    pub session: Option<Session>,
    pub by_reference: Vec<Candidate>,
    /// Open documents named in the title.
    pub by_document: Vec<(String, Candidate)>,
    pub known: Vec<KnownCard>,
    /// Cards of the person or firm whose PESEL or NIP stands in the title.
    pub by_identifier: Vec<Candidate>,
    /// Whether the identifier was a NIP.
    pub firm: bool,
    /// Cards with exactly one open instalment of this amount.
    pub by_amount: Vec<Candidate>,
}

/// What becomes of an incoming payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Auto {
        rule: Rule,
        card: i64,
        reason: String,
    },
    Suggest {
        rule: Rule,
        cards: Vec<i64>,
        reason: String,
    },
    /// `alert`: something a bank should never send; shown in red.
    Explain {
        reason: String,
        alert: bool,
    },
}

/// Decides about one incoming payment.
pub fn decide(evidence: &Evidence, policy: &Policy) -> Decision {
    let on = |rule: Rule| !policy.off.contains(&rule.number());
    type Step = fn(&Evidence, &Policy) -> Option<Decision>;
    const STEPS: [(Rule, Step); 7] = [
        (Rule::VirtualAccount, virtual_account),
        (Rule::PaymentSession, payment_session),
        (Rule::Reference, payment_reference),
        (Rule::Document, document),
        (Rule::KnownSender, known_sender),
        (Rule::Identifier, identifier),
        (Rule::AmountAndName, amount_and_name),
    ];
    STEPS
        .iter()
        .filter(|(rule, _)| on(*rule))
        .find_map(|(_, step)| step(evidence, policy))
        .unwrap_or_else(|| Decision::Explain { reason: why_nothing(evidence), alert: false })
}

fn virtual_account(evidence: &Evidence, policy: &Policy) -> Option<Decision> {
    match evidence.by_account.as_slice() {
        [] if evidence.broken_account => Some(Decision::Explain {
            reason: "Rachunek wirtualny z błędnymi cyframi kontrolnymi. Bank nie powinien takiego przyjąć: zapytaj bank."
                .into(),
            alert: true,
        }),
        [] if evidence.unknown_account => Some(Decision::Explain {
            reason: "Nieznany identyfikator: rachunek wirtualny jest z puli urzędu, ale nie należy do żadnej karty."
                .into(),
            alert: false,
        }),
        [] => None,
        [card] => Some(automatic(
            Rule::VirtualAccount,
            card,
            format!("wpłata na rachunek wirtualny karty {}", card.number),
            evidence,
            policy,
        )),
        several => Some(Decision::Suggest {
            rule: Rule::VirtualAccount,
            cards: ids(several),
            reason: "w tytule są rachunki wirtualne kilku kart".into(),
        }),
    }
}

fn payment_session(evidence: &Evidence, policy: &Policy) -> Option<Decision> {
    let session = evidence.session.as_ref()?;
    let card = session.card.as_ref()?;
    if session.amount == evidence.amount {
        let reason = format!("płatność {} z portalu, kwota zgodna", session.reference);
        return Some(automatic(Rule::PaymentSession, card, reason, evidence, policy));
    }
    Some(Decision::Suggest {
        rule: Rule::PaymentSession,
        cards: vec![card.card_id],
        reason: format!(
            "płatność {} z portalu była na {}, a wpłynęło {}",
            session.reference,
            Money::from_grosze(session.amount),
            Money::from_grosze(evidence.amount)
        ),
    })
}

fn payment_reference(evidence: &Evidence, policy: &Policy) -> Option<Decision> {
    match evidence.by_reference.as_slice() {
        [] => None,
        [card] => Some(automatic(
            Rule::Reference,
            card,
            format!("numer płatności karty {} w tytule", card.number),
            evidence,
            policy,
        )),
        several => Some(Decision::Suggest {
            rule: Rule::Reference,
            cards: ids(several),
            reason: "w tytule są numery płatności kilku kart".into(),
        }),
    }
}

fn document(evidence: &Evidence, policy: &Policy) -> Option<Decision> {
    match evidence.by_document.as_slice() {
        [] => None,
        [(number, card)] => {
            let sender_known = evidence.known.iter().any(|known| known.candidate.card_id == card.card_id);
            if same_person(&evidence.sender, &card.payer) || sender_known {
                let what = if sender_known { "rachunek" } else { "nazwisko" };
                let reason = format!("dokument {number} w tytule, {what} nadawcy zgodny z kartą");
                let reason = if sender_known { reason } else { reason.replace("zgodny", "zgodne") };
                return Some(automatic(Rule::Document, card, reason, evidence, policy));
            }
            Some(Decision::Suggest {
                rule: Rule::Document,
                cards: vec![card.card_id],
                reason: format!("dokument {number} w tytule, inny nadawca"),
            })
        }
        several => Some(Decision::Suggest {
            rule: Rule::Document,
            cards: several.iter().map(|(_, card)| card.card_id).collect(),
            reason: "w tytule są numery kilku dokumentów".into(),
        }),
    }
}

fn known_sender(evidence: &Evidence, policy: &Policy) -> Option<Decision> {
    let [known] = evidence.known.as_slice() else { return None };
    let card = &known.candidate;
    if !evidence.title.kinds.contains(&card.kind) {
        return None;
    }
    let reason = match known.times {
        1 => "rachunek nadawcy znany z 1 wpłaty".to_owned(),
        times => format!("rachunek nadawcy znany z {times} wpłat"),
    };
    if policy.sender_auto_after > 0 && known.confirmed >= policy.sender_auto_after {
        let reason = format!("{reason}, ta sama należność w tytule");
        return Some(automatic(Rule::KnownSender, card, reason, evidence, policy));
    }
    Some(Decision::Suggest { rule: Rule::KnownSender, cards: vec![card.card_id], reason })
}

fn identifier(evidence: &Evidence, _: &Policy) -> Option<Decision> {
    let what = if evidence.firm { "NIP" } else { "PESEL" };
    let named: Vec<&Candidate> =
        evidence.by_identifier.iter().filter(|card| evidence.title.kinds.contains(&card.kind)).collect();
    let chosen: Vec<&Candidate> =
        if named.is_empty() { evidence.by_identifier.iter().collect() } else { named };
    let reason = match chosen.as_slice() {
        [] => return None,
        [card] if evidence.title.kinds.contains(&card.kind) => {
            format!("{what} i rodzaj należności w tytule")
        }
        [_] => format!("{what} w tytule, jedyna karta tej osoby"),
        _ => format!("{what} w tytule pasuje do kilku kart"),
    };
    Some(Decision::Suggest {
        rule: Rule::Identifier,
        cards: chosen.iter().map(|card| card.card_id).collect(),
        reason,
    })
}

fn amount_and_name(evidence: &Evidence, _: &Policy) -> Option<Decision> {
    let sender = words(&evidence.sender);
    let title: Vec<&str> = evidence.title.plain.split(' ').collect();
    let alike: Vec<&Candidate> = evidence
        .by_amount
        .iter()
        .filter(|card| words_similarity(&sender, &words(&card.payer)) >= ALIKE)
        .collect();
    if let [card] = alike.as_slice() {
        return Some(Decision::Suggest {
            rule: Rule::AmountAndName,
            cards: vec![card.card_id],
            reason: "kwota raty i nazwisko nadawcy zgodne".into(),
        });
    }
    // Somebody of the family pays and writes the payer's name and the kind of due in the title.
    let named: Vec<&Candidate> = evidence
        .by_amount
        .iter()
        .filter(|card| {
            evidence.title.kinds.contains(&card.kind)
                && words(&card.payer).first().is_some_and(|family| title.contains(&family.as_str()))
        })
        .collect();
    let (chosen, reason) = match (alike.len(), named.as_slice()) {
        (_, [_]) => (named, "kwota i nazwisko w tytule zgodne, inny nadawca"),
        (2.., _) => (alike, "kwota i nazwisko pasują do kilku kart"),
        _ => return None,
    };
    Some(Decision::Suggest {
        rule: Rule::AmountAndName,
        cards: chosen.iter().map(|card| card.card_id).collect(),
        reason: reason.into(),
    })
}

/// An automatic posting, unless somebody else pays far more than the card owes.
fn automatic(rule: Rule, card: &Candidate, reason: String, evidence: &Evidence, policy: &Policy) -> Decision {
    let excess = evidence.amount.saturating_sub(card.open);
    let stranger = !evidence.sender.is_empty() && !same_person(&evidence.sender, &card.payer);
    if stranger && excess > policy.third_party_excess {
        return Decision::Suggest {
            rule,
            cards: vec![card.card_id],
            reason: format!(
                "{reason}, ale płaci inna osoba i wpłata przewyższa dług o {}",
                Money::from_grosze(excess)
            ),
        };
    }
    Decision::Auto { rule, card: card.card_id, reason }
}

fn same_person(sender: &str, payer: &str) -> bool {
    words_similarity(&words(sender), &words(payer)) >= ALIKE
}

fn ids(cards: &[Candidate]) -> Vec<i64> {
    cards.iter().map(|card| card.card_id).collect()
}

/// Says what was looked for in vain, so that the clerk need not look for it again.
fn why_nothing(evidence: &Evidence) -> String {
    let sender = if evidence.sender.is_empty() { "Brak danych nadawcy. " } else { "" };
    let several = match evidence.known.len() {
        0 => "",
        1 => "Rachunek nadawcy jest znany, ale tytuł nie nazywa tej samej należności. ",
        _ => "Z rachunku nadawcy płacono już na kilka kart. ",
    };
    format!("{sender}{several}W tytule nie ma rachunku, numeru płatności ani dokumentu urzędu.")
}
