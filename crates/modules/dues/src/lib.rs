//! Dues: what people and firms owe the municipality, the ledger it is kept in, interest, crediting of payments.

mod actions;
pub mod cards;
pub mod charges;
pub mod council;
pub mod crediting;
mod jobs;
pub mod kinds;
pub mod law;
pub mod ledger;
pub mod notices;
mod pages;
pub mod rules;
mod store;
pub mod view;

pub use actions::corrections;
pub use pages::glance::glance;

use chrono::Duration;
use futures_util::FutureExt;
use ratusz_kernel::{Permission, Schedule, SealedColumn};
use ratusz_web::{MenuItem, Module, Place};

pub fn module() -> Module {
    notices::register();
    Module {
        kernel: ratusz_kernel::Module {
            name: "dues",
            migrations: store::MIGRATIONS,
            permissions: PERMISSIONS,
            handlers: &[],
            schedules: SCHEDULES,
            sealed: &[SealedColumn { table: "due_import", column: "content", index: None }],
            export: Some(|municipality, request| store::export::of(municipality, request).boxed()),
        },
        routes: pages::routes,
        menu: MENU,
    }
}

const PERMISSIONS: &[Permission] = &[
    Permission { code: "dues.read", label: "Przegląd kart kontowych i księgowań" },
    Permission { code: "dues.charge", label: "Zakładanie kart i przypisy" },
    Permission { code: "dues.write_off", label: "Odpisy i storna" },
    Permission { code: "dues.repost", label: "Przeksięgowania wpłat i zaliczanie nadpłat" },
    Permission { code: "dues.approve", label: "Zatwierdzanie zmian powyżej limitu (druga osoba)" },
    Permission { code: "dues.import", label: "Import należności z plików" },
    Permission { code: "dues.close", label: "Stopy odsetek, stawki podatków i zamykanie okresów" },
];

const SCHEDULES: &[Schedule] = &[
    Schedule {
        name: "dues.announce_due_dates",
        every: Duration::days(1),
        run: |municipality, ()| jobs::announce_due_dates::run(municipality).boxed(),
    },
    Schedule {
        name: "dues.sweep_imports",
        every: Duration::hours(6),
        run: |municipality, ()| async move { actions::import::sweep(municipality).await }.boxed(),
    },
];

const fn office(href: &'static str, label: &'static str, permission: &'static str, order: u8) -> MenuItem {
    MenuItem { place: Place::Office, href, label, permission, order }
}

const MENU: &[MenuItem] = &[
    MenuItem {
        place: Place::Resident, href: "/naleznosci", label: "Należności", permission: "", order: 10
    },
    MenuItem {
        place: Place::Resident,
        href: "/kalkulator/podatek-od-nieruchomosci",
        label: "Kalkulator podatku",
        permission: "",
        order: 30,
    },
    MenuItem {
        place: Place::Visitor,
        href: "/kalkulator/podatek-od-nieruchomosci",
        label: "Oblicz podatek od nieruchomości",
        permission: "",
        order: 30,
    },
    office("/urzad/karty", "Karty kontowe", "dues.read", 20),
    office("/urzad/import-naleznosci", "Import", "dues.import", 30),
    office("/urzad/do-akceptacji", "Do akceptacji", "dues.approve", 35),
    office("/urzad/stopy", "Stopy odsetek", "dues.read", 70),
    office("/urzad/stawki-podatkow", "Stawki podatków", "dues.read", 72),
    office("/urzad/zamkniecia", "Zamknięcia", "dues.close", 71),
];
