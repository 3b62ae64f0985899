//! The notification centre (Samorządowe Centrum Powiadamiania): messages in the resident's inbox and by e-mail, sent
//! from the outbox, never twice about the same fact.

mod actions;
mod jobs;
pub mod notice;
mod pages;
pub mod rules;
mod store;
pub mod templates;

use chrono::Duration;
use futures_util::FutureExt;
use ratusz_kernel::{Handler, Migration, Permission, Schedule, SealedColumn};
use ratusz_web::{MenuItem, Module, Place, Routes};

pub use notice::{Notice, send, send_many};
pub use templates::Template;

/// Outbox handler that carries one e-mail to the mail server.
pub(crate) const EMAIL_HANDLER: &str = "notices.email";

const SCHEDULES: &[Schedule] = &[Schedule {
    name: "notices.sweep",
    every: Duration::days(1),
    run: |municipality, ()| jobs::sweep::run(municipality).boxed(),
}];

const HANDLERS: &[Handler] = &[
    Handler {
        name: EMAIL_HANDLER,
        topic: EMAIL_HANDLER,
        run: |municipality, job| jobs::send_email::run(municipality, job).boxed(),
        // The job itself gives up first and says so on the mail page; the rest covers a database that is away.
        max_attempts: jobs::send_email::MOST_TRIES + 6,
    },
    // The web cannot know of notices, so it publishes the fact and the letter is written here.
    Handler {
        name: "notices.accessibility_answer",
        topic: ratusz_web::accessibility::demand::ANSWERED,
        run: |municipality, fact| jobs::answer_demand::run(municipality, fact).boxed(),
        max_attempts: 10,
    },
];

pub fn module() -> Module {
    templates::register(&jobs::answer_demand::TEMPLATES);
    Module {
        kernel: ratusz_kernel::Module {
            name: "notices",
            migrations: &[Migration {
                name: "notices/001_notices",
                sql: include_str!("store/migrations/001_notices.sql"),
            }],
            permissions: &[
                Permission { code: "notices.templates", label: "Zmiana treści powiadomień" },
                Permission { code: "notices.mail", label: "Przegląd wysłanej poczty" },
            ],
            handlers: HANDLERS,
            schedules: SCHEDULES,
            sealed: &[SealedColumn { table: "mail", column: "address", index: None }],
            export: Some(|municipality, request| store::export::of(municipality, request).boxed()),
        },
        routes,
        menu: &[
            MenuItem {
                place: Place::Resident,
                href: "/wiadomosci",
                label: "Wiadomości",
                permission: "",
                order: 50,
            },
            MenuItem {
                place: Place::Office,
                href: "/urzad/szablony",
                label: "Szablony",
                permission: "notices.templates",
                order: 85,
            },
            MenuItem {
                place: Place::Office,
                href: "/urzad/poczta-probna",
                label: "Poczta",
                permission: "notices.mail",
                order: 86,
            },
        ],
    }
}

fn routes() -> Routes {
    Routes::new()
        .get("/wiadomosci", pages::inbox::show)
        .get("/wiadomosci/ustawienia", pages::preferences::show)
        .post("/wiadomosci/ustawienia", pages::preferences::save)
        .get("/wiadomosci/{id}", pages::message::show)
        .get("/rezygnacja/{account}/{topic}/{proof}", pages::unsubscribe::show)
        .post("/rezygnacja/{account}/{topic}/{proof}", pages::unsubscribe::refuse)
        .get("/urzad/szablony", pages::template_list::show)
        .get("/urzad/szablony/{code}", pages::template::show)
        .post("/urzad/szablony/{code}", pages::template::save)
        .post("/urzad/szablony/{code}/domyslny", pages::template::reset)
        .get("/urzad/poczta-probna", pages::mail_list::show)
        .get("/urzad/poczta-probna/{id}", pages::mail::show)
        .get("/urzad/poczta-probna/{id}/html", pages::mail::html)
}
