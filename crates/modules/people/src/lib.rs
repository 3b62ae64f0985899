//! People: residents and their accounts, staff and their roles, sign-in, proof of identity, who may act for whom.

mod actions;
mod hashing;
mod pages;
mod rules;
pub mod setup;
mod store;
mod subject;
mod texts;

use chrono::Duration;
use futures_util::FutureExt;
use ratusz_kernel::seal::normalise;
use ratusz_kernel::{Migration, Permission, Schedule, SealedColumn};
use ratusz_web::{MenuItem, Module, Place, Routes};

pub use store::{acting, contacts, days_off, parties};

/// Office addresses that stand open, because one signs in there.
pub const OPEN_OFFICE_PATHS: [&str; 2] = ["/urzad/logowanie", "/urzad/pierwszy-dostep"];

pub fn module() -> Module {
    ratusz_notices::templates::register(&texts::ALL);
    Module {
        kernel: ratusz_kernel::Module {
            name: "people",
            migrations: &[Migration {
                name: "people/001_people",
                sql: include_str!("store/migrations/001_people.sql"),
            }],
            permissions: PERMISSIONS,
            handlers: &[],
            schedules: SCHEDULES,
            sealed: &[
                SealedColumn {
                    table: "party",
                    column: "pesel",
                    index: Some(("pesel_index", normalise::pesel)),
                },
                SealedColumn {
                    table: "account",
                    column: "email",
                    index: Some(("email_index", normalise::email)),
                },
                SealedColumn {
                    table: "staff",
                    column: "email",
                    index: Some(("email_index", normalise::email)),
                },
                SealedColumn { table: "credential", column: "totp_secret", index: None },
                SealedColumn { table: "ticket", column: "data", index: None },
                SealedColumn {
                    table: "identity_request",
                    column: "pesel",
                    index: Some(("pesel_index", normalise::pesel)),
                },
            ],
            export: Some(|municipality, request| store::export::of(municipality, request).boxed()),
        },
        routes,
        menu: MENU,
    }
}

const SCHEDULES: &[Schedule] = &[Schedule {
    name: "people.sweep",
    every: Duration::hours(1),
    run: |municipality, ()| {
        async move {
            store::tickets::sweep(municipality).await?;
            store::failures::sweep(municipality).await?;
            store::refusals::sweep(municipality).await?;
            store::identity::sweep(municipality).await
        }
        .boxed()
    },
}];

const PERMISSIONS: &[Permission] = &[
    Permission { code: "people.search", label: "Wyszukiwanie mieszkańców i firm" },
    Permission { code: "people.identify", label: "Potwierdzanie tożsamości i zapisywanie upoważnień" },
    Permission { code: "people.staff", label: "Pracownicy i jednostki organizacyjne" },
    Permission { code: "people.roles", label: "Role i uprawnienia" },
    Permission { code: "people.sessions", label: "Wylogowanie wszystkich naraz" },
    Permission { code: "people.settings", label: "Dane gminy, wygląd i kalendarz" },
    Permission { code: "people.audit", label: "Dziennik zdarzeń" },
];

const fn item(
    place: Place,
    href: &'static str,
    label: &'static str,
    permission: &'static str,
    order: u8,
) -> MenuItem {
    MenuItem { place, href, label, permission, order }
}

const MENU: &[MenuItem] = &[
    item(Place::Resident, "/", "Start", "", 0),
    item(Place::Resident, "/konto", "Konto", "", 90),
    item(Place::Office, "/urzad", "Dziś", "", 0),
    item(Place::Office, "/urzad/mieszkancy", "Mieszkańcy", "people.search", 60),
    item(Place::Office, "/urzad/tozsamosc", "Tożsamość", "people.identify", 61),
    item(Place::Office, "/urzad/upowaznienia", "Upoważnienia", "people.identify", 62),
    item(Place::Office, "/urzad/pracownicy", "Pracownicy", "people.staff", 80),
    item(Place::Office, "/urzad/role", "Role", "people.roles", 81),
    item(Place::Office, "/urzad/ustawienia", "Ustawienia", "people.settings", 90),
    item(Place::Office, "/urzad/dziennik", "Dziennik", "people.audit", 95),
];

fn routes() -> Routes {
    doors().merge(account()).merge(office())
}

fn doors() -> Routes {
    use pages::{home, recover, register, second_step, sign_in, sign_in_key, sign_out};
    Routes::new()
        .get("/", home::show)
        .get("/rejestracja", register::show)
        .post("/rejestracja", register::ask)
        .get("/rejestracja/potwierdz/{token}", register::show_confirm)
        .post("/rejestracja/potwierdz/{token}", register::confirm)
        .get("/logowanie", sign_in::show)
        .post("/logowanie", sign_in::enter)
        .get("/logowanie/kod", second_step::show)
        .post("/logowanie/kod", second_step::enter)
        .post("/logowanie/klucz/opcje", sign_in_key::options)
        .post("/logowanie/klucz", sign_in_key::enter)
        .get("/urzad/logowanie", sign_in::show_staff)
        .post("/urzad/logowanie", sign_in::enter_staff)
        .get("/urzad/logowanie/kod", second_step::show_staff)
        .post("/urzad/logowanie/kod", second_step::enter_staff)
        .post("/urzad/logowanie/klucz/opcje", sign_in_key::options_staff)
        .post("/urzad/logowanie/klucz", sign_in_key::enter_staff)
        .get("/odzyskiwanie", recover::show)
        .post("/odzyskiwanie", recover::ask)
        .get("/odzyskiwanie/{token}", recover::show_finish)
        .post("/odzyskiwanie/{token}", recover::finish)
        .post("/wyloguj", sign_out::leave)
}

fn account() -> Routes {
    use pages::{
        account, close, consents, data, email, identity, mandates, passkeys, password, prove, recovery_codes,
        sessions, totp,
    };
    Routes::new()
        .get("/konto", account::show)
        .get("/konto/potwierdz", prove::show)
        .post("/konto/potwierdz", prove::check)
        .get("/konto/haslo", password::show)
        .post("/konto/haslo", password::save)
        .get("/konto/email", email::show)
        .post("/konto/email", email::ask)
        .get("/konto/email/{token}", email::show_confirm)
        .post("/konto/email/{token}", email::confirm)
        .get("/konto/klucze", passkeys::show)
        .post("/konto/klucze", passkeys::add)
        .post("/konto/klucze/opcje", passkeys::options)
        .post("/konto/klucze/{id}/usun", passkeys::remove)
        .get("/konto/kod", totp::show)
        .post("/konto/kod", totp::begin)
        .get("/konto/kod/obrazek.svg", totp::picture)
        .post("/konto/kod/potwierdz", totp::confirm)
        .post("/konto/kod/usun", totp::remove)
        .get("/konto/kody-odzyskiwania", recovery_codes::show)
        .post("/konto/kody-odzyskiwania", recovery_codes::renew)
        .get("/konto/sesje", sessions::show)
        .post("/konto/sesje/zakoncz-inne", sessions::end_others)
        .post("/konto/sesje/{id}/zakoncz", sessions::end)
        .get("/konto/zgody", consents::show)
        .post("/konto/zgody", consents::save)
        .get("/konto/pelnomocnictwa", mandates::show)
        .get("/konto/dane", data::show)
        .post("/konto/dane", data::send)
        .get("/konto/zamknij", close::show)
        .post("/konto/zamknij", close::close)
        .get("/konto/tozsamosc", identity::show)
        .post("/konto/tozsamosc", identity::ask)
        .post("/konto/tozsamosc/kod", identity::activate)
}

fn office() -> Routes {
    use pages::office::{
        audit, authorisations, calendar, everybody, first_access, identity, residents, roles, settings,
        staff, today, units,
    };
    Routes::new()
        .get("/urzad", today::show)
        .get("/urzad/pierwszy-dostep/{token}", first_access::show)
        .post("/urzad/pierwszy-dostep/{token}", first_access::choose_password)
        .get("/urzad/pierwszy-dostep/{token}/obrazek.svg", first_access::picture)
        .post("/urzad/pierwszy-dostep/{token}/kod", first_access::enter)
        .get("/urzad/mieszkancy", residents::show_search)
        .post("/urzad/mieszkancy", residents::search)
        .get("/urzad/mieszkancy/{id}", residents::show)
        .post("/urzad/mieszkancy/{id}/pesel", residents::show_pesel)
        .post("/urzad/mieszkancy/{id}/odlacz", residents::untie)
        .post("/urzad/mieszkancy/{id}/sesje", residents::end_sessions)
        .get("/urzad/tozsamosc", identity::show_search)
        .post("/urzad/tozsamosc", identity::search)
        .get("/urzad/tozsamosc/{id}", identity::show)
        .post("/urzad/tozsamosc/{id}", identity::issue)
        .get("/urzad/upowaznienia", authorisations::show)
        .post("/urzad/upowaznienia", authorisations::add)
        .get("/urzad/upowaznienia/{id}", authorisations::show_end)
        .post("/urzad/upowaznienia/{id}", authorisations::end)
        .get("/urzad/pracownicy", staff::show)
        .post("/urzad/pracownicy", staff::invite)
        .get("/urzad/pracownicy/{id}", staff::show_member)
        .post("/urzad/pracownicy/{id}", staff::change)
        .post("/urzad/pracownicy/{id}/wylacz", staff::disable)
        .post("/urzad/pracownicy/{id}/sesje", staff::end_sessions)
        .post("/urzad/pracownicy/{id}/reset", staff::reset)
        .get("/urzad/sesje", everybody::show)
        .post("/urzad/sesje", everybody::sign_out)
        .get("/urzad/role", roles::show)
        .get("/urzad/role/nowa", roles::show_new)
        .post("/urzad/role/nowa", roles::add)
        .get("/urzad/role/{id}", roles::show_one)
        .post("/urzad/role/{id}", roles::save)
        .post("/urzad/role/{id}/usun", roles::remove)
        .get("/urzad/jednostki", units::show)
        .post("/urzad/jednostki", units::add)
        .post("/urzad/jednostki/{id}/stan", units::set_closed)
        .get("/urzad/ustawienia", settings::show)
        .post("/urzad/ustawienia", settings::save)
        .post("/urzad/ustawienia/wyglad", settings::brand)
        .get("/urzad/kalendarz", calendar::show)
        .post("/urzad/kalendarz", calendar::add)
        .post("/urzad/kalendarz/usun", calendar::remove)
        .get("/urzad/dziennik", audit::show)
        .post("/urzad/dziennik", audit::search)
}
