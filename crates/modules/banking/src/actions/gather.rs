//! Gathers, with few queries for a whole statement, everything the matching rules ask about its incoming payments.

use std::collections::{HashMap, HashSet};

use ratusz_dues::cards::{self, CardRef};
use ratusz_dues::kinds::{self, Kinds};
use ratusz_kernel::{Municipality, Result};
use ratusz_people::parties;

use crate::rules::matching::{Candidate, Evidence, KnownCard};
use crate::rules::similarity::words;
use crate::rules::title::{self, Keywords, Title};
use crate::store::entries::Entry;
use crate::store::{accounts, debts, memory, online};

/// Cards with the same amount and a word of the name in common that are looked at for one payment; beyond that the
/// amount tells nothing.
const MOST_ALIKE: usize = 400;

/// The evidence for each incoming payment, by its entry.
pub(crate) async fn evidence(
    municipality: &Municipality,
    entries: &[Entry],
) -> Result<HashMap<i64, Evidence>> {
    let kinds = kinds::of(municipality).await?;
    let keywords = Keywords::of(kinds.all());
    let incoming: Vec<&Entry> = entries.iter().filter(|entry| entry.amount > 0 && !entry.reversal).collect();
    let titles: Vec<Title> = incoming.iter().map(|entry| title::parse(&entry.title, &keywords)).collect();
    let facts = Facts::load(municipality, &incoming, &titles).await?;
    let mut all = HashMap::with_capacity(incoming.len());
    let mut unmatched = Vec::new();
    for (entry, title) in incoming.into_iter().zip(titles) {
        let evidence = facts.of(entry, title, &kinds);
        let settled = !evidence.by_account.is_empty() || !evidence.by_reference.is_empty();
        if !settled && !evidence.unknown_account && !evidence.broken_account {
            unmatched.push(entry);
        }
        all.insert(entry.id, evidence);
    }
    add_identifiers(municipality, &kinds, &unmatched, &mut all).await?;
    add_amounts(municipality, &kinds, &unmatched, &mut all).await?;
    add_owed(municipality, &mut all).await?;
    Ok(all)
}

/// What was asked once for the whole statement.
struct Facts {
    by_nrb: HashMap<String, CardRef>,
    by_number: HashMap<String, CardRef>,
    by_id: HashMap<i64, CardRef>,
    known: HashMap<Vec<u8>, Vec<memory::Memory>>,
    documents: HashMap<String, Vec<i64>>,
    sessions: HashMap<String, online::OpenPayment>,
    /// Sort code and prefix of the virtual accounts of each of our banks.
    pools: Vec<(String, String)>,
}

impl Facts {
    async fn load(municipality: &Municipality, entries: &[&Entry], titles: &[Title]) -> Result<Self> {
        let db = &municipality.db.read;
        let by_nrb =
            cards::by_nrb(db, &distinct(entries.iter().flat_map(|entry| entry.account_numbers()))).await?;
        let numbers = distinct(titles.iter().flat_map(|title| title.cards.iter().map(String::as_str)));
        let by_number = cards::by_number(db, &numbers).await?;
        let senders: HashSet<Vec<u8>> =
            entries.iter().filter_map(|entry| entry.counterparty_index.clone()).collect();
        let known = memory::of_accounts(db, &senders).await?;
        let named: HashSet<&str> =
            titles.iter().flat_map(|title| title.documents.iter().map(String::as_str)).collect();
        let documents = debts::open_documents(db, &named).await?;
        let more: HashSet<i64> = known
            .values()
            .flatten()
            .map(|memory| memory.card_id)
            .chain(documents.values().flatten().copied())
            .collect();
        let mut by_id = cards::by_ids(db, &Vec::from_iter(more)).await?;
        let sessions = online::open_payments(db, &online::references(entries)).await?;
        let online_cards: Vec<i64> = sessions.values().filter_map(|payment| payment.card_id).collect();
        by_id.extend(cards::by_ids(db, &online_cards).await?);
        let pools = accounts::all(db)
            .await?
            .into_iter()
            .filter(|account| !account.pool_bank.is_empty())
            .map(|account| (account.pool_bank, account.pool_prefix))
            .collect();
        Ok(Self { by_nrb, by_number, by_id, known, documents, sessions, pools })
    }

    fn of(&self, entry: &Entry, title: Title, kinds: &Kinds) -> Evidence {
        let candidate = |card: &CardRef| candidate(card, kinds);
        let mut by_account: Vec<Candidate> =
            entry.account_numbers().filter_map(|number| self.by_nrb.get(number)).map(candidate).collect();
        by_account.dedup_by_key(|card| card.card_id);
        let by_reference: Vec<Candidate> =
            title.cards.iter().filter_map(|number| self.by_number.get(number)).map(candidate).collect();
        let card = |id: &i64| self.by_id.get(id).map(candidate);
        let mut by_document: Vec<(String, Candidate)> = Vec::new();
        for number in &title.documents {
            for found in self.documents.get(number).into_iter().flatten().filter_map(card) {
                by_document.push((number.clone(), found));
            }
        }
        let known = entry.counterparty_index.as_ref().and_then(|index| self.known.get(index));
        let known = known
            .into_iter()
            .flatten()
            .filter_map(|memory| {
                let candidate = card(&memory.card_id)?;
                Some(KnownCard { candidate, times: memory.times, confirmed: memory.confirmed })
            })
            .collect();
        Evidence {
            amount: entry.amount,
            sender: entry.counterparty.clone(),
            unknown_account: by_account.is_empty()
                && entry.account_numbers().any(|number| self.in_pool(number)),
            broken_account: entry.account_fault == "broken",
            session: online::session(entry, &self.sessions, |id| card(&id)),
            by_account,
            by_reference,
            by_document,
            known,
            title,
            ..Evidence::default()
        }
    }

    fn in_pool(&self, number: &str) -> bool {
        self.pools.iter().any(|(bank, prefix)| {
            number.get(2..10) == Some(bank.as_str())
                && number.get(10..).is_some_and(|own| own.starts_with(prefix.as_str()))
        })
    }
}

fn candidate(card: &CardRef, kinds: &Kinds) -> Candidate {
    Candidate {
        card_id: card.id,
        number: card.number.clone(),
        kind_name: kinds.get(&card.kind).map_or_else(|| card.kind.clone(), |kind| kind.polish_name.clone()),
        kind: card.kind.clone(),
        payer: card.payer_name.clone(),
        open: 0,
    }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let set: HashSet<&str> = texts.collect();
    let mut all: Vec<String> = set.into_iter().map(str::to_owned).collect();
    all.sort_unstable();
    all
}

/// Rule 6: whose PESEL or NIP stands in the title. Asked only for payments that nothing stronger placed.
async fn add_identifiers(
    municipality: &Municipality,
    kinds: &Kinds,
    entries: &[&Entry],
    all: &mut HashMap<i64, Evidence>,
) -> Result<()> {
    let mut people: HashMap<String, Vec<Candidate>> = HashMap::new();
    for entry in entries {
        let raw = entry.open_title(municipality)?;
        let numbers = title::numbers(raw.as_deref().unwrap_or(&entry.title));
        let Some(key) = numbers
            .pesel
            .as_ref()
            .map(|pesel| pesel.as_str().to_owned())
            .or_else(|| numbers.nip.as_ref().map(|nip| nip.as_str().to_owned()))
        else {
            continue;
        };
        if !people.contains_key(&key) {
            let party = match (&numbers.pesel, &numbers.nip) {
                (Some(pesel), _) => parties::find_by_pesel(municipality, pesel).await?,
                (None, Some(nip)) => parties::find_by_nip(&municipality.db.read, nip).await?,
                (None, None) => None,
            };
            let found = cards::by_party(&municipality.db.read, &Vec::from_iter(party)).await?;
            let open = found.iter().filter(|card| card.closed.is_none()).map(|card| candidate(card, kinds));
            people.insert(key.clone(), open.collect());
        }
        if let (Some(evidence), Some(cards)) = (all.get_mut(&entry.id), people.get(&key)) {
            evidence.by_identifier.clone_from(cards);
            evidence.firm = numbers.pesel.is_none();
        }
    }
    Ok(())
}

/// Rule 7: cards with one open instalment of the amount whose payer has a word of the name in common with the sender or
/// the title.
async fn add_amounts(
    municipality: &Municipality,
    kinds: &Kinds,
    entries: &[&Entry],
    all: &mut HashMap<i64, Evidence>,
) -> Result<()> {
    let amounts: HashSet<i64> = entries.iter().map(|entry| entry.amount).collect();
    if amounts.is_empty() {
        return Ok(());
    }
    let instalments = debts::single_instalments(&municipality.db.read, &amounts).await?;
    let ids: HashSet<i64> = instalments.values().flatten().copied().collect();
    let found = cards::by_ids(&municipality.db.read, &Vec::from_iter(ids)).await?;
    let mut by_word: HashMap<(i64, String), Vec<i64>> = HashMap::new();
    for (amount, cards) in &instalments {
        for card in cards.iter().filter_map(|id| found.get(id)) {
            for word in words(&card.payer_name) {
                by_word.entry((*amount, word)).or_default().push(card.id);
            }
        }
    }
    for entry in entries {
        let Some(evidence) = all.get_mut(&entry.id) else { continue };
        let asked =
            words(&entry.counterparty).into_iter().chain(evidence.title.plain.split(' ').map(str::to_owned));
        let mut ids: Vec<i64> = Vec::new();
        for word in asked {
            ids.extend(by_word.get(&(entry.amount, word)).into_iter().flatten().take(MOST_ALIKE));
        }
        ids.sort_unstable();
        ids.dedup();
        evidence.by_amount =
            ids.iter().filter_map(|id| found.get(id)).map(|card| candidate(card, kinds)).collect();
    }
    Ok(())
}

/// What the cards of automatic matches owe, for the limit on strangers' excess.
async fn add_owed(municipality: &Municipality, all: &mut HashMap<i64, Evidence>) -> Result<()> {
    let cards: HashSet<i64> = all.values().flat_map(automatic).map(|card| card.card_id).collect();
    let owed = debts::owed(&municipality.db.read, &Vec::from_iter(cards)).await?;
    for evidence in all.values_mut() {
        let Evidence { by_account, by_reference, by_document, known, session, .. } = evidence;
        let cards = by_account
            .iter_mut()
            .chain(by_reference)
            .chain(by_document.iter_mut().map(|(_, card)| card))
            .chain(known.iter_mut().map(|known| &mut known.candidate))
            .chain(session.iter_mut().filter_map(|session| session.card.as_mut()));
        for card in cards {
            card.open = owed.get(&card.card_id).copied().unwrap_or(0);
        }
    }
    Ok(())
}

fn automatic(evidence: &Evidence) -> impl Iterator<Item = &Candidate> {
    evidence
        .by_account
        .iter()
        .chain(&evidence.by_reference)
        .chain(evidence.by_document.iter().map(|(_, card)| card))
        .chain(evidence.known.iter().map(|known| &known.candidate))
        .chain(evidence.session.iter().filter_map(|session| session.card.as_ref()))
}
