//! Adds a merchant account or changes it; a secret left empty stays as it was and is never shown.

use std::sync::Arc;

use ratusz_kernel::{AccountNumber, Actor, Deed, FieldError, Municipality, Result};
use ratusz_web::{Errors, Form};
use serde_json::json;

use crate::providers::{self, test_bank};
use crate::rules::payout_report;
use crate::store::points::{self, Point};

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: Option<i64>,
    form: &Form,
) -> Result<i64> {
    let mut deed = Deed::begin(municipality, actor, "payments.settings").await?;
    let known = match id {
        Some(id) => Some(points::get(&deed.tx, id).await?),
        None => None,
    };
    let point = read(municipality, known, form, deed.now)?;
    points::keep(&deed, &point).await?;
    let detail = json!({ "provider": point.provider, "environment": point.environment, "active": point.active,
        "kinds": point.kinds, "secrets_changed": !form.raw("sekret").is_empty() || !form.raw("klucz").is_empty() });
    deed.note("payments.point_kept", format!("pos:{}", point.id), detail);
    deed.commit().await?;
    Ok(point.id)
}

fn read(
    municipality: &Municipality,
    known: Option<Point>,
    form: &Form,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Point> {
    let mut errors = Errors::default();
    let id = known.as_ref().map_or_else(|| municipality.new_id(), |point| point.id);
    let provider = match &known {
        Some(point) => point.provider.clone(),
        None if form.get("operator") == "test" => "test".to_owned(),
        None => "payu".to_owned(),
    };
    let name = errors.text(form, "nazwa", "Wpisz nazwę punktu, na przykład „Podatki”.", 60);
    let merchant_id = if provider == "test" {
        test_bank::SHOP.to_owned()
    } else {
        errors.text(form, "numer", "Wpisz numer punktu (POS) nadany przez operatora.", 40)
    };
    let account = form.get("rachunek");
    let bank_account = match AccountNumber::parse(account) {
        Ok(number) => number.as_str().to_owned(),
        Err(_) if account.is_empty() => String::new(),
        Err(error) => {
            errors.add("rachunek", error.to_string());
            String::new()
        }
    };
    let secret = |field, name: &str, kept: Option<Vec<u8>>| match form.raw(name).trim() {
        "" => kept,
        secret => Some(points::seal(municipality, field, id, secret)),
    };
    let (kept_secret, kept_key) =
        known.as_ref().map_or((None, None), |point| (point.client_secret.clone(), point.second_key.clone()));
    let client_secret = secret(points::CLIENT_SECRET, "sekret", kept_secret);
    let second_key = secret(points::SECOND_KEY, "klucz", kept_key);
    if provider == "payu" {
        for (missing, field) in [(client_secret.is_none(), "sekret"), (second_key.is_none(), "klucz")] {
            if missing {
                errors.add(field, "Wpisz klucz z panelu operatora.");
            }
        }
    }
    let report_columns = match payout_report::Columns::parse(form.get("kolumny")) {
        Ok(_) => form.get("kolumny").to_owned(),
        Err(message) => {
            errors.add("kolumny", message);
            String::new()
        }
    };
    let environment = if form.get("srodowisko") == "production" { "production" } else { "sandbox" };
    let point = Point {
        id,
        name,
        provider,
        environment: environment.to_owned(),
        merchant_id,
        client_secret,
        second_key,
        webhook_token: known
            .as_ref()
            .map_or_else(|| municipality.random.token(), |point| point.webhook_token.clone()),
        kinds: form.all("rodzaje").join(" "),
        resolution: form.get("uchwala").to_owned(),
        blik_is_transfer: form.has("blik"),
        bank_account,
        fees_netted: form.get("prowizja") != "faktura",
        report_columns,
        active: form.has("czynny"),
        created_at: known.map_or(now, |point| point.created_at),
    };
    if let Err(error) = providers::permitted(municipality.profile().demo, &point) {
        errors.0.push(FieldError::new("srodowisko", error.to_string()));
    }
    errors.check()?;
    Ok(point)
}
