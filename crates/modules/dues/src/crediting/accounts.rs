//! What payers owe, loaded for many cards at once: cards of one set of payers and one law stand together.

use std::collections::HashMap;

use chrono::NaiveDate;
use ratusz_kernel::{Error, Money, Result, Sql};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::indication;
use crate::kinds::Kinds;
use crate::law::Law;
use crate::rules::crediting::{Arrear, Indication};
use crate::rules::interest::Regime;
use crate::rules::period::ExcludedPeriods;
use crate::store::among;

/// An open due with the card it stands on.
#[derive(Debug, Clone)]
pub(super) struct OpenDue {
    pub id: i64,
    pub card_id: i64,
    pub classification: String,
    pub arrear: Arrear,
}

#[derive(Debug, Clone)]
struct Card {
    id: i64,
    kind: String,
    overpaid: Money,
}

/// The cards a payment may reach, and their open dues.
#[derive(Debug)]
pub(super) struct Account {
    pub regime: Regime,
    cards: Vec<Card>,
    pub dues: Vec<OpenDue>,
}

/// Accounts of many cards.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    accounts: Vec<Account>,
    of_card: HashMap<i64, usize>,
}

#[derive(FromQueryResult)]
struct Row {
    card_id: i64,
    kind: String,
    payer_key: String,
    overpaid: i64,
    due_id: Option<i64>,
    due_date: Option<NaiveDate>,
    open: Option<i64>,
    cost_open: Option<i64>,
    interest_open: Option<i64>,
    interest_counted_to: Option<NaiveDate>,
    classification: Option<String>,
}

impl Accounts {
    /// Loads the cards and, for public dues, the other cards of the same payers (OP art. 62 §1, second sentence).
    pub async fn load<C: ConnectionTrait>(db: &C, kinds: &Kinds, law: &Law, cards: &[i64]) -> Result<Self> {
        let (among, value) = among(db, 1, cards);
        let which = match law.choices.across_cards {
            true => format!("c.payer_key IN (SELECT payer_key FROM card WHERE id {among})"),
            false => format!("c.id {among}"),
        };
        let sql = format!(
            "SELECT c.id AS card_id, c.kind AS kind, c.payer_key AS payer_key, c.overpaid AS overpaid, \
             d.id AS due_id, d.due_date AS due_date, d.open AS open, d.cost_open AS cost_open, \
             d.interest_open AS interest_open, d.interest_counted_to AS interest_counted_to, \
             d.classification AS classification \
             FROM card c LEFT JOIN due d ON d.card_id = c.id \
             AND (d.open > 0 OR d.cost_open > 0 OR d.interest_open > 0) \
             WHERE {which} ORDER BY c.payer_key, c.id, d.id"
        );
        let rows: Vec<Row> = db.all(&sql, vec![value]).await?;
        let mut loaded = Self::default();
        let mut public: HashMap<String, usize> = HashMap::new();
        for row in rows {
            let regime = kinds.of_card(&row.kind)?.regime;
            let place = match loaded.of_card.get(&row.card_id) {
                Some(place) => *place,
                None => {
                    // Civil debts are each its own; taxes of the same payers are one account.
                    let shared =
                        (regime == Regime::Public && law.choices.across_cards).then(|| row.payer_key.clone());
                    let known = shared.as_ref().and_then(|key| public.get(key).copied());
                    let place = known.unwrap_or_else(|| loaded.open(regime));
                    public.extend(shared.map(|key| (key, place)));
                    loaded.of_card.insert(row.card_id, place);
                    loaded.accounts[place].cards.push(Card {
                        id: row.card_id,
                        kind: row.kind.clone(),
                        overpaid: Money::from_grosze(row.overpaid),
                    });
                    place
                }
            };
            loaded.accounts[place].dues.extend(open_due(row, regime));
        }
        Ok(loaded)
    }

    fn open(&mut self, regime: Regime) -> usize {
        self.accounts.push(Account { regime, cards: Vec::new(), dues: Vec::new() });
        self.accounts.len() - 1
    }

    pub fn place(&self, card_id: i64) -> Result<usize> {
        self.of_card.get(&card_id).copied().ok_or(Error::NotFound)
    }

    pub fn at(&mut self, place: usize) -> &mut Account {
        &mut self.accounts[place]
    }

    pub fn of(&mut self, card_id: i64) -> Result<&mut Account> {
        let place = self.place(card_id)?;
        Ok(self.at(place))
    }
}

fn open_due(row: Row, regime: Regime) -> Option<OpenDue> {
    let money = |grosze: Option<i64>| Money::from_grosze(grosze.unwrap_or(0));
    let id = row.due_id?;
    let civil = regime == Regime::Civil;
    Some(OpenDue {
        id,
        card_id: row.card_id,
        classification: row.classification.unwrap_or_default(),
        arrear: Arrear {
            id: id.to_string(),
            kind: row.kind,
            due_date: row.due_date?,
            principal: money(row.open),
            cost: money(row.cost_open),
            excluded: ExcludedPeriods::NONE,
            interest_counted_to: row.interest_counted_to.filter(|_| civil),
            interest_unpaid: if civil { money(row.interest_open) } else { Money::ZERO },
        },
    })
}

impl Account {
    pub fn indication(&self, card_id: i64) -> Option<Indication> {
        self.cards.iter().find(|card| card.id == card_id).map(|card| indication(&card.kind))
    }

    pub fn arrears(&self) -> Vec<Arrear> {
        self.dues.iter().map(|due| due.arrear.clone()).collect()
    }

    pub fn overpaid(&self, card_id: i64) -> Money {
        self.cards.iter().filter(|card| card.id == card_id).map(|card| card.overpaid).sum()
    }

    /// The state after a payment; the rules keep the order of the dues.
    pub fn take_over(&mut self, left: &[Arrear]) -> Result<()> {
        if left.len() != self.dues.len() {
            return Err(Error::internal("crediting lost a due"));
        }
        for (due, arrear) in self.dues.iter_mut().zip(left) {
            due.arrear = arrear.clone();
        }
        Ok(())
    }

    /// Principal, interest of the day and costs of one card.
    pub fn owed(&self, card_id: i64, day: NaiveDate, law: &Law) -> Result<Money> {
        let mut owed = Money::ZERO;
        for Arrear { principal, cost, due_date, interest_counted_to, interest_unpaid, excluded, .. } in
            self.dues.iter().filter(|due| due.card_id == card_id).map(|due| &due.arrear)
        {
            let from = interest_counted_to.unwrap_or(*due_date);
            let interest = law.interest.charged(self.regime, *principal, from, day, excluded);
            owed += *principal + *cost + *interest_unpaid;
            owed += interest.map_err(|error| Error::Conflict(error.to_string()))?;
        }
        Ok(owed)
    }
}
