//! Online payments: baskets of dues paid through a provider, own transfers, refunds, payouts of providers.

mod actions;
mod basket;
pub mod demo;
mod jobs;
pub mod notices;
mod pages;
mod providers;
pub mod rules;
pub mod setup;
mod store;

use chrono::{Duration, NaiveDate};
use futures_util::FutureExt;
use ratusz_kernel::{Deed, Handler, Migration, Money, Permission, Result, Schedule, SealedColumn, Sql};
use ratusz_web::{MenuItem, Module, Place};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

pub use actions::settle_payout::Deposit;
pub use rules::payout::Standing;

/// Outbox handlers.
pub(crate) const POLL: &str = "payments.poll";
pub(crate) const INBOX: &str = "payments.inbox";
pub(crate) const REFUND: &str = "payments.refund";

pub fn module() -> Module {
    ratusz_notices::templates::register(notices::TEMPLATES);
    Module {
        kernel: ratusz_kernel::Module {
            name: "payments",
            migrations: &[Migration {
                name: "payments/001_payments",
                sql: include_str!("store/migrations/001_payments.sql"),
            }],
            permissions: PERMISSIONS,
            handlers: HANDLERS,
            schedules: SCHEDULES,
            sealed: &[
                SealedColumn { table: "pos", column: "client_secret", index: None },
                SealedColumn { table: "pos", column: "second_key", index: None },
                SealedColumn { table: "payment_inbox", column: "body", index: None },
            ],
            export: Some(|municipality, request| store::export::of(municipality, request).boxed()),
        },
        routes: pages::routes,
        menu: MENU,
    }
}

/// Hosts of providers that a payer may be sent to from our forms: `[payments] hosts`, or those of PayU.
pub fn hosts(sections: &serde_json::Map<String, serde_json::Value>) -> Vec<String> {
    providers::Settings::among(sections).hosts
}

const PERMISSIONS: &[Permission] = &[
    Permission { code: "payments.read", label: "Przegląd płatności internetowych i wypłat" },
    Permission { code: "payments.settle", label: "Wyjaśnianie płatności i import raportów operatora" },
    Permission { code: "payments.refund_ask", label: "Zlecanie zwrotów" },
    Permission { code: "payments.refund_approve", label: "Zatwierdzanie zwrotów (druga osoba)" },
    Permission { code: "payments.settings", label: "Ustawienia punktów płatności" },
];

const HANDLERS: &[Handler] = &[
    // The next question is queued before this one is asked, so one failure costs nothing.
    Handler { name: POLL, topic: POLL, run: |m, job| jobs::poll::run(m, job).boxed(), max_attempts: 3 },
    Handler { name: INBOX, topic: INBOX, run: |m, job| jobs::inbox::run(m, job).boxed(), max_attempts: 12 },
    Handler {
        name: REFUND,
        topic: REFUND,
        run: |m, job| jobs::send_refund::run(m, job).boxed(),
        max_attempts: 12,
    },
];

const SCHEDULES: &[Schedule] = &[
    Schedule {
        name: "payments.refunds",
        every: Duration::hours(1),
        run: |municipality, ()| jobs::follow_refunds::run(municipality).boxed(),
    },
    Schedule {
        name: "payments.end_open",
        every: Duration::days(1),
        run: |municipality, ()| jobs::end_open::run(municipality).boxed(),
    },
    Schedule {
        name: "payments.sweep",
        every: Duration::days(1),
        run: |municipality, ()| async move { store::inbox::sweep(municipality).await }.boxed(),
    },
];

const MENU: &[MenuItem] = &[
    MenuItem { place: Place::Resident, href: "/platnosci", label: "Płatności", permission: "", order: 20 },
    MenuItem {
        place: Place::Office,
        href: "/urzad/platnosci",
        label: "Płatności",
        permission: "payments.read",
        order: 40,
    },
    MenuItem {
        place: Place::Office,
        href: "/urzad/wyplaty",
        label: "Wypłaty",
        permission: "payments.read",
        order: 42,
    },
];

/// A payment as the bank statement's reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PaymentRef {
    pub id: i64,
    pub reference: String,
    /// The newest order number sent to the provider.
    pub ext_id: String,
    /// Grosze.
    pub total: i64,
    pub state: String,
}

/// Payments by their references, as they stand in transfer titles (see [`rules::reference::find`]).
pub async fn find_by_reference<C: ConnectionTrait>(db: &C, references: &[String]) -> Result<Vec<PaymentRef>> {
    let mut found = Vec::new();
    for batch in references.chunks(1000) {
        let list = store::parameters(db, batch.len());
        let sql = format!(
            "SELECT p.id, p.reference, a.ext_id, p.total, p.state FROM payment p JOIN attempt a ON a.payment_id = p.id \
             AND a.number = (SELECT MAX(number) FROM attempt WHERE payment_id = p.id) WHERE p.reference IN ({list})"
        );
        let batch: Vec<Value> = batch.iter().map(Value::from).collect();
        found.extend(db.all::<PaymentRef>(&sql, batch).await?);
    }
    Ok(found)
}

/// A payout a bank entry may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutRef {
    pub id: i64,
    /// Name of the merchant account.
    pub point: String,
    pub provider_id: String,
    pub paid_on: NaiveDate,
    pub net: Money,
}

/// Payouts without a bank entry that would fit this one: the same net, paid out at most five working days before.
pub async fn payout_candidates<C: ConnectionTrait>(
    db: &C,
    amount: Money,
    date: NaiveDate,
) -> Result<Vec<PayoutRef>> {
    store::payouts::candidates(db, amount, date).await
}

/// Ties a payout to the bank entry that brought its money: 130 / 141, payments become settled.
pub async fn settle_payout(deed: &mut Deed, payout_id: i64, deposit: &Deposit) -> Result<Standing> {
    actions::settle_payout::run(deed, payout_id, deposit).await
}

/// Money of a provider on the bank statement that no report explains yet; the report, when it comes, takes it over.
pub async fn payout_without_report(deed: &mut Deed, pos_id: i64, deposit: &Deposit) -> Result<i64> {
    actions::settle_payout::without_report(deed, pos_id, deposit).await
}
