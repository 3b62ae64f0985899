//! Digital accessibility as the office owes it: the statement, demands anyone may file, and their answers
//! (Act of 4 April 2019 on digital accessibility, Dz.U. 2023 poz. 1440, art. 10, 11 and 18).

pub mod deeds;
pub mod demand;
mod desk;
mod editor;
mod page;
mod report;
pub mod retention;
pub mod statement;
pub mod validate;
pub mod wording;

use ratusz_kernel::{Municipality, Result};

use crate::Routes;

/// Who keeps the statement and answers demands.
pub const PERMISSION: &str = "people.settings";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/deklaracja-dostepnosci", page::show)
        .get("/dostepnosc/zglos", report::show)
        .post("/dostepnosc/zglos", report::send)
        .get("/urzad/dostepnosc", editor::show)
        .post("/urzad/dostepnosc", editor::save)
        .get("/urzad/dostepnosc/zgloszenia", desk::list)
        .get("/urzad/dostepnosc/zgloszenia/{id}", desk::show)
        .post("/urzad/dostepnosc/zgloszenia/{id}", desk::answer)
}

/// What is wrong or doubtful with the statement today; `ratusz doctor` and the dashboard ask.
pub async fn examine(municipality: &Municipality) -> Result<Vec<validate::Finding>> {
    let (statement, _) = statement::Statement::load(municipality).await?;
    Ok(validate::validate(&statement, municipality.clock.today()))
}
