//! Bank statements: taken in, checked, matched, posted; what cannot be placed waits for a clerk; the day is closed when
//! the books equal the bank.

mod actions;
pub mod import;
mod jobs;
mod pages;
pub mod rules;
pub mod setup;
mod store;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use chrono::Duration;
use futures_util::FutureExt;
use ratusz_kernel::seal::normalise;
use ratusz_kernel::{Handler, Migration, Permission, Schedule, SealedColumn};
use ratusz_web::{MenuItem, Module, Place, Routes};

pub use actions::post_statement::Posted;
pub use pages::glance::glance;
pub use store::files::FileState;
pub use store::statements::StatementState;

/// A statement file sent through the browser is at most this large; larger ones come by folder or command line.
const UPLOAD_BYTES: usize = 64 * 1024 * 1024;

pub fn module() -> Module {
    Module {
        kernel: ratusz_kernel::Module {
            name: "banking",
            migrations: &[Migration {
                name: "banking/001_banking",
                sql: include_str!("store/migrations/001_banking.sql"),
            }],
            permissions: &[
                Permission { code: "banking.read", label: "Przegląd wyciągów bankowych" },
                Permission { code: "banking.import", label: "Wczytywanie wyciągów bankowych" },
                Permission { code: "banking.post", label: "Księgowanie wpłat z wyciągów" },
                Permission {
                    code: "banking.release",
                    label: "Przyjmowanie i odrzucanie wstrzymanych wyciągów",
                },
                Permission { code: "banking.close", label: "Zamykanie dnia" },
                Permission { code: "banking.accounts", label: "Rachunki bankowe urzędu" },
            ],
            handlers: HANDLERS,
            schedules: SCHEDULES,
            sealed: &[
                SealedColumn {
                    table: "statement_entry",
                    column: "counterparty_account",
                    index: Some(("counterparty_index", normalise::account_number)),
                },
                SealedColumn { table: "statement_entry", column: "raw_title", index: None },
                SealedColumn { table: "statement_file", column: "bytes", index: None },
            ],
            export: None,
        },
        routes,
        menu: &[
            MenuItem {
                place: Place::Office,
                href: "/urzad/wyciagi",
                label: "Wyciągi",
                permission: "banking.read",
                order: 10,
            },
            MenuItem {
                place: Place::Office,
                href: "/urzad/rachunki",
                label: "Rachunki",
                permission: "banking.accounts",
                order: 72,
            },
        ],
    }
}

const HANDLERS: &[Handler] = &[
    Handler {
        name: "banking.tell_payers",
        topic: actions::post_statement::POSTED_TOPIC,
        run: |municipality, payload| {
            async move { jobs::tell_payers::run(municipality, serde_json::from_value(payload)?).await }
                .boxed()
        },
        max_attempts: 20,
    },
    Handler {
        name: actions::auto_post::AUTO_POST_JOB,
        topic: actions::auto_post::AUTO_POST_JOB,
        run: |municipality, _| actions::auto_post::run(municipality).boxed(),
        max_attempts: 8,
    },
];

const SCHEDULES: &[Schedule] = &[Schedule {
    name: "banking.watch_folder",
    every: Duration::minutes(1),
    run: |municipality, ()| jobs::watch_folder::run(municipality).boxed(),
}];

fn routes() -> Routes {
    Routes::new()
        .get("/urzad/wyciagi", pages::morning::show)
        .get("/urzad/wyciagi/wgraj", pages::upload::show)
        .post("/urzad/wyciagi/wgraj", pages::upload::send.layer(DefaultBodyLimit::max(UPLOAD_BYTES)))
        .get("/urzad/wyciagi/plik/{id}", pages::file::show)
        .get("/urzad/wyciagi/plik/{id}/pobierz", pages::file::download)
        .post("/urzad/wyciagi/plik/{id}/kodowanie", pages::file::redecode)
        .get("/urzad/wyciagi/dzien", pages::day::show)
        .post("/urzad/wyciagi/dzien", pages::day::close)
        .get("/urzad/wyciagi/wpisy", pages::entry_list::show)
        .post("/urzad/wyciagi/wpisy", pages::entry_list::find)
        .get("/urzad/wyciagi/wpis/{id}", pages::entry::show)
        .post("/urzad/wyciagi/wpis/{id}", pages::entry::find)
        .post("/urzad/wyciagi/wpis/{id}/zatwierdz", pages::entry_deeds::confirm)
        .post("/urzad/wyciagi/wpis/{id}/odrzuc", pages::entry_deeds::decline)
        .post("/urzad/wyciagi/wpis/{id}/przypisz", pages::entry_deeds::assign)
        .post("/urzad/wyciagi/wpis/{id}/wyjasnij", pages::entry_deeds::settle)
        .post("/urzad/wyciagi/wpis/{id}/wycofaj", pages::entry_deeds::withdraw)
        .post("/urzad/wyciagi/wpis/{id}/storno", pages::entry_deeds::reverse)
        .get("/urzad/wyciagi/{id}", pages::statement::show)
        .post("/urzad/wyciagi/{id}/zaksieguj", pages::statement::post)
        .post("/urzad/wyciagi/{id}/przyjmij", pages::statement::release)
        .post("/urzad/wyciagi/{id}/odrzuc", pages::statement::discard)
        .post("/urzad/wyciagi/{id}/sprawdz", pages::statement::check_again)
        .get("/urzad/rachunki", pages::accounts::show)
        .get("/urzad/rachunki/nowy", pages::account::new)
        .post("/urzad/rachunki/nowy", pages::account::add)
        .get("/urzad/rachunki/{id}", pages::account::show)
        .post("/urzad/rachunki/{id}", pages::account::save)
}
