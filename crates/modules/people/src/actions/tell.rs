//! Tells a resident or staff member what happened to their account.

use ratusz_kernel::time::{civil_time, long_date};
use ratusz_kernel::{Deed, Error, Municipality, Result};
use ratusz_notices::Notice;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::store::{accounts, staff};
use crate::subject::Subject;
use crate::texts;

/// Today as the letters write it: `20 listopada 2026, 12:15`.
pub fn moment(deed: &Deed) -> String {
    format!("{}, {}", long_date(deed.today()), civil_time(deed.now).format("%H:%M"))
}

/// To the confirmed address, and to the inbox of a resident.
pub async fn subject(deed: &mut Deed, subject: Subject, code: &str, values: Value, link: &str) -> Result<()> {
    let email = email_of(&deed.tx, &deed.municipality, subject).await?;
    let key = format!("{code}:{}", deed.municipality.new_id());
    let notice = Notice {
        template: texts::of(code),
        account_id: (!subject.is_staff()).then_some(subject.id),
        email: Some(&email),
        values,
        link,
        key,
    };
    ratusz_notices::send(deed, &notice).await
}

/// To an address only, known to belong to whoever reads there.
pub async fn address(deed: &mut Deed, email: &str, code: &str, values: Value, link: &str) -> Result<()> {
    let key = format!("{code}:{}", deed.municipality.new_id());
    let notice =
        Notice { template: texts::of(code), account_id: None, email: Some(email), values, link, key };
    ratusz_notices::send(deed, &notice).await
}

/// The way of signing in changed.
pub async fn factor_changed(deed: &mut Deed, who: Subject, change: &str) -> Result<()> {
    let values = json!({ "kiedy": moment(deed), "zmiana": change });
    subject(deed, who, "people.factor_changed", values, "/konto").await
}

pub async fn email_of<C: ConnectionTrait>(
    db: &C,
    municipality: &Municipality,
    subject: Subject,
) -> Result<String> {
    if subject.is_staff() {
        staff::get(db, subject.id).await?.ok_or(Error::NotFound)?.email(municipality)
    } else {
        accounts::get(db, subject.id).await?.ok_or(Error::NotFound)?.email(municipality)
    }
}
