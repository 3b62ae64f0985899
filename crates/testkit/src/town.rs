//! One municipality made for one test, gone afterwards.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::Router;
use chrono::{NaiveDate, TimeZone, Utc};
use ratusz_kernel::db::DbLimits;
use ratusz_kernel::municipality::PROFILE_SETTING;
use ratusz_kernel::seal::RootKeys;
use ratusz_kernel::{
    Clock, Db, Environment, Municipalities, Municipality, Profile, Random, settings, worker,
};
use ratusz_web::{App, AppConfig, Module, Shared};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::Browser;

/// The host of the test municipality.
pub const HOST: &str = "wierzbica.example";
static COUNTER: AtomicU64 = AtomicU64::new(1);

/// A municipality, its site and its clock (fixed: Friday 20 November 2026, noon in Poland).
pub struct Town {
    pub municipality: Arc<Municipality>,
    pub municipalities: Arc<Municipalities>,
    pub app: Shared,
    pub router: Router,
    pub clock: Clock,
    folder: TempDir,
}

/// What a test may choose before the town stands.
#[derive(Default)]
pub struct TownBuilder {
    sections: serde_json::Map<String, serde_json::Value>,
    config: AppConfig,
}

impl TownBuilder {
    /// A section of the configuration file.
    #[must_use]
    pub fn section(mut self, name: &str, value: serde_json::Value) -> Self {
        self.sections.insert(name.to_owned(), value);
        self
    }

    #[must_use]
    pub fn config(mut self, config: AppConfig) -> Self {
        self.config = config;
        self
    }

    pub async fn build(self, modules: Vec<Module>) -> Town {
        let folder = TempDir::new().expect("a temporary folder");
        let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 20, 11, 0, 0).single().expect("a moment"));
        let mut all = vec![App::web_module()];
        all.extend(modules);
        let environment = Arc::new(Environment {
            clock: clock.clone(),
            random: Random::system(),
            keys: RootKeys::single([7; 32]),
            modules: all.iter().map(|module| module.kernel).collect(),
            sections: self.sections,
            data_dir: folder.path().to_owned(),
            limits: DbLimits::default(),
            signal: worker::Signal::default(),
            stopping: AtomicBool::new(false),
        });
        let municipalities = Municipalities::open(environment, 50).await.expect("the index");
        let url = database_url(folder.path()).await;
        municipalities
            .add("1412042", "Gmina Wierzbica Dolna", HOST, Some(&url))
            .await
            .expect("a municipality");
        let municipality = municipalities.by_host(HOST).await.expect("it opens").expect("the host is known");
        let profile = Profile {
            name: "Gmina Wierzbica Dolna".into(),
            office: "Urząd Gminy Wierzbica Dolna".into(),
            email: "urzad@wierzbica.example".into(),
            nip: "5260250274".into(),
            demo: true,
            ..Profile::default()
        };
        settings::set(
            &municipality.db.write,
            PROFILE_SETTING,
            NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day"),
            &profile,
        )
        .await
        .expect("the profile is kept");
        municipality.reload_profile().await.expect("the profile is read");
        let app = App::new(Arc::clone(&municipalities), all, self.config);
        let router = ratusz_web::app::router(&app);
        Town { municipality, municipalities, app, router, clock, folder }
    }
}

impl Town {
    /// A town with these modules and nothing else.
    pub async fn with(modules: Vec<Module>) -> Self {
        TownBuilder::default().build(modules).await
    }

    /// A new visitor without cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), HOST)
    }

    /// Carries out everything that is due: schedules and outbox.
    pub async fn work(&self) -> u64 {
        worker::work(&self.municipality).await.expect("the worker works")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds a second municipality in the same process, for isolation tests.
    pub async fn neighbour(&self, code: &str, host: &str) -> Arc<Municipality> {
        let folder: PathBuf = self.folder.path().join(code);
        std::fs::create_dir_all(&folder).expect("a folder");
        let url = database_url(&folder).await;
        self.municipalities.add(code, "Gmina Sąsiednia", host, Some(&url)).await.expect("a municipality");
        self.municipalities.by_host(host).await.expect("it opens").expect("the host is known")
    }
}

/// A fresh database: a file, or a new database on the PostgreSQL server of `RATUSZ_TEST_DB`.
pub async fn database_url(folder: &Path) -> String {
    match std::env::var("RATUSZ_TEST_DB") {
        Ok(server) => new_on(&server, "").await,
        Err(_) => format!("sqlite:{}", folder.join("town.db").display()),
    }
}

/// A copy of a database that nobody has open, of the same kind.
pub async fn copy_of_database(original: &str, folder: &Path) -> String {
    match original.strip_prefix("sqlite:") {
        Some(file) => {
            let copy = folder.join("town.db");
            std::fs::copy(file, &copy).expect("a copy");
            format!("sqlite:{}", copy.display())
        }
        None => {
            let name = original.rsplit('/').next().expect("an address ends with a name");
            new_on(original, &format!(" TEMPLATE {name}")).await
        }
    }
}

/// Removes a database of a server, whoever still has it open; a file goes with its folder.
pub async fn drop_database(url: &str) {
    if !url.starts_with("sqlite:") {
        let name = url.rsplit('/').next().expect("an address ends with a name");
        on_server(url, &[format!("DROP DATABASE {name} WITH (FORCE)")]).await;
    }
}

async fn new_on(server: &str, how: &str) -> String {
    let name = format!("ratusz_test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    on_server(
        server,
        &[format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}{how}")],
    )
    .await;
    with_name(server, &name)
}

async fn on_server(url: &str, statements: &[String]) {
    let admin = Db::open(&with_name(url, "postgres"), DbLimits::default()).await.expect("the server answers");
    for sql in statements {
        admin.write.execute_unprepared(sql).await.expect("the server does as told");
    }
    admin.close().await.expect("the connection closes");
}

fn with_name(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).expect("RATUSZ_TEST_DB is an address");
    url.set_path(name);
    url.to_string()
}
