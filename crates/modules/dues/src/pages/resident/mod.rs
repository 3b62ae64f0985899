//! The resident's screens.

mod due;
mod files;
mod history;
mod mine;

pub(super) use mine::SOON_DAYS;

use ratusz_people::acting::{self, Acting};
use ratusz_web::{Problem, Resident, Routes};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/naleznosci", mine::show)
        .get("/naleznosci/historia", history::show)
        .get("/naleznosci/historia.csv", files::history_csv)
        .get("/naleznosci/pobierz.csv", files::csv)
        .get("/naleznosci/pobierz.xlsx", files::xlsx)
        .get("/naleznosci/wydruk", files::print)
        .get("/naleznosci/{due}", due::show)
}

/// The people and firms whose dues this resident may see; nobody before their identity is confirmed.
async fn acting(resident: &Resident) -> Result<Vec<Acting>, Problem> {
    let municipality = &resident.visit.municipality;
    Ok(acting::for_session(municipality, &resident.session, municipality.clock.today()).await?)
}

fn parties(acting: &[Acting]) -> Vec<i64> {
    acting.iter().map(|one| one.party_id).collect()
}
