//! One open municipality: its database, keys, clock, profile and live facts. Everything a deed needs is reached from here.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::db::DbLimits;
use crate::live::Live;
use crate::seal::{RootKeys, TenantSeal};
use crate::worker::Signal;
use crate::{Clock, Db, Error, Handler, Module, Random, Result, migrations, settings};

/// What all municipalities of one process share.
#[derive(Debug)]
pub struct Environment {
    pub clock: Clock,
    pub random: Random,
    pub keys: RootKeys,
    pub modules: Vec<Module>,
    /// Sections of the configuration file, read by the module they belong to.
    pub sections: serde_json::Map<String, serde_json::Value>,
    pub data_dir: PathBuf,
    pub limits: DbLimits,
    pub signal: Signal,
    pub stopping: AtomicBool,
}

impl Environment {
    /// A module's section of the configuration; nothing when it is absent.
    pub fn section<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.sections
            .get(name)
            .map(|value| serde_json::from_value(value.clone()))
            .transpose()
            .map_err(|error| Error::Internal(format!("configuration, section [{name}]: {error}")))
    }
}

/// Who the municipality is, as every page and letter shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// `Gmina Wierzbica Dolna`
    pub name: String,
    /// The name in the genitive, for `Urząd …`.
    pub office: String,
    pub street: String,
    pub postal_code: String,
    pub town: String,
    pub email: String,
    pub phone: String,
    pub opening_hours: String,
    pub nip: String,
    pub regon: String,
    /// Brand colour as the municipality gave it, `#rrggbb`; the palette is derived.
    pub colour: String,
    /// Coat of arms (herb) as SVG text, already made safe; empty when there is none.
    pub arms_svg: String,
    /// Data protection officer (inspektor ochrony danych).
    pub dpo_name: String,
    pub dpo_email: String,
    /// Accessibility officer (koordynator do spraw dostępności).
    pub accessibility_email: String,
    pub accessibility_phone: String,
    /// True for the made-up municipality: pages say so, and test providers are allowed.
    pub demo: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            name: String::new(),
            office: String::new(),
            street: String::new(),
            postal_code: String::new(),
            town: String::new(),
            email: String::new(),
            phone: String::new(),
            opening_hours: String::new(),
            nip: String::new(),
            regon: String::new(),
            colour: "#0b5563".into(),
            arms_svg: String::new(),
            dpo_name: String::new(),
            dpo_email: String::new(),
            accessibility_email: String::new(),
            accessibility_phone: String::new(),
            demo: false,
        }
    }
}

pub const PROFILE_SETTING: &str = "kernel.profile";

type Cache = HashMap<TypeId, (DateTime<Utc>, Arc<dyn Any + Send + Sync>)>;

/// One municipality with its database open.
#[derive(Debug)]
pub struct Municipality {
    /// TERYT code, seven digits; salt of its keys and name of its files.
    pub code: String,
    /// The host name residents know; links in letters and mail start with it.
    pub host: String,
    /// `sqlite:…` or `postgres://…`
    pub url: String,
    pub db: Db,
    pub seal: TenantSeal,
    pub clock: Clock,
    pub random: Random,
    pub live: Live,
    pub environment: Arc<Environment>,
    profile: RwLock<Arc<Profile>>,
    cache: RwLock<Cache>,
    last_id: AtomicI64,
}

impl Municipality {
    /// Opens the database, brings its tables up to date and reads the profile.
    pub async fn open(
        code: &str,
        host: &str,
        url: &str,
        environment: &Arc<Environment>,
    ) -> Result<Arc<Self>> {
        let db = Db::open(url, environment.limits).await?;
        let mut steps = migrations::KERNEL.to_vec();
        steps.extend(environment.modules.iter().flat_map(|module| module.migrations).copied());
        migrations::migrate(&db, &environment.clock, &steps).await?;
        let municipality = Arc::new(Self {
            code: code.to_owned(),
            host: host.to_owned(),
            url: url.to_owned(),
            seal: TenantSeal::new(&environment.keys, code),
            clock: environment.clock.clone(),
            random: environment.random.clone(),
            live: Live::default(),
            profile: RwLock::default(),
            cache: RwLock::default(),
            last_id: AtomicI64::new(0),
            environment: Arc::clone(environment),
            db,
        });
        municipality.reload_profile().await?;
        Ok(municipality)
    }

    pub fn profile(&self) -> Arc<Profile> {
        Arc::clone(&self.profile.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub async fn reload_profile(&self) -> Result<()> {
        let profile: Profile =
            settings::get(&self.db.read, PROFILE_SETTING, settings::NEWEST).await?.unwrap_or_default();
        *self.profile.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(profile);
        Ok(())
    }

    /// `https://host` for links that leave the building.
    pub fn link(&self, path: &str) -> String {
        let scheme = if self.host.starts_with("localhost") || self.host.starts_with("127.") {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{}{path}", self.host)
    }

    /// A new row number: milliseconds since 2020, then a counter and chance, so that it grows with time, and sealed
    /// cells can be bound to their row before it is inserted.
    pub fn new_id(&self) -> i64 {
        const MILLIS_2020: i64 = 1_577_836_800_000;
        let chance = i64::from(u16::try_from(self.random.u64() & 0x3ff).unwrap_or(0));
        let candidate = ((self.clock.now().timestamp_millis() - MILLIS_2020).max(0) << 12) | chance;
        let next = |last: i64| if candidate > last { candidate } else { last + 1 };
        match self.last_id.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(next(last))) {
            Ok(last) | Err(last) => next(last),
        }
    }

    pub fn handlers_of(&self, topic: &str) -> impl Iterator<Item = &Handler> {
        self.environment.modules.iter().flat_map(|module| module.handlers).filter(move |h| h.topic == topic)
    }

    pub fn handler(&self, name: &str) -> Option<&Handler> {
        self.environment.modules.iter().flat_map(|module| module.handlers).find(|h| h.name == name)
    }

    pub fn wake_worker(&self) {
        self.environment.signal.wake(&self.code);
    }

    pub fn stopping(&self) -> bool {
        self.environment.stopping.load(Ordering::Relaxed)
    }

    /// A value a module reads often and changes rarely (rates, kinds of due). At most a minute old on other nodes;
    /// the deed that changes it calls [`Municipality::forget`].
    pub async fn cached<T, F>(&self, load: F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: AsyncFnOnce(&Self) -> Result<T>,
    {
        let now = self.clock.now();
        let key = TypeId::of::<T>();
        let kept = self.cache.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((at, value)) = kept
            && (now - at).num_seconds().abs() < 60
            && let Ok(value) = value.downcast::<T>()
        {
            return Ok(value);
        }
        let value = Arc::new(load(self).await?);
        self.cache
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, (now, Arc::clone(&value) as Arc<dyn Any + Send + Sync>));
        Ok(value)
    }

    pub fn forget<T: 'static>(&self) {
        self.cache.write().unwrap_or_else(PoisonError::into_inner).remove(&TypeId::of::<T>());
    }
}
