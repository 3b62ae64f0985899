//! Who does a deed, and what that person may do.

use std::sync::Arc;

use crate::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Resident,
    Staff,
    /// The system itself: a schedule, an outbox handler, the command line.
    System,
    Anonymous,
}

impl ActorKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Staff => "staff",
            Self::System => "system",
            Self::Anonymous => "anonymous",
        }
    }
}

/// The doer of a deed as the audit will name them.
#[derive(Debug, Clone)]
pub struct Actor {
    pub kind: ActorKind,
    /// Row of the resident's account or staff member; 0 for the system and strangers.
    pub id: i64,
    /// Name shown in the audit to people with the right to read it.
    pub name: String,
    /// Address prefix (/24 or /48) or the command that acted.
    pub origin: String,
    permissions: Arc<[String]>,
}

impl Actor {
    pub fn new(kind: ActorKind, id: i64, name: impl Into<String>, permissions: Arc<[String]>) -> Self {
        Self { kind, id, name: name.into(), origin: String::new(), permissions }
    }

    /// The system acting for itself; it may do everything, the audit names the reason it acted.
    pub fn system(origin: impl Into<String>) -> Self {
        let mut actor = Self::new(ActorKind::System, 0, "system", Arc::from(["*".to_owned()]));
        actor.origin = origin.into();
        actor
    }

    pub fn anonymous(origin: impl Into<String>) -> Self {
        let mut actor = Self::new(ActorKind::Anonymous, 0, "", Arc::from([]));
        actor.origin = origin.into();
        actor
    }

    pub fn may(&self, permission: &str) -> bool {
        self.permissions.iter().any(|own| own == permission || own == "*")
    }

    pub fn require(&self, permission: &'static str) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(Error::Forbidden(permission)) }
    }

    pub fn permissions(&self) -> &[String] {
        &self.permissions
    }
}
