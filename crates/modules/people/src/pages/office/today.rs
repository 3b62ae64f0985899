//! "Dziś": where a clerk's day begins.

use askama::Template;
use ratusz_kernel::time::long_date;
use ratusz_web::{Answer, Page, Place, Problem, Session, Staff, Visit};

use crate::store::staff;

/// A way on from a start page.
#[derive(Debug, Clone)]
pub struct Tile {
    pub href: &'static str,
    pub label: &'static str,
    /// What waits there; empty when the module has nothing to say.
    pub text: String,
}

impl Tile {
    /// The menu of a place without the page itself, in the menu's order, with what its modules have to say.
    pub async fn of_menu(
        visit: &Visit,
        session: &Session,
        place: Place,
        here: &str,
    ) -> Result<Vec<Self>, Problem> {
        let may = |wanted: &str| {
            wanted.is_empty() || session.permissions.iter().any(|own| own == wanted || own == "*")
        };
        let mut items: Vec<_> = visit
            .app
            .modules
            .iter()
            .flat_map(|module| module.menu)
            .filter(|item| item.place == place && item.href != here && may(item.permission))
            .collect();
        items.sort_by_key(|item| item.order);
        let mut said = visit.glances(session).await?;
        Ok(items
            .into_iter()
            .map(|item| Self {
                href: item.href,
                label: item.label,
                text: said.remove(item.href).unwrap_or_default(),
            })
            .collect())
    }
}

/// Something that waits for this clerk.
struct Waiting {
    text: String,
    href: String,
}

#[derive(Template)]
#[template(path = "office/today.html")]
struct Today {
    page: Page,
    date: String,
    waiting: Vec<Waiting>,
    tiles: Vec<Tile>,
}

pub async fn show(staff: Staff) -> Answer {
    let visit = &staff.visit;
    let mut waiting = Vec::new();
    if visit.actor().may("people.staff") {
        let now = visit.municipality.clock.now();
        let members = staff::all(&visit.municipality.db.read).await?;
        waiting.extend(
            members
                .into_iter()
                .filter(|member| {
                    member.reset_asked_by(now).is_some_and(|first| first != staff.session.subject_id)
                })
                .map(|member| Waiting {
                    text: format!("{} czeka na reset logowania. Potrzebna druga osoba.", member.name),
                    href: format!("/urzad/pracownicy/{}", member.id),
                }),
        );
    }
    visit.show(&Today {
        page: visit.page(),
        date: long_date(visit.municipality.clock.today()),
        waiting,
        tiles: Tile::of_menu(visit, &staff.session, Place::Office, "/urzad").await?,
    })
}
