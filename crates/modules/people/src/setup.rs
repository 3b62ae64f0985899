//! For the command line and the demo: the first staff member, default roles, ready-made accounts.

use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Pesel, Result};
use serde_json::json;

use crate::actions::staff::NewMember;
use crate::hashing::{self, Hashed};
use crate::store::authorisations::NewAuthorisation;
use crate::store::parties::{self, NewParty, PartyKind};
use crate::store::{accounts, credentials, roles as role_store, staff as staff_store};
use crate::subject::Subject;

pub mod roles {
    //! The roles a new municipality begins with; the administrator changes them freely.

    use std::sync::Arc;

    use ratusz_kernel::{Actor, Deed, Municipality, Result};
    use serde_json::json;

    use crate::actions::roles::all_permissions;
    use crate::store::roles as store;

    #[derive(Debug, Clone, Copy)]
    pub struct DefaultRole {
        pub name: &'static str,
        pub permissions: &'static [&'static str],
    }

    /// Listed one by one, so that a new permission reaches nobody unasked. Who asks for a refund or posts a statement
    /// day by day (Księgowość) is not who approves, releases and keeps the accounts (Skarbnik).
    pub const DEFAULTS: [DefaultRole; 4] = [
        DefaultRole {
            name: "Administrator",
            permissions: &[
                "people.search",
                "people.identify",
                "people.staff",
                "people.roles",
                "people.sessions",
                "people.settings",
                "people.audit",
                "notices.templates",
                "notices.mail",
            ],
        },
        DefaultRole {
            name: "Księgowość",
            permissions: &[
                "dues.read",
                "dues.charge",
                "dues.repost",
                "dues.import",
                "payments.read",
                "payments.settle",
                "payments.refund_ask",
                "banking.read",
                "banking.import",
                "banking.post",
                "banking.close",
                "people.search",
            ],
        },
        DefaultRole {
            name: "Skarbnik",
            permissions: &[
                "dues.read",
                "dues.charge",
                "dues.write_off",
                "dues.repost",
                "dues.approve",
                "dues.import",
                "dues.close",
                "payments.read",
                "payments.settle",
                "payments.refund_ask",
                "payments.refund_approve",
                "payments.settings",
                "banking.read",
                "banking.import",
                "banking.post",
                "banking.release",
                "banking.close",
                "banking.accounts",
                "people.search",
            ],
        },
        DefaultRole {
            name: "Punkt obsługi",
            permissions: &["people.identify", "people.search", "dues.read"],
        },
    ];

    /// Adds the default roles that are missing, with those permissions that the modules of this process have.
    pub async fn ensure_defaults(municipality: &Arc<Municipality>) -> Result<()> {
        let mut deed = Deed::begin_own(municipality, &Actor::system("setup")).await?;
        let mut added = Vec::new();
        for role in &DEFAULTS {
            if store::by_name(&deed.tx, role.name).await?.is_none() {
                let permissions = granted(municipality, role.permissions);
                store::add(&deed.tx, municipality, role.name, &permissions).await?;
                added.push(role.name);
            }
        }
        if !added.is_empty() {
            deed.note("people.default_roles_added", "municipality", json!({ "roles": added }));
            deed.commit().await?;
        }
        Ok(())
    }

    fn granted(municipality: &Municipality, wanted: &[&str]) -> Vec<String> {
        all_permissions(municipality)
            .iter()
            .filter(|permission| wanted.contains(&permission.code))
            .map(|permission| permission.code.to_owned())
            .collect()
    }
}

async fn role_ids(municipality: &Municipality, names: &[&str]) -> Result<Vec<i64>> {
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        let role = role_store::by_name(&municipality.db.write, name).await?;
        ids.push(role.ok_or_else(|| Error::internal(format!("there is no role {name}")))?.id);
    }
    Ok(ids)
}

/// Invites a staff member and gives the whole link, valid 24 hours. There is no default password anywhere.
pub async fn staff_add(
    municipality: &Arc<Municipality>,
    email: &str,
    name: &str,
    role_names: &[&str],
) -> Result<String> {
    roles::ensure_defaults(municipality).await?;
    let new = NewMember {
        name: name.to_owned(),
        email: email.to_owned(),
        unit_id: None,
        roles: role_ids(municipality, role_names).await?,
    };
    let path =
        crate::actions::staff::invite(municipality, &Actor::system("ratusz admin invite"), &new).await?;
    Ok(municipality.link(&path))
}

/// A ready-made account of the demo or a test.
#[derive(Debug, Clone)]
pub struct DemoAccount<'a> {
    pub email: &'a str,
    pub given_name: &'a str,
    pub family_name: &'a str,
    pub password: &'a str,
    pub totp_secret: Option<&'a [u8]>,
    /// Ties a resident to the person with this number, added when missing.
    pub pesel: Option<Pesel>,
    pub street: &'a str,
    pub postal_code: &'a str,
    pub town: &'a str,
}

async fn hashed(municipality: &Municipality, password: &str) -> Result<Hashed> {
    hashing::hash(&municipality.random, password)
        .await?
        .ok_or_else(|| Error::internal("too many passwords wait to be hashed"))
}

async fn give_credentials(
    deed: &Deed,
    subject: Subject,
    password: &Hashed,
    totp_secret: Option<&[u8]>,
) -> Result<()> {
    credentials::set_password(deed, subject, password).await?;
    if let Some(secret) = totp_secret {
        credentials::set_totp(deed, subject, secret, 0).await?;
    }
    Ok(())
}

/// A resident with a confirmed address, password, app code and, with a PESEL, confirmed identity. Gives the account's id.
pub async fn demo_account(municipality: &Arc<Municipality>, demo: &DemoAccount<'_>) -> Result<i64> {
    let hash = hashed(municipality, demo.password).await?;
    let mut deed = Deed::begin_own(municipality, &Actor::system("demo")).await?;
    let id = accounts::add(&deed, demo.given_name, demo.family_name, demo.email).await?;
    let subject = Subject::resident(id);
    give_credentials(&deed, subject, &hash, demo.totp_secret).await?;
    if let Some(pesel) = &demo.pesel {
        let party = NewParty {
            kind: PartyKind::Natural,
            given_name: demo.given_name.to_owned(),
            family_name: demo.family_name.to_owned(),
            firm_name: String::new(),
            pesel: Some(pesel.clone()),
            nip: None,
            regon: None,
            street: demo.street.to_owned(),
            postal_code: demo.postal_code.to_owned(),
            town: demo.town.to_owned(),
        };
        let ids = parties::upsert_many(&mut deed, vec![party]).await?;
        accounts::set_party(&deed, id, ids.first().copied()).await?;
    }
    deed.note("people.demo_account_added", subject.label(), json!({}));
    deed.commit().await?;
    Ok(id)
}

/// An active staff member with these roles. Gives the member's id.
pub async fn demo_staff(
    municipality: &Arc<Municipality>,
    email: &str,
    name: &str,
    password: &str,
    totp_secret: &[u8],
    role_names: &[&str],
) -> Result<i64> {
    roles::ensure_defaults(municipality).await?;
    let hash = hashed(municipality, password).await?;
    let role_ids = role_ids(municipality, role_names).await?;
    let mut deed = Deed::begin_own(municipality, &Actor::system("demo")).await?;
    let id = staff_store::add(&deed, name, email, None).await?;
    let subject = Subject::staff(id);
    staff_store::set_roles(&deed.tx, id, &role_ids).await?;
    staff_store::set_state(&deed.tx, id, "active").await?;
    give_credentials(&deed, subject, &hash, Some(totp_secret)).await?;
    deed.note("people.demo_staff_added", subject.label(), json!({}));
    deed.commit().await?;
    Ok(id)
}

/// Records that `agent_id` may act for `principal_id` from that day on.
pub async fn authorise(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    agent_id: i64,
    principal_id: i64,
    basis: &str,
    valid_from: NaiveDate,
) -> Result<i64> {
    let new = NewAuthorisation {
        agent_id,
        principal_id,
        basis: basis.to_owned(),
        document: String::new(),
        valid_from,
        valid_to: None,
    };
    crate::actions::authorise::add(municipality, actor, &new).await
}

/// The code an authenticator app shows for this secret now, for the demo's instructions and tests.
pub fn totp_code(municipality: &Municipality, secret: &[u8]) -> Result<String> {
    crate::rules::otp::code_at(secret, municipality.clock.now().timestamp())
}
