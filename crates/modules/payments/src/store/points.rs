//! Merchant accounts (punkty płatności, POS): one for each bank account that dues are paid out to. Secrets are sealed.

use chrono::{DateTime, Utc};
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Deed, Error, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::rules::instruments::Terms;

pub(crate) const CLIENT_SECRET: Field = Field { table: "pos", column: "client_secret" };
pub(crate) const SECOND_KEY: Field = Field { table: "pos", column: "second_key" };

#[derive(Clone, FromQueryResult)]
pub(crate) struct Point {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// `payu` or `test`.
    pub(crate) provider: String,
    /// `production` or `sandbox`.
    pub(crate) environment: String,
    /// The provider's number of the shop.
    pub(crate) merchant_id: String,
    pub(crate) client_secret: Option<Vec<u8>>,
    pub(crate) second_key: Option<Vec<u8>>,
    pub(crate) webhook_token: String,
    /// Codes of the kinds of due it serves, parted by spaces; empty for all.
    pub(crate) kinds: String,
    /// Number and date of the council's resolution (OP art. 61a); empty when there is none.
    pub(crate) resolution: String,
    pub(crate) blik_is_transfer: bool,
    /// The bank account it pays out to.
    pub(crate) bank_account: String,
    /// Whether the provider takes its commission from payouts; otherwise it sends an invoice.
    pub(crate) fees_netted: bool,
    /// JSON object: our field name to the column of the provider's report.
    pub(crate) report_columns: String,
    pub(crate) active: bool,
    pub(crate) created_at: DateTime<Utc>,
}

impl Point {
    pub(crate) fn serves(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.split_whitespace().any(|own| own == kind)
    }

    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms { resolution: &self.resolution, blik_is_transfer: self.blik_is_transfer }
    }

    pub(crate) fn client_secret(&self, municipality: &Municipality) -> Result<String> {
        open(municipality, CLIENT_SECRET, self.id, self.client_secret.as_deref())
    }

    pub(crate) fn second_key(&self, municipality: &Municipality) -> Result<String> {
        open(municipality, SECOND_KEY, self.id, self.second_key.as_deref())
    }

    pub(crate) fn words(&self) -> &'static str {
        if self.active { "czynny" } else { "wyłączony" }
    }

    pub(crate) fn pill(&self) -> &'static str {
        if self.active { "paid" } else { "neutral" }
    }

    /// The name, with the provider when the name does not tell it.
    pub(crate) fn label(&self) -> String {
        let provider = self.provider_name();
        if self.name.to_lowercase().contains(&provider.to_lowercase()) {
            self.name.clone()
        } else {
            format!("{} ({provider})", self.name)
        }
    }

    pub(crate) fn provider_name(&self) -> &'static str {
        if self.provider == "payu" { "PayU" } else { "płatność testowa" }
    }
}

fn open(municipality: &Municipality, field: Field, id: i64, cell: Option<&[u8]>) -> Result<String> {
    let cell = cell.ok_or_else(|| Error::Conflict("Punkt płatności nie ma wpisanych kluczy.".into()))?;
    Ok(municipality.seal.open_text(field, &id.to_string(), cell)?.to_string())
}

pub(crate) fn seal(municipality: &Municipality, field: Field, id: i64, secret: &str) -> Vec<u8> {
    municipality.seal.seal(field, &id.to_string(), secret.as_bytes(), &municipality.random)
}

pub(crate) async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<Point>> {
    Ok(db.all("SELECT * FROM pos ORDER BY active DESC, created_at, id", values![]).await?)
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Point> {
    db.maybe("SELECT * FROM pos WHERE id = $1", values![id]).await?.ok_or(Error::NotFound)
}

pub(crate) async fn by_webhook_token<C: ConnectionTrait>(db: &C, token: &str) -> Result<Option<Point>> {
    Ok(db.maybe("SELECT * FROM pos WHERE webhook_token = $1", values![token]).await?)
}

/// Inserts the row or writes it anew; secrets left out stay as they are.
pub(crate) async fn keep(deed: &Deed, point: &Point) -> Result<()> {
    deed.tx
        .run(
            "INSERT INTO pos (id, name, provider, environment, merchant_id, client_secret, second_key, webhook_token, \
             kinds, resolution, blik_is_transfer, bank_account, fees_netted, report_columns, active, created_at) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, environment = excluded.environment, \
             merchant_id = excluded.merchant_id, client_secret = excluded.client_secret, \
             second_key = excluded.second_key, kinds = excluded.kinds, resolution = excluded.resolution, \
             blik_is_transfer = excluded.blik_is_transfer, bank_account = excluded.bank_account, \
             fees_netted = excluded.fees_netted, report_columns = excluded.report_columns, active = excluded.active",
            values![
                point.id,
                point.name.clone(),
                point.provider.clone(),
                point.environment.clone(),
                point.merchant_id.clone(),
                point.client_secret.clone(),
                point.second_key.clone(),
                point.webhook_token.clone(),
                point.kinds.clone(),
                point.resolution.clone(),
                point.blik_is_transfer,
                point.bank_account.clone(),
                point.fees_netted,
                point.report_columns.clone(),
                point.active,
                point.created_at
            ],
        )
        .await?;
    Ok(())
}
