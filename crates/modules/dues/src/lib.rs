//! Dues: what people and firms owe the municipality, the ledger it is kept in, interest, crediting of payments.

pub mod cards;
pub mod charges;
pub mod crediting;
pub mod kinds;
pub mod law;
pub mod ledger;
pub mod notices;
pub mod rules;
pub mod setup;
mod store;
pub mod view;

use ratusz_kernel::Permission;
use ratusz_web::{Module, Routes};

pub fn module() -> Module {
    ratusz_notices::templates::register(notices::TEMPLATES);
    Module {
        kernel: ratusz_kernel::Module {
            name: "dues",
            migrations: store::MIGRATIONS,
            permissions: PERMISSIONS,
            handlers: &[],
            schedules: &[],
            sealed: &[],
            export: None,
        },
        routes: Routes::new,
        menu: &[],
    }
}

const PERMISSIONS: &[Permission] = &[
    Permission { code: "dues.read", label: "Przegląd kart kontowych i księgowań" },
    Permission { code: "dues.charge", label: "Zakładanie kart i przypisy" },
    Permission { code: "dues.write_off", label: "Odpisy i storna" },
    Permission { code: "dues.repost", label: "Przeksięgowania wpłat i zaliczanie nadpłat" },
    Permission { code: "dues.approve", label: "Zatwierdzanie czynności powyżej limitu (druga osoba)" },
    Permission { code: "dues.import", label: "Import należności z plików" },
    Permission { code: "dues.close", label: "Stopy odsetek i zamykanie okresów" },
];
