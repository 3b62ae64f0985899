//! Carries one e-mail to the mail server. The outbox may call it again: a settled e-mail stays settled, and a repeat
//! after a crash carries the same Message-ID, by which mailboxes recognise it.

use std::sync::Arc;

use ratusz_kernel::{Error, Municipality, Result};
use serde_json::Value;

use crate::jobs::smtp::{Refusal, Smtp};
use crate::store::mails::{self, MailState};

/// With the outbox's backoff the ninth try comes a day and nine hours after the first.
pub(crate) const MOST_TRIES: i64 = 9;

pub(crate) async fn run(municipality: &Arc<Municipality>, job: Value) -> Result<()> {
    let key = job["key"].as_str().ok_or_else(|| Error::internal("an e-mail job without a key"))?;
    // From the writer: a replica may not know the e-mail yet, or not know that it is settled.
    let db = &municipality.db.write;
    let Some(mail) = mails::by_key(db, key).await?.filter(|mail| mail.state == MailState::Queued.as_str())
    else {
        return Ok(());
    };
    let now = municipality.clock.now();
    let smtp =
        municipality.cached::<Option<Smtp>, _>(async |municipality| Smtp::configured(municipality)).await?;
    let Some(smtp) = smtp.as_ref() else {
        return mails::settle(db, mail.id, MailState::Caught, "", now).await;
    };
    let address = mails::open_address(municipality, &mail)?;
    match smtp.send(municipality, &mail, &address).await {
        Ok(()) => mails::settle(db, mail.id, MailState::Sent, "", now).await,
        Err(Refusal::Permanent(reason)) => mails::settle(db, mail.id, MailState::Failed, &reason, now).await,
        Err(Refusal::Transient(reason)) if mail.tries + 1 >= MOST_TRIES => {
            mails::settle(db, mail.id, MailState::Failed, &reason, now).await
        }
        Err(Refusal::Transient(reason)) => {
            mails::note_try(db, mail.id, &reason).await?;
            Err(Error::Internal(reason))
        }
    }
}
