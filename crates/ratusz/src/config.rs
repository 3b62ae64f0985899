//! The configuration: one TOML file, then environment variables (`RATUSZ_LISTEN`, `RATUSZ_SMTP__HOST`), checked at start.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use ratusz_kernel::seal::RootKeys;
use serde::Deserialize;

/// Everything the file may say; an unknown key is an error that names it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where residents' browsers (or the proxy before us) connect.
    pub listen: SocketAddr,
    /// Health and metrics; never open it to the network.
    pub internal: SocketAddr,
    pub data_dir: PathBuf,
    /// File with the root keys (`number:64 hex digits` a line). Keep a copy apart from the backups.
    pub root_key_file: PathBuf,
    /// Municipalities whose databases may be open at once.
    pub most_open: usize,
    /// Reading connections of one municipality.
    pub readers: u32,
    /// Page cache of one connection in KiB.
    pub cache_kib: u32,
    pub trusted_proxies: Vec<IpAddr>,
    /// `text` or `json`.
    pub log: LogFormat,
    /// Outgoing mail; without it mail is only caught and shown to the administrator.
    pub smtp: Option<toml::Table>,
    pub banking: Option<toml::Table>,
    pub payments: Option<toml::Table>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            internal: SocketAddr::from(([127, 0, 0, 1], 8081)),
            data_dir: PathBuf::from("data"),
            root_key_file: PathBuf::from("data/root.key"),
            most_open: 100,
            readers: 4,
            cache_kib: 2048,
            trusted_proxies: Vec::new(),
            log: LogFormat::Text,
            smtp: None,
            banking: None,
            payments: None,
        }
    }
}

impl Config {
    /// Reads the file (absent is fine unless it was asked for by name) and lets the environment override it.
    pub fn load(file: Option<&Path>) -> Result<Self, String> {
        let path = file.unwrap_or(Path::new("ratusz.toml"));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let mut table: toml::Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        for (name, value) in std::env::vars() {
            if let Some(key) = name.strip_prefix("RATUSZ_").filter(|key| !OTHER_VARIABLES.contains(key)) {
                insert(&mut table, &key.to_ascii_lowercase(), &value)
                    .map_err(|reason| format!("environment variable {name}: {reason}"))?;
            }
        }
        table.try_into().map_err(|error| format!("{}: {error}", path.display()))
    }

    /// The modules' own sections, as the kernel hands them out.
    pub fn sections(&self) -> serde_json::Map<String, serde_json::Value> {
        [("smtp", &self.smtp), ("banking", &self.banking), ("payments", &self.payments)]
            .into_iter()
            .filter_map(|(name, table)| Some((name.to_owned(), serde_json::to_value(table.as_ref()?).ok()?)))
            .collect()
    }

    /// Reads the root keys; makes the first one when the file does not exist yet.
    pub fn root_keys(&self, random: &ratusz_kernel::Random) -> Result<RootKeys, String> {
        let path = &self.root_key_file;
        if !path.exists() {
            make_key_file(path, random)
                .map_err(|error| format!("root_key_file {}: {error}", path.display()))?;
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("root_key_file {}: {error}", path.display()))?;
        RootKeys::parse(&text).map_err(|error| format!("root_key_file {}: {error}", path.display()))
    }
}

/// Variables of tests and tools that are not configuration keys.
const OTHER_VARIABLES: &[&str] = &["TEST_DB", "SLOW", "CONFIG"];

/// `smtp__host` goes into the table `smtp`; a value is read as TOML when it can be, else as text.
fn insert(table: &mut toml::Table, key: &str, value: &str) -> Result<(), String> {
    let parsed = format!("v = {value}")
        .parse::<toml::Table>()
        .ok()
        .and_then(|mut table| table.remove("v"))
        .unwrap_or_else(|| toml::Value::String(value.to_owned()));
    match key.split_once("__") {
        None => {
            table.insert(key.to_owned(), parsed);
            Ok(())
        }
        Some((section, rest)) => {
            match table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new())) {
                toml::Value::Table(inner) => insert(inner, rest, value),
                _ => Err(format!("{section} is not a section")),
            }
        }
    }
}

fn make_key_file(path: &Path, random: &ratusz_kernel::Random) -> std::io::Result<()> {
    use std::fmt::Write as _;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut key = [0; 32];
    random.fill(&mut key);
    let mut text = String::from(
        "# Root key of Ratusz. Without it sealed data cannot be read. Keep a copy apart from the backups.\n1:",
    );
    for byte in key {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    write_secret(path, &text)
}

/// Writes a new file that only its owner may read, from its first byte on.
pub fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_text(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ratusz.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path))
    }

    #[test]
    fn a_wrong_key_is_named() {
        assert!(from_text("listem = \"127.0.0.1:1\"").unwrap_err().contains("listem"));
        assert!(from_text("listen = \"nowhere\"").unwrap_err().contains("listen"));
        assert_eq!(from_text("most_open = 7\n[smtp]\nhost = \"mail\"").unwrap().most_open, 7);
    }

    #[test]
    fn variables_reach_sections() {
        let mut table = toml::Table::new();
        insert(&mut table, "smtp__host", "mail.example").unwrap();
        insert(&mut table, "smtp__port", "2525").unwrap();
        assert_eq!(table["smtp"]["host"].as_str(), Some("mail.example"));
        assert_eq!(table["smtp"]["port"].as_integer(), Some(2525));
    }
}
