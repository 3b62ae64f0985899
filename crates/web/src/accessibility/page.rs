//! The accessibility statement as everyone reads it.

use askama::Template;
use chrono::NaiveDate;
use ratusz_kernel::time::long_date;

use super::statement::{Basis, Statement, Unmet};
use super::wording::{Piece, pieces};
use crate::{Answer, Page, Visit};

/// The Ombudsman (Rzecznik Praw Obywatelskich), art. 10(4) of the act.
const OMBUDSMAN: &str = "https://bip.brpo.gov.pl/";

#[derive(Template)]
#[template(path = "accessibility/statement.html")]
struct StatementPage<'a> {
    page: Page,
    statement: &'a Statement,
    opening: Vec<Piece<'a>>,
    status: Vec<Piece<'a>>,
    unmet: Vec<(Basis, Vec<&'a Unmet>)>,
    procedure: Vec<&'a str>,
    ombudsman: &'static str,
}

impl StatementPage<'_> {
    fn date(day: &NaiveDate) -> String {
        format!("{} r.", long_date(*day))
    }

    /// Whether this building is the first with a link: an identifier stands only once on a page.
    fn first_link(&self, index: &usize) -> bool {
        self.statement.buildings.iter().position(|building| !building.link.is_empty()) == Some(*index)
    }

    /// `+48221234567`
    fn dial(number: &str) -> String {
        number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

pub(super) async fn show(visit: Visit) -> Answer {
    let (statement, _) = Statement::load(&visit.municipality).await?;
    visit.show(&StatementPage {
        page: visit.page(),
        opening: pieces(&statement.wording.opening),
        status: pieces(statement.status_sentence()),
        unmet: Basis::ALL
            .map(|basis| (basis, statement.unmet_by(basis)))
            .into_iter()
            .filter(|(_, unmet)| !unmet.is_empty())
            .collect(),
        procedure: statement
            .wording
            .procedure
            .split("\n\n")
            .map(str::trim)
            .filter(|p| !p.is_empty())
            .collect(),
        ombudsman: OMBUDSMAN,
        statement: &statement,
    })
}
