//! Many municipalities in one process, told apart by host name: opened on demand, closed when idle, never mixed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use sea_orm::FromQueryResult;
use tokio::sync::OnceCell;

use crate::db::DbLimits;
use crate::{Db, Environment, Error, Migration, Municipality, Result, Sql, migrations, values};

const INDEX: &[Migration] = &[Migration { name: "index/001", sql: include_str!("../migrations/index.sql") }];
/// Unused for so long, a municipality is closed; opening it again costs a few milliseconds.
const IDLE_MILLIS: i64 = 5 * 60 * 1000;

/// A line of the index.
#[derive(Debug, Clone, FromQueryResult, serde::Serialize)]
pub struct Listed {
    pub code: String,
    pub name: String,
    pub url: String,
    pub state: String,
    pub host: String,
}

#[derive(Debug)]
struct Slot {
    listed: Listed,
    cell: OnceCell<Arc<Municipality>>,
    last_used: AtomicI64,
}

/// The index and the municipalities that are open.
#[derive(Debug)]
pub struct Municipalities {
    index: Db,
    environment: Arc<Environment>,
    /// Host name to slot; several hosts of one municipality share a slot.
    by_host: RwLock<HashMap<String, Arc<Slot>>>,
    most_open: usize,
}

impl Municipalities {
    /// Opens `tenants.db` in the data folder.
    pub async fn open(environment: Arc<Environment>, most_open: usize) -> Result<Arc<Self>> {
        std::fs::create_dir_all(&environment.data_dir)?;
        let path = environment.data_dir.join("tenants.db");
        let index =
            Db::open(&format!("sqlite:{}", path.display()), DbLimits { readers: 1, cache_kib: 256 }).await?;
        migrations::migrate(&index, &environment.clock, INDEX).await?;
        Ok(Arc::new(Self { index, environment, by_host: RwLock::default(), most_open }))
    }

    pub fn environment(&self) -> &Arc<Environment> {
        &self.environment
    }

    pub fn stopping(&self) -> bool {
        self.environment.stopping.load(Ordering::Relaxed)
    }

    /// Adds a municipality. Without a URL its database is a SQLite file in the data folder.
    pub async fn add(&self, code: &str, name: &str, host: &str, url: Option<&str>) -> Result<()> {
        let url = url.map_or_else(|| default_url(&self.environment.data_dir, code), str::to_owned);
        if self.list().await?.iter().any(|listed| listed.code == code || listed.host == host) {
            return Err(Error::Conflict(format!("municipality {code} or host {host} already exists")));
        }
        let tx = self.index.begin().await?;
        tx.run("INSERT INTO municipality (code, name, url) VALUES ($1, $2, $3)", values![code, name, url])
            .await?;
        tx.run("INSERT INTO host (host, code, main) VALUES ($1, $2, TRUE)", values![host, code]).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn list(&self) -> Result<Vec<Listed>> {
        Ok(self
            .index
            .read
            .all(
                "SELECT m.code, m.name, m.url, m.state, h.host FROM municipality m \
                 JOIN host h ON h.code = m.code AND h.main ORDER BY m.name",
                values![],
            )
            .await?)
    }

    pub async fn codes(&self) -> Result<Vec<String>> {
        Ok(self
            .index
            .read
            .column("SELECT code FROM municipality WHERE state = 'active' ORDER BY code", values![])
            .await?)
    }

    /// The municipality a host name belongs to; nothing for an unknown host, never another municipality.
    pub async fn by_host(&self, host: &str) -> Result<Option<Arc<Municipality>>> {
        let known = self.slots().get(host).cloned();
        let slot = match known {
            Some(slot) => slot,
            None => match self.look_up("h.host = $1", host).await? {
                Some(listed) => self.keep(host, listed),
                None => return Ok(None),
            },
        };
        self.enter(&slot).await.map(Some)
    }

    /// For the worker and the command line: does not count as use, so a municipality opened only for a sweep closes soon.
    pub async fn by_code(&self, code: &str) -> Result<Option<Arc<Municipality>>> {
        let Some(listed) = self.look_up("m.code = $1 AND h.main", code).await? else {
            return Ok(None);
        };
        let slot = self.keep(&listed.host.clone(), listed);
        self.open_slot(&slot).await.map(Some)
    }

    async fn look_up(&self, condition: &str, value: &str) -> Result<Option<Listed>> {
        let sql = format!(
            "SELECT m.code, m.name, m.url, m.state, h.host FROM municipality m \
             JOIN host h ON h.code = m.code WHERE m.state = 'active' AND {condition}"
        );
        Ok(self.index.read.maybe(&sql, values![value]).await?)
    }

    fn keep(&self, host: &str, listed: Listed) -> Arc<Slot> {
        let mut slots = self.by_host.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(host) {
            return Arc::clone(slot);
        }
        let shared = slots.values().find(|slot| slot.listed.code == listed.code).cloned();
        let slot = shared.unwrap_or_else(|| {
            Arc::new(Slot { listed, cell: OnceCell::new(), last_used: AtomicI64::new(0) })
        });
        slots.insert(host.to_owned(), Arc::clone(&slot));
        slot
    }

    async fn enter(&self, slot: &Slot) -> Result<Arc<Municipality>> {
        slot.last_used.store(self.environment.clock.now().timestamp_millis(), Ordering::Relaxed);
        self.open_slot(slot).await
    }

    async fn open_slot(&self, slot: &Slot) -> Result<Arc<Municipality>> {
        let Listed { code, host, url, .. } = &slot.listed;
        slot.cell.get_or_try_init(|| Municipality::open(code, host, url, &self.environment)).await.cloned()
    }

    fn slots(&self) -> std::sync::RwLockReadGuard<'_, HashMap<String, Arc<Slot>>> {
        self.by_host.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Codes of the municipalities whose databases are open now.
    pub fn open_codes(&self) -> Vec<String> {
        let mut codes: Vec<String> = self
            .slots()
            .values()
            .filter(|slot| slot.cell.initialized())
            .map(|slot| slot.listed.code.clone())
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// Closes what was not used for five minutes and, above the limit, the longest unused. Requests under way keep
    /// their municipality until they end.
    pub fn close_idle(&self) {
        let now = self.environment.clock.now().timestamp_millis();
        let mut slots = self.by_host.write().unwrap_or_else(PoisonError::into_inner);
        let mut ages: Vec<i64> = slots.values().map(|slot| slot.last_used.load(Ordering::Relaxed)).collect();
        ages.sort_unstable_by(|a, b| b.cmp(a));
        let oldest_kept = ages.get(self.most_open.saturating_sub(1)).copied().unwrap_or(i64::MIN);
        slots.retain(|_, slot| {
            let used = slot.last_used.load(Ordering::Relaxed);
            now - used < IDLE_MILLIS && used >= oldest_kept
        });
        metrics::gauge!("ratusz_open_municipalities")
            .set(f64::from(u32::try_from(slots.len()).unwrap_or(u32::MAX)));
    }

    /// Whether the index answers; part of readiness.
    pub async fn ready(&self) -> bool {
        self.codes().await.is_ok()
    }
}

fn default_url(data_dir: &Path, code: &str) -> String {
    format!("sqlite:{}", data_dir.join(format!("{code}.db")).display())
}
