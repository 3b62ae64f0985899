//! The journal only grows: no module changes or deletes what is booked.

use std::path::{Path, PathBuf};

const TABLES: [&str; 2] = ["journal_entry", "journal_line"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "sql") {
            found.push(path);
        }
    }
}

/// The text in lower case on one line, without the marks that continue a line.
fn flat(text: &str) -> String {
    text.replace(['\\', '"', '`'], " ").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A statement that would change a table of the journal.
fn change(text: &str) -> Option<String> {
    let verbs = [
        "update",
        "update or ignore",
        "delete from",
        "replace into",
        "truncate",
        "truncate table",
        "drop table",
    ];
    let statements = verbs.iter().flat_map(|verb| TABLES.map(|table| format!("{verb} {table}")));
    let text = flat(text);
    statements.into_iter().find(|statement| text.contains(statement))
}

#[test]
fn no_module_changes_the_journal() {
    assert_eq!(
        change("\"UPDATE \\\n   journal_entry SET note = ''\"").as_deref(),
        Some("update journal_entry")
    );
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of modules");
    let mut files = Vec::new();
    for module in std::fs::read_dir(modules).expect("the modules") {
        let folder = module.expect("a module").path().join("src");
        if folder.is_dir() {
            sources(&folder, &mut files);
        }
    }
    assert!(files.iter().any(|path| path.ends_with("dues/src/ledger/post.rs")), "{} files read", files.len());
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a source file");
        assert_eq!(change(&text), None, "{}", path.display());
    }
}
