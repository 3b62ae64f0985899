//! PayU's REST API 2.1 on loopback as its description says it behaves: token, orders answered by 302, refunds, signed
//! notifications; and told to misbehave: wrong signatures, repeats, lost answers, changed amounts, an outage.

mod api;
mod notice;
mod page;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The shop this PayU knows.
#[derive(Debug, Clone)]
pub struct Shop {
    pub pos_id: String,
    pub client_secret: String,
    pub second_key: String,
}

impl Default for Shop {
    /// Keys of nobody.
    fn default() -> Self {
        Self {
            pos_id: "990011".into(),
            client_secret: "symulator-sekret-klienta".into(),
            second_key: "symulator-drugi-klucz".into(),
        }
    }
}

/// How notifications are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signing {
    #[default]
    Md5,
    Sha256,
    Wrong,
    /// Named SHA-1, as old shops had it.
    Sha1,
}

/// What goes wrong; the default is nothing.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub signing: Signing,
    /// Notifications are never sent.
    pub silent: bool,
    /// Every notification is sent so many times more.
    pub repeats: usize,
    /// Orders are made, but the answer never comes.
    pub lose_create_answer: bool,
    /// Orders read back differ by so many grosze.
    pub amount_off: i64,
    /// Every call gets a maintenance page with status 200.
    pub maintenance: bool,
    /// Refunds are refused with this literal (`NO_BALANCE`).
    pub refuse_refunds: Option<&'static str>,
    /// Notifications name another shop.
    pub foreign_shop: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) ext_id: String,
    pub(crate) amount: i64,
    pub(crate) status: &'static str,
}

/// One order as this PayU holds it.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub ext_id: String,
    pub amount: i64,
    pub status: &'static str,
    /// What the shop sent.
    pub request: Value,
    pub(crate) refunds: Vec<Refund>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) shop: Shop,
    pub(crate) plan: Plan,
    /// By PayU's own number.
    pub(crate) orders: BTreeMap<String, Order>,
    pub(crate) base: String,
    pub(crate) deliver_to: Option<SocketAddr>,
    pub(crate) calls: Vec<String>,
    pub(crate) tokens: usize,
}

pub(crate) type Shared = Arc<Mutex<State>>;

pub(crate) fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The running PayU; it stops when dropped.
#[derive(Debug)]
pub struct PayuSimulator {
    address: SocketAddr,
    state: Shared,
    serving: JoinHandle<()>,
}

impl Drop for PayuSimulator {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PayuSimulator {
    /// Listens on that port of loopback, 0 for a free one.
    pub async fn start(shop: Shop, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let state: Shared =
            Arc::new(Mutex::new(State { shop, base: format!("http://{address}"), ..State::default() }));
        let router = Router::new()
            .route("/pl/standard/user/oauth/authorize", post(api::authorize))
            .route("/api/v2_1/paymethods", get(api::pay_methods))
            .route("/api/v2_1/orders", post(api::create).get(api::find))
            .route("/api/v2_1/orders/{id}", get(api::read).delete(api::cancel))
            .route("/api/v2_1/orders/{id}/captures", post(api::capture))
            .route("/api/v2_1/orders/{id}/transactions", get(api::transactions))
            .route("/api/v2_1/orders/{id}/refunds", post(api::refund).get(api::refunds))
            .route("/pay/{id}", get(page::show).post(page::answer))
            .with_state(Arc::clone(&state));
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "PayU simulator stopped");
            }
        });
        Ok(Self { address, state, serving })
    }

    /// Base address for the shop's configuration.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where notifications go, whatever host their address names: the shop on loopback.
    pub fn deliver_to(&self, shop: SocketAddr) {
        lock(&self.state).deliver_to = Some(shop);
    }

    pub fn plan(&self, plan: Plan) {
        lock(&self.state).plan = plan;
    }

    /// The orders in the order they were made.
    pub fn orders(&self) -> Vec<Order> {
        lock(&self.state).orders.values().cloned().collect()
    }

    /// How often that operation was called (`create`, `read`, `authorize`…).
    pub fn calls(&self, operation: &str) -> usize {
        lock(&self.state).calls.iter().filter(|call| *call == operation).count()
    }

    /// Forgets the token it gave, as PayU does when it likes.
    pub fn revoke_tokens(&self) {
        lock(&self.state).tokens += 1;
    }

    /// Changes the status of an order and notifies the shop as planned; gives the shop's HTTP answers.
    pub async fn set_status(&self, ext_id: &str, status: &'static str) -> Vec<u16> {
        set_status(&self.state, ext_id, status).await
    }

    /// Sends a notification with any status without changing the order: late, early or wrong news.
    pub async fn notify(&self, ext_id: &str, status: &'static str) -> Vec<u16> {
        notice::order(&self.state, ext_id, status).await
    }

    /// Ends the last refund of an order and notifies the shop.
    pub async fn settle_refund(&self, ext_id: &str, status: &'static str) -> Vec<u16> {
        {
            let mut state = lock(&self.state);
            if let Some(refund) = state
                .orders
                .values_mut()
                .find(|order| order.ext_id == ext_id)
                .and_then(|order| order.refunds.last_mut())
            {
                refund.status = status;
            }
        }
        notice::refund(&self.state, ext_id).await
    }

    /// A signed order notification as header and body, for sending by hand.
    pub fn signed(&self, body: &str) -> String {
        let state = lock(&self.state);
        notice::header(&state.shop.second_key, state.plan.signing, body)
    }
}

pub(crate) async fn set_status(state: &Shared, ext_id: &str, status: &'static str) -> Vec<u16> {
    if let Some(order) = lock(state).orders.values_mut().find(|order| order.ext_id == ext_id) {
        order.status = status;
    }
    notice::order(state, ext_id, status).await
}
