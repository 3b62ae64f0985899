//! PayU REST API 2.1 (integrations.md §2.4).

mod client;
mod notification;
mod words;

use chrono::{DateTime, Utc};
use ratusz_kernel::Money;
use reqwest::Method as Http;
use serde_json::{Value, json};
use url::Url;

pub(crate) use client::Payu;
pub(crate) use notification::{News, Notification};

use super::{Accepted, Answer, Method, Order, ProviderError, RefundAnswer, RefundOrder, Settings, Told};
use crate::rules::decision::Said;

const ORDERS: &str = "/api/v2_1/orders";

impl Payu {
    /// PayU answers a new order with 302 on purpose; the body says where the payer goes.
    pub(crate) async fn create(&self, order: &Order) -> Told<Accepted> {
        let products: Vec<Value> = (1..)
            .zip(&order.lines)
            .map(|(number, amount)| {
                json!({ "name": format!("Należność {number}"), "unitPrice": text(*amount), "quantity": "1" })
            })
            .collect();
        let mut body = json!({
            "notifyUrl": order.notify_url,
            "continueUrl": self.municipality().link(&order.return_to),
            "customerIp": order.customer_ip,
            "merchantPosId": self.shop(),
            "description": order.description(),
            "visibleDescription": order.reference,
            "currencyCode": "PLN",
            "totalAmount": text(order.amount),
            "extOrderId": order.ext_id,
            "validityTime": order.life_seconds.to_string(),
            "products": products,
        });
        if !order.method.is_empty() {
            body["payMethods"] = json!({ "payMethod": { "type": "PBL", "value": order.method } });
        }
        let (status, answer) = self.call("create", &order.ext_id, Http::POST, ORDERS, Some(&body)).await?;
        let code = answer["status"]["statusCode"].as_str().unwrap_or_default();
        let accepted =
            matches!(status, 200 | 201 | 302) && (code == "SUCCESS" || code.starts_with("WARNING_CONTINUE"));
        if !accepted {
            return Err(ProviderError::Refused(format!("{status} {code}")));
        }
        let number = |name: &str| answer[name].as_str().filter(|text| !text.is_empty());
        let (Some(provider_id), Some(redirect)) = (number("orderId"), number("redirectUri")) else {
            return Err(ProviderError::Lost("no order number or address in the answer".into()));
        };
        Ok(Accepted { provider_id: provider_id.to_owned(), redirect_url: self.allowed(redirect)? })
    }

    pub(crate) async fn status(&self, ext_id: &str, provider_id: Option<&str>) -> Told<Answer> {
        let answer = self.read(ext_id, provider_id).await?;
        if answer.raw == "WAITING_FOR_CONFIRMATION" {
            // Auto-receive is off in the shop: take the money that was authorised.
            let path = format!("{ORDERS}/{}/captures", answer.provider_id);
            self.call("capture", ext_id, Http::POST, &path, Some(&json!({}))).await?;
            return self.read(ext_id, Some(&answer.provider_id)).await;
        }
        if answer.said == Said::Canceled {
            let path = format!("{ORDERS}/{}/transactions", answer.provider_id);
            let told = self.call("transactions", ext_id, Http::GET, &path, None).await;
            let code = told.ok().and_then(|(_, body)| {
                body["transactions"].as_array()?.last()?["resultCode"].as_str().map(str::to_owned)
            });
            return Ok(Answer { refusal: words::of_result(code.as_deref().unwrap_or_default()), ..answer });
        }
        Ok(answer)
    }

    async fn read(&self, ext_id: &str, provider_id: Option<&str>) -> Told<Answer> {
        let path = match provider_id {
            Some(id) => format!("{ORDERS}/{id}"),
            None => format!("{ORDERS}?extOrderId={ext_id}"),
        };
        let (status, body) = self.call("read", ext_id, Http::GET, &path, None).await?;
        match status {
            404 => return Err(ProviderError::NoSuchOrder),
            200 => {}
            other => return Err(ProviderError::Lost(format!("HTTP {other}"))),
        }
        let order = &body["orders"][0];
        let field = |name: &str| order[name].as_str().unwrap_or_default().to_owned();
        let raw = field("status");
        let said = match raw.as_str() {
            "NEW" => Said::Started,
            "PENDING" | "WAITING_FOR_CONFIRMATION" => Said::Pending,
            "COMPLETED" => Said::Completed,
            "CANCELED" => Said::Canceled,
            _ => return Err(ProviderError::Lost(format!("unknown status {raw:.40}"))),
        };
        Ok(Answer {
            said,
            provider_id: field("orderId"),
            ext_id: field("extOrderId"),
            shop: field("merchantPosId"),
            currency: field("currencyCode"),
            amount: amount(&order["totalAmount"]),
            authorised_at: body["localReceiptDateTime"].as_str().and_then(moment),
            refusal: "",
            raw,
        })
    }

    /// The same refund number with the same amount is idempotent at PayU, so a lost answer may be asked again.
    pub(crate) async fn refund(&self, order: &RefundOrder) -> Told<RefundAnswer> {
        let RefundOrder { provider_id, ext_id, amount } = order;
        let body = json!({ "refund": {
            "description": format!("Zwrot {ext_id}"), "amount": text(*amount),
            "extRefundId": ext_id, "currencyCode": "PLN",
        } });
        let path = format!("{ORDERS}/{provider_id}/refunds");
        let (status, answer) = self.call("refund", ext_id, Http::POST, &path, Some(&body)).await?;
        if status == 200 || status == 201 {
            return Ok(refund_answer(&answer["refund"]));
        }
        let told = &answer["status"];
        let literal = told["codeLiteral"].as_str().or_else(|| told["code"].as_str()).unwrap_or_default();
        Ok(RefundAnswer::Refused(words::of_refund(literal)))
    }

    pub(crate) async fn refund_status(&self, order: &RefundOrder) -> Told<Option<RefundAnswer>> {
        let RefundOrder { provider_id, ext_id, .. } = order;
        let path = format!("{ORDERS}/{provider_id}/refunds");
        let (status, answer) = self.call("refunds", ext_id, Http::GET, &path, None).await?;
        if status != 200 {
            return Err(ProviderError::Lost(format!("HTTP {status}")));
        }
        let list = answer.as_array().or_else(|| answer["refunds"].as_array());
        let found = list.into_iter().flatten().find(|refund| refund["extRefundId"] == *ext_id);
        Ok(found.map(refund_answer))
    }

    pub(crate) async fn methods(&self) -> Told<Vec<Method>> {
        let (status, answer) =
            self.call("paymethods", "", Http::GET, "/api/v2_1/paymethods?lang=pl", None).await?;
        let Some(list) = answer["payByLinks"].as_array().filter(|_| status == 200) else {
            return Err(ProviderError::Lost(format!("HTTP {status}")));
        };
        Ok(list
            .iter()
            .filter_map(|method| {
                Some(Method {
                    value: method["value"].as_str()?.to_owned(),
                    name: method["name"].as_str()?.to_owned(),
                    available: method["status"] == "ENABLED",
                })
            })
            .collect())
    }

    /// Only hosts of the configuration, over TLS; the peer itself may be a simulator on loopback.
    fn allowed(&self, address: &str) -> Told<String> {
        let settings = Settings::of(self.municipality())?;
        let known = Url::parse(address).is_ok_and(|url| {
            let listed = url.scheme() == "https"
                && url.host_str().is_some_and(|host| settings.hosts.iter().any(|own| own == host));
            listed || url.origin() == self.origin()
        });
        if known {
            Ok(address.to_owned())
        } else {
            Err(ProviderError::Refused("unknown host to send the payer to".into()))
        }
    }
}

fn refund_answer(refund: &Value) -> RefundAnswer {
    let provider_id = match &refund["refundId"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match refund["status"].as_str() {
        Some("FINALIZED") => RefundAnswer::Final { provider_id },
        Some("CANCELED") => RefundAnswer::Refused(
            "Operator anulował zwrot. Sprawdź saldo u operatora i zleć zwrot ponownie.".into(),
        ),
        _ => RefundAnswer::Pending { provider_id },
    }
}

/// Amounts travel as grosze in text.
fn text(amount: Money) -> String {
    amount.grosze().to_string()
}

/// Documented as text; a number is accepted too.
pub(crate) fn amount(value: &Value) -> Money {
    let grosze = value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_i64());
    Money::from_grosze(grosze.unwrap_or(0))
}

pub(crate) fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}
