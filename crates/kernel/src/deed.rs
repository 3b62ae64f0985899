//! A deed: permission, one transaction, audit entry, outbox. What modules' actions are made of.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DatabaseTransaction;
use serde::Serialize;

use crate::audit::{self, AuditNote};
use crate::live::LiveFact;
use crate::{Actor, Error, Municipality, Result, outbox};

/// A change in the making. It takes effect with [`Deed::commit`], and not at all when dropped.
pub struct Deed {
    pub municipality: Arc<Municipality>,
    pub tx: DatabaseTransaction,
    pub actor: Actor,
    pub now: DateTime<Utc>,
    notes: Vec<AuditNote>,
    live: Vec<LiveFact>,
    queued: bool,
}

impl Deed {
    /// Checks the permission, then begins the transaction.
    pub async fn begin(
        municipality: &Arc<Municipality>,
        actor: &Actor,
        permission: &'static str,
    ) -> Result<Self> {
        actor.require(permission)?;
        Self::begin_own(municipality, actor).await
    }

    /// A deed a person does to their own things, or the system by itself: the action has checked whose they are.
    pub async fn begin_own(municipality: &Arc<Municipality>, actor: &Actor) -> Result<Self> {
        Ok(Self {
            tx: municipality.db.begin().await?,
            municipality: Arc::clone(municipality),
            actor: actor.clone(),
            now: municipality.clock.now(),
            notes: Vec::new(),
            live: Vec::new(),
            queued: false,
        })
    }

    pub fn today(&self) -> NaiveDate {
        crate::time::civil_date(self.now)
    }

    /// Notes what this deed does to a thing. A deed without a note cannot be committed.
    pub fn note(&mut self, deed: &'static str, subject: impl Into<String>, detail: serde_json::Value) {
        self.note_because(deed, subject, detail, "");
    }

    pub fn note_because(
        &mut self,
        deed: &'static str,
        subject: impl Into<String>,
        detail: serde_json::Value,
        reason: impl Into<String>,
    ) {
        self.notes.push(AuditNote { deed, subject: subject.into(), detail, reason: reason.into() });
    }

    /// Publishes a fact: every handler that names this topic gets it once per key.
    pub async fn publish<T: Serialize + Sync>(&mut self, topic: &str, key: &str, fact: &T) -> Result<()> {
        let payload = serde_json::to_string(fact)?;
        for handler in self.municipality.handlers_of(topic) {
            outbox::add(&self.tx, handler.name, key, &payload, self.now, self.now).await?;
            self.queued = true;
        }
        Ok(())
    }

    /// Queues one job for later.
    pub async fn queue<T: Serialize + Sync>(
        &mut self,
        handler: &str,
        key: &str,
        job: &T,
        due_at: DateTime<Utc>,
    ) -> Result<()> {
        outbox::add(&self.tx, handler, key, &serde_json::to_string(job)?, self.now, due_at).await?;
        self.queued = true;
        Ok(())
    }

    /// Queues many jobs of one handler: key, job, when due.
    pub async fn queue_many(
        &mut self,
        handler: &str,
        jobs: impl IntoIterator<Item = (String, serde_json::Value, DateTime<Utc>)>,
    ) -> Result<()> {
        self.queued |= outbox::add_many(&self.tx, handler, jobs, self.now).await?;
        Ok(())
    }

    /// Tells watching browsers, after commit.
    pub fn tell(&mut self, topic: impl Into<String>, data: impl Into<String>) {
        self.live.push(LiveFact { topic: topic.into(), data: data.into() });
    }

    /// Writes the audit and makes the change true.
    pub async fn commit(self) -> Result<()> {
        if self.notes.is_empty() {
            return Err(Error::internal("a deed must leave an audit entry"));
        }
        audit::write(&self.tx, self.now, &self.actor, &self.notes).await?;
        self.tx.commit().await?;
        for fact in self.live {
            self.municipality.live.tell(fact.topic, fact.data);
        }
        if self.queued {
            self.municipality.wake_worker();
        }
        Ok(())
    }
}
