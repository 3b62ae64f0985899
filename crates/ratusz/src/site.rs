//! The list of modules, and how one process is put together from them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ratusz_kernel::db::DbLimits;
use ratusz_kernel::{Clock, Environment, Municipalities, Municipality, Random, worker};
use ratusz_web::{App, AppConfig, Module, Shared};

use crate::config::Config;

/// All modules, lower ones first.
pub fn modules() -> Vec<Module> {
    vec![
        App::web_module(),
        ratusz_notices::module(),
        ratusz_people::module(),
        ratusz_dues::module(),
        ratusz_payments::module(),
        ratusz_banking::module(),
    ]
}

/// Opens the index of municipalities.
pub async fn municipalities(config: &Config, modules: &[Module]) -> Result<Arc<Municipalities>, String> {
    let random = Random::system();
    let environment = Environment {
        clock: Clock::system(),
        keys: config.root_keys(&random)?,
        random,
        modules: modules.iter().map(|module| module.kernel).collect(),
        sections: config.sections(),
        data_dir: config.data_dir.clone(),
        limits: DbLimits { readers: config.readers, cache_kib: config.cache_kib },
        signal: worker::Signal::default(),
        stopping: AtomicBool::new(false),
    };
    Municipalities::open(Arc::new(environment), config.most_open).await.map_err(|error| error.to_string())
}

/// One municipality by its TERYT code; without a code the only one there is.
pub async fn municipality(
    municipalities: &Municipalities,
    code: Option<&str>,
) -> Result<Arc<Municipality>, String> {
    let codes = municipalities.codes().await.map_err(|error| error.to_string())?;
    let code = match (code, codes.as_slice()) {
        (Some(code), _) => code,
        (None, [only]) => only,
        (None, []) => {
            return Err("there is no municipality yet; add one with `ratusz municipality add`".into());
        }
        (None, _) => return Err(format!("name one municipality with --gmina: {}", codes.join(", "))),
    };
    municipalities
        .by_code(code)
        .await
        .map_err(|error| error.to_string())?
        .ok_or_else(|| format!("no municipality {code}; `ratusz municipality list` shows them"))
}

pub fn app(config: &Config, municipalities: &Arc<Municipalities>, modules: Vec<Module>) -> Shared {
    App::new(
        Arc::clone(municipalities),
        modules,
        AppConfig {
            trusted_proxies: config.trusted_proxies.clone(),
            payment_hosts: ratusz_payments::hosts(&config.sections()),
            glances: vec![ratusz_dues::glance, ratusz_banking::glance],
        },
    )
}
