//! The page of a bank behind PayU, where the payer agrees or refuses; it says plainly that it is a simulator.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{Shared, lock, set_status};

pub(super) async fn show(State(state): State<Shared>, Path(id): Path<String>) -> Response {
    let inner = lock(&state);
    let Some(order) = inner.orders.get(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let amount = format!("{},{:02}", order.amount / 100, order.amount % 100);
    // The number comes from our own orders, the amount is digits: nothing here needs escaping.
    Html(format!(
        "<!doctype html><html lang=\"pl\"><meta charset=\"utf-8\"><title>Symulator PayU</title>\
         <h1>Symulator PayU</h1><p>To nie jest prawdziwa płatność. Zamówienie {}, kwota {amount} zł.</p>\
         <form method=\"post\"><button name=\"decyzja\" value=\"zaplac\">Zapłać</button> \
         <button name=\"decyzja\" value=\"odrzuc\">Odrzuć</button></form></html>",
        order.id
    ))
    .into_response()
}

#[derive(Deserialize)]
pub(super) struct Decision {
    decyzja: String,
}

pub(super) async fn answer(
    State(state): State<Shared>,
    Path(id): Path<String>,
    axum::Form(decision): axum::Form<Decision>,
) -> Response {
    let Some((ext_id, back)) = lock(&state)
        .orders
        .get(&id)
        .map(|order| (order.ext_id.clone(), order.request["continueUrl"].as_str().unwrap_or("/").to_owned()))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let paid = decision.decyzja == "zaplac";
    set_status(&state, &ext_id, if paid { "COMPLETED" } else { "CANCELED" }).await;
    Redirect::to(&back).into_response()
}
