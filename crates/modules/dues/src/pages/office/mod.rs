//! The clerk's screens.

mod approvals;
mod card;
mod charge;
mod closes;
mod council_rates;
mod entry;
mod import;
mod new_card;
mod overpayment;
mod rates;
mod search;
mod write_off;

use axum::extract::DefaultBodyLimit;
use ratusz_kernel::audit;
use ratusz_web::{Problem, Routes, Staff};

use crate::actions::corrections::Outcome;
use crate::cards::{self, CardRef};

/// An uploaded file is at most this large: a year of charges of a large municipality.
const UPLOAD_BYTES: usize = 16 * 1024 * 1024;

pub(super) fn routes() -> Routes {
    let mut upload = Routes::new().post("/urzad/import-naleznosci", import::upload);
    upload.router = upload.router.layer(DefaultBodyLimit::max(UPLOAD_BYTES));
    Routes::new()
        .get("/urzad/karty", search::show)
        .post("/urzad/karty", search::find)
        .get("/urzad/karty/nowa", new_card::show)
        .post("/urzad/karty/nowa", new_card::answer)
        .get("/urzad/karty/{id}", card::show)
        .get("/urzad/karty/{id}/wydruk", card::print)
        .get("/urzad/karty/{id}/pobierz.csv", card::csv)
        .get("/urzad/karty/{id}/przypis", charge::show)
        .post("/urzad/karty/{id}/przypis", charge::save)
        .get("/urzad/karty/{id}/odpis", write_off::show)
        .post("/urzad/karty/{id}/odpis", write_off::save)
        .post("/urzad/karty/{id}/nadplata", overpayment::save)
        .get("/urzad/ksiegowania/{entry}", entry::show)
        .post("/urzad/ksiegowania/{entry}/storno", entry::storno)
        .post("/urzad/ksiegowania/{entry}/przeksieguj", entry::repost)
        .get("/urzad/do-akceptacji", approvals::show)
        .post("/urzad/do-akceptacji/{id}", approvals::decide)
        .get("/urzad/import-naleznosci", import::show)
        .get("/urzad/import-naleznosci/{id}", import::mapping)
        .post("/urzad/import-naleznosci/{id}", import::run)
        .get("/urzad/stopy", rates::show)
        .post("/urzad/stopy", rates::save)
        .post("/urzad/stopy/potwierdz", rates::confirm)
        .get("/urzad/stawki-podatkow", council_rates::show)
        .post("/urzad/stawki-podatkow", council_rates::save)
        .post("/urzad/stawki-podatkow/granica", council_rates::announce)
        .get("/urzad/zamkniecia", closes::show)
        .post("/urzad/zamkniecia", closes::save)
        .merge(upload)
}

async fn card_of(staff: &Staff, id: i64) -> Result<CardRef, Problem> {
    cards::by_id(&staff.visit.municipality.db.read, id).await?.ok_or(Problem::NotFound)
}

/// Keeps that a person was looked up by PESEL, and why.
async fn note_pesel(staff: &Staff, party_id: i64, reason: &str) -> Result<(), Problem> {
    let municipality = &staff.visit.municipality;
    let (now, actor) = (municipality.clock.now(), staff.visit.actor());
    let subject = format!("party:{party_id}");
    Ok(audit::note_access(&municipality.db.write, now, &actor, &subject, reason).await?)
}

/// What to tell after a change: it is booked, or it waits for a second person.
fn told(outcome: Outcome, done: &'static str) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Done(_) => ("success", done),
        Outcome::Waiting(_) => (
            "info",
            "Kwota, razem z Twoimi odpisami na tej karcie z ostatniej doby, przekracza limit, więc zmiana czeka na zatwierdzenie przez drugą osobę. Na karcie nic się jeszcze nie zmieniło.",
        ),
    }
}
