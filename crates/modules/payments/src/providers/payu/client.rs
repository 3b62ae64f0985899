//! Calls to PayU: one client without redirects, a token kept until it ends, a circuit breaker, a trace of every call.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use ratusz_kernel::{Error, Municipality, Result};
use reqwest::{Client, Method as Http, Response};
use serde_json::Value;
use url::{Origin, Url};

use super::super::{ProviderError, Settings, breaker};
use crate::store::calls::{self, NewCall};
use crate::store::points::Point;

/// An answer larger than this is not PayU's.
const BODY_CAP: usize = 1 << 20;
const CONNECT: Duration = Duration::from_secs(5);
/// A token is asked for anew so long before its end.
const TOKEN_MARGIN: chrono::Duration = chrono::Duration::seconds(60);

/// Token and its end, by key of the shop.
type Tokens = HashMap<String, (String, DateTime<Utc>)>;

static TOKENS: LazyLock<Mutex<Tokens>> = LazyLock::new(Mutex::default);

/// One shop at PayU.
pub(crate) struct Payu {
    municipality: Arc<Municipality>,
    base: Url,
    pos_id: i64,
    shop: String,
    secret: String,
    client: Client,
    /// Of one whole call.
    patience: Duration,
    /// Municipality, merchant account and peer: token and breaker belong to all three.
    key: String,
}

impl Payu {
    pub(crate) fn new(municipality: &Arc<Municipality>, point: &Point) -> Result<Self> {
        let settings = Settings::of(municipality)?;
        let address = if point.environment == "production" {
            &settings.payu_production_url
        } else {
            &settings.payu_sandbox_url
        };
        let base = Url::parse(address)
            .map_err(|error| Error::internal(format!("[payments] PayU address: {error}")))?;
        let loopback = matches!(base.host_str(), Some("127.0.0.1" | "localhost"));
        if base.scheme() != "https" && !loopback {
            return Err(Error::internal("[payments] PayU address must begin with https://"));
        }
        Ok(Self {
            municipality: Arc::clone(municipality),
            key: format!("{}|{}|{base}", municipality.code, point.id),
            pos_id: point.id,
            shop: point.merchant_id.clone(),
            secret: point.client_secret(municipality)?,
            client: client()?,
            patience: Duration::from_secs(settings.call_seconds),
            base,
        })
    }

    pub(crate) fn municipality(&self) -> &Municipality {
        &self.municipality
    }

    pub(crate) fn shop(&self) -> &str {
        &self.shop
    }

    pub(crate) fn origin(&self) -> Origin {
        self.base.origin()
    }

    /// One call with the bearer token; a token PayU no longer likes is dropped and the call made once more.
    pub(crate) async fn call(
        &self,
        operation: &'static str,
        own_id: &str,
        method: Http,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), ProviderError> {
        let now = self.municipality.clock.now();
        if !breaker::closed(&self.key, now) {
            return Err(ProviderError::Away("too many failures, waiting".into()));
        }
        let started = Instant::now();
        let mut outcome = self.send_signed_in(&method, path, body).await;
        if matches!(outcome, Ok((401, _))) {
            tokens().remove(&self.key);
            outcome = self.send_signed_in(&method, path, body).await;
        }
        let word = match &outcome {
            Ok((200..=399, _)) => "ok",
            Ok(_) => "refused",
            Err(ProviderError::Away(_)) => "away",
            Err(_) => "lost",
        };
        match &outcome {
            Ok(_) => breaker::succeeded(&self.key),
            Err(error) => {
                tracing::warn!(operation, %error, "PayU");
                breaker::failed(&self.key, now);
            }
        }
        let call = NewCall {
            pos_id: self.pos_id,
            operation,
            own_id,
            millis: i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX),
            http_status: outcome.as_ref().map_or(0, |(status, _)| *status),
            outcome: word,
        };
        calls::add(&self.municipality, &call).await?;
        outcome
    }

    async fn send_signed_in(
        &self,
        method: &Http,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), ProviderError> {
        let token = self.token().await?;
        let address = self.base.join(path).map_err(|error| ProviderError::Away(error.to_string()))?;
        let mut request =
            self.client.request(method.clone(), address).timeout(self.patience).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        read(request.send().await.map_err(|error| trouble(&error))?).await
    }

    async fn token(&self) -> Result<String, ProviderError> {
        let now = self.municipality.clock.now();
        if let Some((token, ends)) = tokens().get(&self.key)
            && *ends > now
        {
            return Ok(token.clone());
        }
        let address = self
            .base
            .join("/pl/standard/user/oauth/authorize")
            .map_err(|error| ProviderError::Away(error.to_string()))?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.shop),
            ("client_secret", &self.secret),
        ];
        let answer = self.client.post(address).timeout(self.patience).form(&form).send().await;
        // Without a token no work was done, whatever went wrong.
        let away = |reason: String| ProviderError::Away(reason);
        let (status, body) = read(answer.map_err(|error| away(error.to_string()))?)
            .await
            .map_err(|error| away(error.to_string()))?;
        let Some(token) = body["access_token"].as_str().filter(|_| status == 200) else {
            return Err(away(format!("no token, HTTP {status}")));
        };
        let life = chrono::Duration::seconds(body["expires_in"].as_i64().unwrap_or(300)) - TOKEN_MARGIN;
        tokens().insert(self.key.clone(), (token.to_owned(), now + life));
        Ok(token.to_owned())
    }
}

fn tokens() -> std::sync::MutexGuard<'static, Tokens> {
    TOKENS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn client() -> Result<Client> {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    if let Some(client) = CLIENT.get() {
        return Ok(client.clone());
    }
    // Another part of the process may have chosen the same provider of cryptography before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .no_proxy()
        .build()
        .map_err(Error::internal)?;
    Ok(CLIENT.get_or_init(|| client).clone())
}

fn trouble(error: &reqwest::Error) -> ProviderError {
    if error.is_connect() {
        ProviderError::Away(error.to_string())
    } else {
        ProviderError::Lost(error.to_string())
    }
}

/// Status and JSON; a page in HTML, an error on their side or too long a body is no answer.
async fn read(mut response: Response) -> Result<(u16, Value), ProviderError> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| ProviderError::Lost(error.to_string()))? {
        body.extend_from_slice(&part);
        if body.len() > BODY_CAP {
            return Err(ProviderError::Lost("answer too long".into()));
        }
    }
    if status >= 500 {
        return Err(ProviderError::Lost(format!("HTTP {status}")));
    }
    if status == 401 && body.is_empty() {
        return Ok((status, Value::Null));
    }
    let value =
        serde_json::from_slice(&body).map_err(|_| ProviderError::Lost(format!("no JSON, HTTP {status}")))?;
    Ok((status, value))
}
