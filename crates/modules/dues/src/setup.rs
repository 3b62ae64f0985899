//! Cards and charges in large numbers, for imports, the demo municipality and benchmarks.

use ratusz_kernel::{Deed, Result};

pub use crate::cards::NewCard;
pub use crate::charges::{BasisLine, Charged, NewCharge, NewInstalment};

/// Opens any number of cards; gives their rows in the same order.
pub async fn cards_bulk(deed: &mut Deed, cards: Vec<NewCard>) -> Result<Vec<i64>> {
    crate::cards::open(deed, cards).await
}

/// Books any number of charges with their dues.
pub async fn charges_bulk(deed: &mut Deed, charges: Vec<NewCharge>) -> Result<Vec<Charged>> {
    crate::charges::add(deed, charges).await
}
