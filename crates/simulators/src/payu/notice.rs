//! Signed notifications, sent over plain HTTP to the shop on loopback.

use std::io;
use std::net::SocketAddr;

use md5::{Digest, Md5};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Shared, Signing, State, api, lock};

pub(super) fn header(second_key: &str, signing: Signing, body: &str) -> String {
    let text = format!("{body}{second_key}");
    let (signature, algorithm) = match signing {
        Signing::Md5 => (hex::encode(Md5::digest(text)), "MD5"),
        Signing::Sha256 => (hex::encode(Sha256::digest(text)), "SHA-256"),
        Signing::Wrong => (hex::encode(Md5::digest(body)), "MD5"),
        Signing::Sha1 => ("da39a3ee5e6b4b0d3255bfef95601890afd80709".to_owned(), "SHA"),
    };
    format!("sender=checkout;signature={signature};algorithm={algorithm};content=DOCUMENT")
}

/// News of an order.
pub(super) async fn order(state: &Shared, ext_id: &str, status: &'static str) -> Vec<u16> {
    send(state, ext_id, |inner, order| {
        let mut body = json!({ "order": api::shown(inner, order, status), "properties": [{ "name": "PAYMENT_ID", "value": "5003707594" }] });
        if status == "COMPLETED" {
            body["localReceiptDateTime"] = "2026-11-20T12:00:05.644+01:00".into();
        }
        Some(body)
    })
    .await
}

/// News of the last refund: another shape.
pub(super) async fn refund(state: &Shared, ext_id: &str) -> Vec<u16> {
    send(state, ext_id, |_, order| {
        let refund = api::refund_shown(order.refunds.last()?);
        Some(json!({ "orderId": order.id, "extOrderId": order.ext_id, "refund": refund }))
    })
    .await
}

async fn send(
    state: &Shared,
    ext_id: &str,
    body: impl Fn(&State, &super::Order) -> Option<Value>,
) -> Vec<u16> {
    let (address, url, header, body, times) = {
        let inner = lock(state);
        let Some(order) = inner.orders.values().find(|order| order.ext_id == ext_id) else {
            return Vec::new();
        };
        let (Some(address), false) = (inner.deliver_to, inner.plan.silent) else { return Vec::new() };
        let Some(body) = body(&inner, order).map(|body| body.to_string()) else { return Vec::new() };
        let url = order.request["notifyUrl"].as_str().unwrap_or_default().to_owned();
        let header = header(&inner.shop.second_key, inner.plan.signing, &body);
        (address, url, header, body, inner.plan.repeats + 1)
    };
    let mut answers = Vec::with_capacity(times);
    for _ in 0..times {
        match post(address, &url, &header, &body).await {
            Ok(status) => answers.push(status),
            Err(error) => tracing::warn!(%error, "notification was not delivered"),
        }
    }
    answers
}

/// One POST by hand, so that the host of the address may be any while the shop listens on loopback.
async fn post(address: SocketAddr, url: &str, signature: &str, body: &str) -> io::Result<u16> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let request = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json;charset=UTF-8\r\n\
         OpenPayu-Signature: {signature}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let line = String::from_utf8_lossy(&answer);
    line.split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| io::Error::other("no HTTP answer"))
}
