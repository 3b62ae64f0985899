//! The first page: for visitors what the office is and how to begin, for residents one thing first and then the rest.

use askama::Template;
use ratusz_kernel::ActorKind;
use ratusz_web::{Answer, MenuItem, Page, Place, Visit};

use crate::pages::office::today::Tile;

#[derive(Template)]
#[template(path = "home_visitor.html")]
struct Visitor {
    page: Page,
    address: String,
    /// What needs no signing in.
    open_to_all: Vec<MenuItem>,
}

#[derive(Template)]
#[template(path = "home_resident.html")]
struct Home {
    page: Page,
    confirmed: bool,
    tiles: Vec<Tile>,
}

pub async fn show(visit: Visit) -> Answer {
    let Some(session) = visit.session.as_ref() else {
        let page = visit.page();
        let profile = &page.profile;
        let address = format!("{}, {} {}", profile.street, profile.postal_code, profile.town);
        let menu = visit.app.modules.iter().flat_map(|module| module.menu);
        let open_to_all = menu.filter(|item| item.place == Place::Visitor).copied().collect();
        return visit.show(&Visitor { address, page, open_to_all });
    };
    if session.kind == ActorKind::Staff {
        return Ok(visit.go("/urzad"));
    }
    let tiles = Tile::of_menu(&visit, session, Place::Resident, "/").await?;
    visit.show(&Home { page: visit.page(), confirmed: session.level >= 2, tiles })
}
