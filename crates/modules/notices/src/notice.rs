//! Tells a person something: in the transaction of the deed that gives the reason, to the inbox and by e-mail.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use ratusz_kernel::{Deed, Error, Result, Sql, values};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::rules::{Topic, placeholders, quiet};
use crate::store::{mails, overrides, refusals};
use crate::{EMAIL_HANDLER, Template, templates};

/// One fact for one person.
#[derive(Debug, Clone)]
pub struct Notice<'a> {
    pub template: &'static Template,
    /// Whose inbox it goes to; nothing for people without an account.
    pub account_id: Option<i64>,
    /// Where the e-mail goes, confirmed by its owner; nothing when there should be none.
    pub email: Option<&'a str>,
    /// An object with a value for every placeholder, amounts and dates already written for people.
    pub values: serde_json::Value,
    /// A path of our site the button leads to; may be empty.
    pub link: &'a str,
    /// The fact: `payment:123:posted`. A person is never told twice about the same key.
    pub key: String,
}

impl Notice<'_> {
    /// The same fact may concern several people; each is told once.
    fn own_key(&self) -> String {
        match self.account_id {
            Some(account_id) => format!("{}@{account_id}", self.key),
            None => self.key.clone(),
        }
    }

    fn wants_email(&self, refused: &HashSet<(i64, Topic)>) -> bool {
        self.account_id.is_none_or(|account_id| !refused.contains(&(account_id, self.template.topic())))
    }
}

/// Sends one notice with the deed: nothing goes out unless the deed is committed.
pub async fn send(deed: &mut Deed, notice: &Notice<'_>) -> Result<()> {
    send_many(deed, std::slice::from_ref(notice)).await
}

/// Sends many notices with few statements. A key already told changes nothing.
pub async fn send_many(deed: &mut Deed, notices: &[Notice<'_>]) -> Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let accounts: Vec<i64> = notices.iter().filter_map(|notice| notice.account_id).collect();
    let overrides = overrides::all(&deed.tx).await?;
    let refused = refusals::of_accounts(&deed.tx, &accounts).await?;
    let now = deed.now;
    let mut messages = Vec::new();
    let mut letters = Vec::new();
    let mut jobs: Vec<(String, DateTime<Utc>)> = Vec::new();
    for notice in notices {
        let key = notice.own_key();
        let (subject, body) = filled(notice, &overrides)?;
        let Notice { template, account_id, link, .. } = notice;
        if let Some(account_id) = *account_id {
            messages.extend(values![
                deed.municipality.new_id(),
                key.clone(),
                account_id,
                template.code,
                subject.clone(),
                body.clone(),
                template.button,
                *link,
                now
            ]);
        }
        if let Some(email) = notice.email
            && notice.wants_email(&refused)
        {
            let id = deed.municipality.new_id();
            let not_before = quiet::not_before(template.topic(), now);
            letters.extend(values![
                id,
                key.clone(),
                *account_id,
                template.code,
                mails::seal_address(&deed.municipality, id, email),
                subject,
                body,
                template.button,
                *link,
                "queued",
                now,
                not_before
            ]);
            jobs.push((key, not_before));
        }
    }
    deed.tx
        .insert_rows(
            "INSERT INTO message (id, key, account_id, template, title, body, button, link, created_at)",
            9,
            messages,
            "ON CONFLICT (key) DO NOTHING",
        )
        .await?;
    deed.tx
        .insert_rows(
            "INSERT INTO mail (id, key, account_id, template, address, subject, body, button, link, state, \
             created_at, not_before)",
            12,
            letters,
            "ON CONFLICT (key) DO NOTHING",
        )
        .await?;
    let readers: Vec<i64> = notices.iter().filter_map(|notice| notice.account_id).collect();
    ratusz_web::session::change_unread(&deed.tx, &readers, 1).await?;
    deed.queue_many(
        EMAIL_HANDLER,
        jobs.into_iter().map(|(key, due_at)| (key.clone(), json!({ "key": key }), due_at)),
    )
    .await
}

/// Subject and body with the values in place.
fn filled(notice: &Notice<'_>, overrides: &HashMap<String, overrides::Override>) -> Result<(String, String)> {
    let values = notice.values.as_object().ok_or_else(|| {
        Error::internal(format!("notice {}: values are not an object", notice.template.code))
    })?;
    let (subject, body) = templates::words(notice.template, overrides);
    let fill = |text| {
        placeholders::fill(text, values)
            .map_err(|error| Error::internal(format!("notice {}: {error}", notice.template.code)))
    };
    Ok((fill(subject)?, fill(body)?))
}

/// How many messages of the inbox wait to be read.
pub async fn unread<C: ConnectionTrait>(db: &C, account_id: i64) -> Result<i64> {
    Ok(db
        .scalar("SELECT COUNT(*) FROM message WHERE account_id = $1 AND read_at IS NULL", values![account_id])
        .await?
        .unwrap_or(0))
}
