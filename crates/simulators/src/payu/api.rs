//! The calls a shop makes: token, orders, transactions, refunds.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Order, Refund, Shared, State as Inner, lock};

const OUTAGE: &str = "<html><body>Przerwa techniczna</body></html>";

/// Counts the call; gives the page of an outage when one is planned, or 401 without the token of today.
fn enter(inner: &mut Inner, operation: &str, headers: Option<&HeaderMap>) -> Option<Response> {
    inner.calls.push(operation.to_owned());
    if inner.plan.maintenance {
        return Some(Html(OUTAGE).into_response());
    }
    let headers = headers?;
    let expected = format!("Bearer symulator-{}", inner.tokens);
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    (bearer != Some(expected.as_str())).then(|| refuse(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", ""))
}

fn refuse(status: StatusCode, code: &str, literal: &str) -> Response {
    (status, Json(json!({ "status": { "statusCode": code, "codeLiteral": literal, "statusDesc": code } })))
        .into_response()
}

fn success() -> Value {
    json!({ "statusCode": "SUCCESS", "statusDesc": "Request processing successful" })
}

#[derive(Deserialize)]
pub(super) struct TokenForm {
    grant_type: String,
    client_id: String,
    client_secret: String,
}

pub(super) async fn authorize(
    State(state): State<Shared>,
    axum::Form(form): axum::Form<TokenForm>,
) -> Response {
    let mut inner = lock(&state);
    if let Some(answer) = enter(&mut inner, "authorize", None) {
        return answer;
    }
    let known = form.grant_type == "client_credentials"
        && form.client_id == inner.shop.pos_id
        && form.client_secret == inner.shop.client_secret;
    if !known {
        let body = json!({ "error": "invalid_client", "error_description": "Bad client credentials" });
        return (StatusCode::UNAUTHORIZED, Json(body)).into_response();
    }
    Json(json!({
        "access_token": format!("symulator-{}", inner.tokens),
        "token_type": "bearer",
        "expires_in": 43199,
        "grant_type": "client_credentials",
    }))
    .into_response()
}

pub(super) async fn pay_methods(State(state): State<Shared>, headers: HeaderMap) -> Response {
    let mut inner = lock(&state);
    if let Some(answer) = enter(&mut inner, "paymethods", Some(&headers)) {
        return answer;
    }
    let method = |value: &str, name: &str, status: &str| {
        json!({ "value": value, "name": name, "status": status, "minAmount": 50, "maxAmount": 99_999_999,
                "brandImageUrl": "https://static.payu.example/logo.png" })
    };
    Json(json!({
        "cardTokens": [], "pexTokens": [], "status": success(),
        "payByLinks": [
            method("m", "mTransfer", "ENABLED"),
            method("bo", "Bank Ochrony", "TEMPORARY_DISABLED"),
            method("blik", "BLIK", "ENABLED"),
            method("c", "Karta płatnicza", "ENABLED"),
            method("ai", "Raty", "ENABLED"),
        ],
    }))
    .into_response()
}

pub(super) async fn create(State(state): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = create_order(&state, &headers, &body);
    if lock(&state).plan.lose_create_answer && answer.status() == StatusCode::FOUND {
        // The work is done, the shop never hears of it.
        std::future::pending::<()>().await;
    }
    answer
}

fn create_order(state: &Shared, headers: &HeaderMap, body: &[u8]) -> Response {
    let mut inner = lock(state);
    if let Some(answer) = enter(&mut inner, "create", Some(headers)) {
        return answer;
    }
    let Ok(request) = serde_json::from_slice::<Value>(body) else {
        return refuse(StatusCode::BAD_REQUEST, "ERROR_SYNTAX", "");
    };
    let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let required = ["customerIp", "merchantPosId", "description", "currencyCode", "totalAmount"];
    if required.iter().any(|name| text(name).is_empty())
        || request["products"].as_array().is_none_or(Vec::is_empty)
    {
        return refuse(StatusCode::BAD_REQUEST, "ERROR_VALUE_MISSING", "");
    }
    let products: i64 = request["products"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|product| number(&product["unitPrice"]) * number(&product["quantity"]))
        .sum();
    let amount = number(&request["totalAmount"]);
    if text("merchantPosId") != inner.shop.pos_id
        || text("customerIp") == "0.0.0.0"
        || products != amount
        || amount <= 0
    {
        return refuse(StatusCode::BAD_REQUEST, "ERROR_VALUE_INVALID", "");
    }
    let ext_id = text("extOrderId");
    if inner.orders.values().any(|order| order.ext_id == ext_id) {
        return refuse(StatusCode::BAD_REQUEST, "ERROR_ORDER_NOT_UNIQUE", "");
    }
    let id = format!("SYM{:07}GUEST000P01", inner.orders.len() + 1);
    let redirect = format!("{}/pay/{id}", inner.base);
    let order =
        Order { id: id.clone(), ext_id: ext_id.clone(), amount, status: "NEW", request, refunds: Vec::new() };
    inner.orders.insert(id.clone(), order);
    let body = json!({ "status": success(), "redirectUri": redirect, "orderId": id, "extOrderId": ext_id });
    (StatusCode::FOUND, [(header::LOCATION, redirect)], Json(body)).into_response()
}

/// The documented numbers come as text.
fn number(value: &Value) -> i64 {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_i64()).unwrap_or(0)
}

/// An order as reads and notifications show it.
pub(super) fn shown(inner: &Inner, order: &Order, status: &str) -> Value {
    let pos = if inner.plan.foreign_shop { "111222" } else { inner.shop.pos_id.as_str() };
    json!({
        "orderId": order.id, "extOrderId": order.ext_id, "orderCreateDate": "2026-11-20T12:00:00.000+01:00",
        "notifyUrl": order.request["notifyUrl"], "customerIp": order.request["customerIp"], "merchantPosId": pos,
        "description": order.request["description"], "currencyCode": order.request["currencyCode"],
        "totalAmount": (order.amount + inner.plan.amount_off).to_string(), "products": order.request["products"],
        "status": status,
    })
}

fn listed(inner: &Inner, orders: &[&Order]) -> Response {
    if orders.is_empty() {
        return refuse(StatusCode::NOT_FOUND, "DATA_NOT_FOUND", "");
    }
    let shown: Vec<Value> = orders.iter().map(|order| shown(inner, order, order.status)).collect();
    Json(json!({ "orders": shown, "status": success(), "properties": [{ "name": "PAYMENT_ID", "value": "5003707594" }] }))
        .into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ByExtId {
    ext_order_id: String,
}

pub(super) async fn find(
    State(state): State<Shared>,
    headers: HeaderMap,
    Query(query): Query<ByExtId>,
) -> Response {
    let mut inner = lock(&state);
    if let Some(answer) = enter(&mut inner, "find", Some(&headers)) {
        return answer;
    }
    let orders: Vec<&Order> =
        inner.orders.values().filter(|order| order.ext_id == query.ext_order_id).collect();
    listed(&inner, &orders)
}

pub(super) async fn read(
    State(state): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let mut inner = lock(&state);
    if let Some(answer) = enter(&mut inner, "read", Some(&headers)) {
        return answer;
    }
    let orders: Vec<&Order> = inner.orders.get(&id).into_iter().collect();
    listed(&inner, &orders)
}

/// Changes one order when its status allows it.
fn change(
    state: &Shared,
    headers: &HeaderMap,
    operation: &str,
    id: &str,
    from: &[&str],
    to: &'static str,
) -> Response {
    let mut inner = lock(state);
    if let Some(answer) = enter(&mut inner, operation, Some(headers)) {
        return answer;
    }
    match inner.orders.get_mut(id) {
        None => refuse(StatusCode::NOT_FOUND, "DATA_NOT_FOUND", ""),
        Some(order) if from.contains(&order.status) => {
            order.status = to;
            Json(json!({ "orderId": id, "extOrderId": order.ext_id, "status": success() })).into_response()
        }
        Some(_) => refuse(StatusCode::BAD_REQUEST, "OPENPAYU_BUSINESS_ERROR", ""),
    }
}

pub(super) async fn cancel(
    State(state): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    change(&state, &headers, "cancel", &id, &["NEW", "PENDING", "WAITING_FOR_CONFIRMATION"], "CANCELED")
}

pub(super) async fn capture(
    State(state): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    change(&state, &headers, "capture", &id, &["WAITING_FOR_CONFIRMATION"], "COMPLETED")
}

pub(super) async fn transactions(
    State(state): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let mut inner = lock(&state);
    if let Some(answer) = enter(&mut inner, "transactions", Some(&headers)) {
        return answer;
    }
    let Some(order) = inner.orders.get(&id) else {
        return refuse(StatusCode::NOT_FOUND, "DATA_NOT_FOUND", "");
    };
    let mut transaction = json!({ "payMethod": { "value": "m" }, "paymentFlow": "PBL" });
    if order.status == "CANCELED" {
        transaction["resultCode"] = "AUT_ERROR_NO_AUTHORIZATION".into();
    }
    Json(json!({ "transactions": [transaction] })).into_response()
}

pub(super) fn refund_shown(refund: &Refund) -> Value {
    json!({
        "refundId": refund.id, "extRefundId": refund.ext_id, "amount": refund.amount.to_string(), "currencyCode": "PLN",
        "status": refund.status, "statusDateTime": "2026-11-20T12:00:00.000+01:00",
    })
}

pub(super) async fn refund(
    State(state): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(request): Json<Value>,
) -> Response {
    let mut inner = lock(&state);
    if let Some(answer) = enter(&mut inner, "refund", Some(&headers)) {
        return answer;
    }
    let refusal = inner.plan.refuse_refunds;
    let business = |literal| refuse(StatusCode::BAD_REQUEST, "OPENPAYU_BUSINESS_ERROR", literal);
    let Some(order) = inner.orders.get_mut(&id) else {
        return refuse(StatusCode::NOT_FOUND, "DATA_NOT_FOUND", "");
    };
    let wanted = &request["refund"];
    if !wanted.is_object() {
        return business("MISSING_REFUND_SECTION");
    }
    let ext_id = wanted["extRefundId"].as_str().unwrap_or_default().to_owned();
    let given: i64 =
        order.refunds.iter().filter(|refund| refund.status != "CANCELED").map(|refund| refund.amount).sum();
    let amount = if wanted["amount"].is_null() { order.amount - given } else { number(&wanted["amount"]) };
    if let Some(earlier) = order.refunds.iter().find(|refund| refund.ext_id == ext_id) {
        if earlier.amount != amount {
            return business("REFUND_IDEMPOTENCY_MISMATCH");
        }
        return Json(json!({ "orderId": id, "refund": refund_shown(earlier), "status": success() }))
            .into_response();
    }
    if order.status != "COMPLETED" {
        return business("TRANS_NOT_ENDED");
    }
    if let Some(literal) = refusal {
        return business(literal);
    }
    if amount <= 0 || given + amount > order.amount {
        return business("AMOUNT_TO_BIG");
    }
    let refund = Refund {
        id: format!("500000{}{}", order.refunds.len(), &id[3..10]),
        ext_id,
        amount,
        status: "PENDING",
    };
    let shown = refund_shown(&refund);
    order.refunds.push(refund);
    Json(json!({ "orderId": id, "refund": shown, "status": success() })).into_response()
}

pub(super) async fn refunds(
    State(state): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let mut inner = lock(&state);
    if let Some(answer) = enter(&mut inner, "refunds", Some(&headers)) {
        return answer;
    }
    match inner.orders.get(&id) {
        Some(order) => {
            Json(Value::from(order.refunds.iter().map(refund_shown).collect::<Vec<_>>())).into_response()
        }
        None => refuse(StatusCode::NOT_FOUND, "DATA_NOT_FOUND", ""),
    }
}
