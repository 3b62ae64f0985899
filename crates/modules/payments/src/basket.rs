//! What a resident is about to pay: their own open dues as of today, parted by merchant account.

use std::sync::Arc;

use ratusz_dues::cards::CardRef;
use ratusz_dues::rules::interest::Regime;
use ratusz_dues::view::{self, DueDebt};
use ratusz_kernel::{Money, Municipality, Result};
use ratusz_people::acting;
use ratusz_web::Session;

use crate::providers;
use crate::store::lines::Line;
use crate::store::points::{self, Point};

/// Dues that go through the same merchant account, so into one payment.
#[derive(Clone)]
pub(crate) struct Basket {
    /// The merchant accounts to choose from.
    pub(crate) points: Vec<Point>,
    pub(crate) lines: Vec<Line>,
    /// Whether any of the dues is a public-law one (OP art. 61a).
    pub(crate) public: bool,
}

impl Basket {
    pub(crate) fn total(&self) -> Money {
        self.lines.iter().map(Line::amount).sum()
    }

    pub(crate) fn point(&self, id: i64) -> Option<&Point> {
        self.points.iter().find(|point| point.id == id)
    }
}

/// The chosen dues that are open and the resident's own; others are left out. Dues that no merchant account serves stand
/// in a basket without points.
pub(crate) async fn of(
    municipality: &Arc<Municipality>,
    session: &Session,
    due_ids: &[i64],
) -> Result<Vec<Basket>> {
    let today = municipality.clock.today();
    let parties: Vec<i64> = acting::for_session(municipality, session, today)
        .await?
        .into_iter()
        .map(|acting| acting.party_id)
        .collect();
    let debts = view::debts(municipality, &parties, today).await?;
    let demo = municipality.profile().demo;
    let points: Vec<Point> = points::all(&municipality.db.read)
        .await?
        .into_iter()
        .filter(|point| point.active && providers::permitted(demo, point).is_ok())
        .collect();
    let mut baskets: Vec<Basket> = Vec::new();
    for (card, due) in debts.dues().filter(|(_, due)| due_ids.contains(&due.id) && due.total > Money::ZERO) {
        let line =
            Line::new(due.id, card.card.id, title(&card.card, due), [due.principal, due.interest, due.cost]);
        let public = card.regime == Regime::Public;
        let serving = serving(&points, &card.card.kind);
        let same = |basket: &&mut Basket| {
            basket.points.iter().map(|point| point.id).eq(serving.iter().map(|point| point.id))
        };
        match baskets.iter_mut().find(same) {
            Some(basket) => {
                basket.lines.push(line);
                basket.public |= public;
            }
            None => baskets.push(Basket { points: serving, lines: vec![line], public }),
        }
    }
    // What can be paid online comes first.
    baskets.sort_by_key(|basket| basket.points.is_empty());
    Ok(baskets)
}

/// `Podatek od nieruchomości, rata 4 z 4, ul. Lipowa 7`
pub(crate) fn title(card: &CardRef, due: &DueDebt) -> String {
    match card.title.as_str() {
        "" => due.title.clone(),
        object => format!("{}, {object}", due.title),
    }
}

/// The merchant accounts for a kind of due: those that name it, else those that serve everything.
fn serving(points: &[Point], kind: &str) -> Vec<Point> {
    let (general, own): (Vec<&Point>, Vec<&Point>) =
        points.iter().filter(|point| point.serves(kind)).partition(|point| point.kinds.is_empty());
    let serving = if own.is_empty() { general } else { own };
    serving.into_iter().cloned().collect()
}
