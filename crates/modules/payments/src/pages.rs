//! The screens, one a file.

mod notification;
mod office;
mod paper;
mod resident;
mod test_bank;

use axum::extract::DefaultBodyLimit;
use chrono::{DateTime, Utc};
use ratusz_kernel::time;
use ratusz_web::Routes;

/// A payout report is at most this large: a year of payments of a large municipality.
const REPORT_BYTES: usize = 8 * 1024 * 1024;

pub(crate) fn routes() -> Routes {
    let mut upload = Routes::new().post("/urzad/wyplaty", office::payouts::import);
    upload.router = upload.router.layer(DefaultBodyLimit::max(REPORT_BYTES));
    Routes::new()
        .get("/platnosci", resident::list::show)
        .get("/platnosci/nowa", resident::confirm::show_linked)
        .post("/platnosci/nowa", resident::confirm::show)
        .post("/platnosci", resident::confirm::pay)
        .get("/platnosci/przelew", resident::transfer::show)
        .get("/platnosci/przelew/{card}/kod.svg", resident::transfer::code)
        .get("/platnosci/przelew/{card}/polecenie.pdf", resident::transfer::slip)
        .get("/platnosc/{reference}/powrot", resident::returning::show)
        .get("/platnosc/{reference}/stan", resident::returning::fragment)
        .get("/platnosc/{reference}/zdarzenia", resident::returning::events)
        .post("/platnosc/{reference}/ponow", resident::returning::try_again)
        .get("/platnosc/{reference}/potwierdzenie", resident::receipt::show)
        .get("/platnosc/{reference}/potwierdzenie.pdf", resident::receipt::pdf)
        .get("/platnosc-testowa/{token}", test_bank::show)
        .post("/platnosc-testowa/{token}", test_bank::decide)
        .post("/wejscie/payu/{token}", notification::receive)
        .get("/urzad/platnosci", office::list::show)
        .get("/urzad/platnosci/{id}", office::payment::show)
        .post("/urzad/platnosci/{id}/sprawdz", office::payment::ask)
        .post("/urzad/platnosci/{id}/wyjasnij", office::payment::explain)
        .post("/urzad/platnosci/{id}/zwrot", office::refund::ask)
        .post("/urzad/platnosci/zwroty/{id}", office::refund::decide)
        .get("/urzad/platnosci/punkty", office::points::show)
        .get("/urzad/platnosci/punkty/nowy", office::point::show_new)
        .post("/urzad/platnosci/punkty/nowy", office::point::add)
        .get("/urzad/platnosci/punkty/{id}", office::point::show)
        .post("/urzad/platnosci/punkty/{id}", office::point::save)
        .get("/urzad/wyplaty", office::payouts::show)
        .get("/urzad/wyplaty/{id}", office::payout::show)
        .merge(upload)
}

/// `20.11.2026, 12:00`
fn moment(at: DateTime<Utc>) -> String {
    time::civil_time(at).format("%d.%m.%Y, %H:%M").to_string()
}

/// An option of a select or a radio group.
struct Choice {
    value: String,
    label: String,
    selected: bool,
}
