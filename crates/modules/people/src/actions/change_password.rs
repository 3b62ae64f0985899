//! A signed-in person sets a new password; other sessions end.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result};
use ratusz_web::{Session, session};
use serde_json::json;

use crate::actions::tell;
use crate::hashing::Hashed;
use crate::store::credentials;
use crate::subject::Subject;

pub async fn change(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    own: &Session,
    password: &Hashed,
) -> Result<()> {
    let subject = Subject::from(own);
    let mut deed = Deed::begin_own(municipality, actor).await?;
    credentials::set_password(&deed, subject, password).await?;
    session::end_all(&deed.tx, subject.kind, subject.id, Some(own.id)).await?;
    let values = json!({ "kiedy": tell::moment(&deed) });
    tell::subject(&mut deed, subject, "people.password_changed", values, "/konto").await?;
    deed.note("people.password_changed", subject.label(), json!({}));
    deed.commit().await
}
