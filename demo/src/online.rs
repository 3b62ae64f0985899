//! Online payments of the last month: made on their days at the bank test provider, paid out every Friday with a
//! settlement report; one payout came short, one payment is cancelled, one waits for its bank, one shall be returned.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chrono::{Datelike, Days, Duration, NaiveDate, Weekday};
use ratusz_dues::view;
use ratusz_kernel::worker::Signal;
use ratusz_kernel::{Actor, Clock, Environment, Money, Municipality, Random, Result, calendar};
use ratusz_payments::demo::{self, Begun, Ending, Payer};
use ratusz_payments::rules::payout::fee;
use ratusz_people::parties::{NewParty, PartyKind};

use crate::payments::Paid;

/// One payer in so many pays online in a month; a small demo has enough of them to show each state.
const ONE_IN: usize = 75;
const FEWEST: usize = 12;
/// Of these the resident of the sign-in makes so many.
const OWN: usize = 2;
/// Commission of the bank test provider, 1.2 %.
const BASIS_POINTS: i64 = 120;
/// The newest ones the provider has not sent on yet.
const KEPT_BACK: usize = 2;
/// The payout that came short.
const SHORT: usize = 1;

/// Takes out of the payments those that will be made online: two of the resident's, others evenly from the month.
pub fn choose(paid: &mut Vec<Paid>, parties: &[NewParty], first: NaiveDate) -> Vec<Paid> {
    let wanted = (parties.len() / ONE_IN).max(FEWEST) - OWN;
    let own: Vec<usize> = (0..paid.len()).rev().filter(|place| paid[*place].payer == 0).take(OWN).collect();
    let others: Vec<usize> = (0..paid.len())
        .filter(|place| {
            let one = &paid[*place];
            one.day >= first && one.payer > 2 && parties[one.payer].kind == PartyKind::Natural
        })
        .collect();
    let step = (others.len() / wanted).max(1);
    let mut places = own;
    places.extend(others.into_iter().skip(step / 2).step_by(step).take(wanted));
    places.sort_unstable();
    let mut online: Vec<Paid> = places.into_iter().rev().map(|place| paid.remove(place)).collect();
    online.reverse();
    online
}

/// The money of a payout as the bank shows it.
pub struct Deposit {
    pub title: String,
    pub amount: Money,
}

/// The month of online payments.
pub struct Online {
    /// The same municipality with a clock that stands on the day of the payments.
    then: Arc<Municipality>,
    clock: Clock,
    payers: Vec<Payer>,
    by_day: BTreeMap<NaiveDate, Vec<Paid>>,
    cancelled: bool,
    /// Paid at the provider, not paid out yet.
    with_provider: Vec<Begun>,
    payouts: usize,
}

impl Online {
    pub async fn open(municipality: &Municipality, payers: Vec<Payer>, online: Vec<Paid>) -> Result<Self> {
        let environment = &municipality.environment;
        let clock = Clock::fixed(municipality.clock.now());
        let earlier = Environment {
            clock: clock.clone(),
            // The same numbers of payments each time.
            random: Random::seeded(1410),
            keys: environment.keys.clone(),
            modules: environment.modules.clone(),
            sections: environment.sections.clone(),
            data_dir: environment.data_dir.clone(),
            limits: environment.limits,
            signal: Signal::default(),
            stopping: AtomicBool::new(false),
        };
        let Municipality { code, host, url, .. } = municipality;
        let then = Municipality::open(code, host, url, &Arc::new(earlier)).await?;
        let mut by_day: BTreeMap<NaiveDate, Vec<Paid>> = BTreeMap::new();
        for paid in online {
            by_day.entry(paid.day).or_default().push(paid);
        }
        let with_provider = Vec::new();
        Ok(Self { then, clock, payers, by_day, cancelled: false, with_provider, payouts: 0 })
    }

    /// What is paid online up to this day and not yet; gives the payout that reaches the bank that day.
    pub async fn until(&mut self, system: &Actor, day: NaiveDate) -> Result<Option<Deposit>> {
        let later = self.by_day.split_off(&(day + Days::new(1)));
        for (then, paid) in std::mem::replace(&mut self.by_day, later) {
            self.clock.set_day(then);
            self.clock.advance(Duration::hours(-4));
            for paid in paid {
                // One after another through the day, at no round hour.
                self.clock.advance(Duration::minutes(31 + i64::try_from(paid.payer % 29).unwrap_or(0)));
                self.pay(&paid).await?;
            }
        }
        let ready = self.with_provider.len() > KEPT_BACK;
        if ready && day.weekday() == Weekday::Fri && calendar::is_working_day(day) {
            self.clock.set_day(day);
            self.clock.advance(Duration::hours(7));
            return self.pay_out(system, day).await.map(Some);
        }
        Ok(None)
    }

    async fn pay(&mut self, paid: &Paid) -> Result<()> {
        let payer = &self.payers[paid.payer];
        let debts = view::debts(&self.then, &[payer.party_id], paid.day).await?;
        let due = debts.dues().find(|(card, due)| card.card.id == paid.card_id && due.title == paid.title);
        let Some(due) = due.map(|(_, due)| due.id) else { return Ok(()) };
        if !self.cancelled && paid.payer != 0 {
            // The bank said no, and the payer went through it all once more.
            self.cancelled = demo::pay(&self.then, payer, &[due], Ending::Rejected).await?.is_some();
        }
        self.with_provider.extend(demo::pay(&self.then, payer, &[due], Ending::Paid).await?);
        Ok(())
    }

    async fn pay_out(&mut self, system: &Actor, day: NaiveDate) -> Result<Deposit> {
        let number = format!("WYP{}", day.format("%y%m%d"));
        let mut report = String::from("wyplata;data;typ;numer_operatora;numer_zamowienia;kwota;prowizja\n");
        let mut line = |kind: &str, provider_id: &str, ext_id: &str, amount: Money, fee: Money| {
            let (amount, fee) = (amount.plain(), fee.plain());
            report += &format!("{number};{day};{kind};{provider_id};{ext_id};{amount};{fee}\n");
        };
        let (mut sent, mut fees) = (Money::ZERO, Money::ZERO);
        let newest = self.with_provider.len() - KEPT_BACK;
        for begun in self.with_provider.drain(..newest) {
            let fee = fee(begun.amount, BASIS_POINTS);
            line("płatność", &begun.provider_id, &begun.ext_id, begun.amount, fee);
            sent += begun.amount - fee;
            fees += fee;
        }
        if self.payouts == SHORT {
            // The provider took its commission twice.
            sent -= fees;
        }
        self.payouts += 1;
        line("wypłata", "", "", sent, Money::ZERO);
        demo::take_report(&self.then, system, &report).await?;
        Ok(Deposit { title: format!("WYPŁATA {number}"), amount: sent })
    }

    /// Today's state: a transfer that its bank confirms tomorrow, and a refund that waits for the second person.
    pub async fn finish(mut self, clerk: &Actor, now: &Municipality) -> Result<()> {
        let today = now.clock.today();
        if let Some(begun) = self.with_provider.pop() {
            let reason = "Ta sama rata zapłacona także przelewem, mieszkaniec prosi o zwrot.";
            demo::ask_refund(&self.then, clerk, &begun, reason).await?;
        }
        self.clock.advance(now.clock.now() - self.clock.now());
        // From the end, where nobody of the sign-ins or the journeys is.
        for payer in self.payers.iter().rev() {
            let debts = view::debts(&self.then, &[payer.party_id], today).await?;
            let Some(due) = debts.dues().find(|(_, due)| due.total > Money::ZERO).map(|(_, due)| due.id)
            else {
                continue;
            };
            if demo::pay(&self.then, payer, &[due], Ending::Waiting).await?.is_some() {
                break;
            }
        }
        Ok(())
    }
}
