//! Persons and firms the office has to do with, whether or not they have an account.

use std::collections::HashMap;

use ratusz_kernel::seal::{Field, normalise};
use ratusz_kernel::{Deed, Error, Municipality, Nip, Pesel, Regon, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

pub(crate) const PESEL: Field = Field { table: "party", column: "pesel" };
/// Ids asked for in one statement; SQLite takes 32,766 parameters.
const BATCH: usize = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyKind {
    /// Person (osoba fizyczna).
    Natural,
    /// Firm or body (osoba prawna albo jednostka organizacyjna).
    Legal,
}

impl PartyKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Natural => "natural",
            Self::Legal => "legal",
        }
    }
}

/// A person or firm as lists and letters name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub id: i64,
    pub kind: PartyKind,
    /// `Kowalska Anna`, or the name of the firm.
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    pub nip: Option<String>,
    pub street: String,
    pub postal_code: String,
    pub town: String,
}

impl Party {
    /// `ul. Lipowa 7, 07-100 Wierzbica Dolna`
    pub fn address(&self) -> String {
        format!("{}, {} {}", self.street, self.postal_code, self.town)
    }
}

/// A person or firm to find or to add.
#[derive(Debug, Clone)]
pub struct NewParty {
    pub kind: PartyKind,
    pub given_name: String,
    pub family_name: String,
    pub firm_name: String,
    pub pesel: Option<Pesel>,
    pub nip: Option<Nip>,
    pub regon: Option<Regon>,
    pub street: String,
    pub postal_code: String,
    pub town: String,
}

impl NewParty {
    fn name(&self) -> String {
        match self.kind {
            PartyKind::Natural => format!("{} {}", self.family_name, self.given_name),
            PartyKind::Legal => self.firm_name.clone(),
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    kind: String,
    name: String,
    given_name: String,
    family_name: String,
    nip: Option<String>,
    street: String,
    postal_code: String,
    town: String,
}

impl From<Row> for Party {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: if row.kind == "legal" { PartyKind::Legal } else { PartyKind::Natural },
            name: row.name,
            given_name: row.given_name,
            family_name: row.family_name,
            nip: row.nip,
            street: row.street,
            postal_code: row.postal_code,
            town: row.town,
        }
    }
}

const SELECT: &str =
    "SELECT id, kind, name, given_name, family_name, nip, street, postal_code, town FROM party";

pub async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Party>> {
    let row: Option<Row> = db.maybe(&format!("{SELECT} WHERE id = $1"), values![id]).await?;
    Ok(row.map(Party::from))
}

/// Those of the ids that exist, in no particular order.
pub async fn get_many<C: ConnectionTrait>(db: &C, ids: &[i64]) -> Result<Vec<Party>> {
    let mut parties = Vec::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let sql = format!("{SELECT} WHERE id IN ({})", placeholders(1, batch.len()));
        let rows: Vec<Row> =
            db.all(&sql, batch.iter().map(|id| Value::from(*id)).collect::<Vec<_>>()).await?;
        parties.extend(rows.into_iter().map(Party::from));
    }
    Ok(parties)
}

/// `$3,$4,$5`
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(",")
}

pub async fn find_by_pesel(municipality: &Municipality, pesel: &Pesel) -> Result<Option<i64>> {
    for index in municipality.seal.indexes(PESEL, pesel.as_str()) {
        let id = municipality
            .db
            .read
            .scalar("SELECT id FROM party WHERE pesel_index = $1", values![index.to_vec()])
            .await?;
        if id.is_some() {
            return Ok(id);
        }
    }
    Ok(None)
}

pub async fn find_by_nip<C: ConnectionTrait>(db: &C, nip: &Nip) -> Result<Option<i64>> {
    Ok(db.scalar("SELECT id FROM party WHERE nip = $1", values![nip.as_str()]).await?)
}

/// Opens the sealed number. Who shows it to a person notes the access (`audit::note_access`).
pub async fn pesel_of(municipality: &Municipality, id: i64) -> Result<Option<Pesel>> {
    let cell: Option<Option<Vec<u8>>> =
        municipality.db.read.scalar("SELECT pesel FROM party WHERE id = $1", values![id]).await?;
    let Some(cell) = cell.flatten() else { return Ok(None) };
    let text = municipality.seal.open_text(PESEL, &id.to_string(), &cell)?;
    Pesel::parse(&text).map(Some).map_err(Error::internal)
}

/// By PESEL or NIP when the text is one, else by the beginnings of words of name and address, letters folded.
pub async fn search(municipality: &Municipality, text: &str, limit: u64) -> Result<Vec<Party>> {
    let db = &municipality.db.read;
    if let Ok(pesel) = Pesel::parse(text) {
        return match find_by_pesel(municipality, &pesel).await? {
            Some(id) => Ok(get(db, id).await?.into_iter().collect()),
            None => Ok(Vec::new()),
        };
    }
    if let Ok(nip) = Nip::parse(text) {
        return match find_by_nip(db, &nip).await? {
            Some(id) => Ok(get(db, id).await?.into_iter().collect()),
            None => Ok(Vec::new()),
        };
    }
    let words: Vec<String> = normalise::folded(text).split_whitespace().map(escaped).take(6).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let conditions: Vec<String> = (1..=words.len())
        .map(|number| format!("(' ' || name_folded || ' ' || address_folded) LIKE ${number} ESCAPE '!'"))
        .collect();
    let sql = format!(
        "{SELECT} WHERE {} ORDER BY name_folded, id LIMIT ${}",
        conditions.join(" AND "),
        words.len() + 1
    );
    let mut parameters: Vec<Value> =
        words.into_iter().map(|word| Value::from(format!("% {word}%"))).collect();
    parameters.push(Value::from(i64::try_from(limit).unwrap_or(i64::MAX)));
    let rows: Vec<Row> = db.all(&sql, parameters).await?;
    Ok(rows.into_iter().map(Party::from).collect())
}

/// A word that LIKE takes as it is.
fn escaped(word: &str) -> String {
    word.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Finds each by PESEL or NIP, or adds it; gives the ids in the same order. What is already known is left as it is.
pub async fn upsert_many(deed: &mut Deed, parties: Vec<NewParty>) -> Result<Vec<i64>> {
    let municipality = std::sync::Arc::clone(&deed.municipality);
    let indexes: Vec<Option<Vec<u8>>> = parties
        .iter()
        .map(|party| {
            party.pesel.as_ref().map(|pesel| municipality.seal.index(PESEL, pesel.as_str()).to_vec())
        })
        .collect();
    let mut by_index = known_by_index(deed, &parties).await?;
    let nips: Vec<&str> = parties.iter().filter_map(|party| party.nip.as_ref().map(Nip::as_str)).collect();
    let mut by_nip: HashMap<String, i64> =
        known(deed, "nip", nips.iter().map(|nip| Value::from(*nip)).collect()).await?;
    let mut ids = Vec::with_capacity(parties.len());
    let mut rows = Vec::new();
    for (party, index) in parties.iter().zip(indexes) {
        let found = index
            .as_ref()
            .and_then(|index| by_index.get(index))
            .or_else(|| party.nip.as_ref().and_then(|nip| by_nip.get(nip.as_str())))
            .copied();
        if let Some(id) = found {
            ids.push(id);
            continue;
        }
        let id = municipality.new_id();
        if let Some(index) = &index {
            by_index.insert(index.clone(), id);
        }
        if let Some(nip) = &party.nip {
            by_nip.insert(nip.as_str().to_owned(), id);
        }
        let sealed = party.pesel.as_ref().map(|pesel| {
            municipality.seal.seal(PESEL, &id.to_string(), pesel.as_str().as_bytes(), &municipality.random)
        });
        let name = party.name();
        rows.extend(values![
            id,
            party.kind.as_str(),
            name.clone(),
            party.given_name.clone(),
            party.family_name.clone(),
            normalise::folded(&name),
            sealed,
            index,
            party.nip.as_ref().map(|nip| nip.as_str().to_owned()),
            party.regon.as_ref().map(|regon| regon.as_str().to_owned()),
            party.street.clone(),
            party.postal_code.clone(),
            party.town.clone(),
            normalise::folded(&format!("{} {} {}", party.street, party.postal_code, party.town)),
            deed.now
        ]);
        ids.push(id);
    }
    deed.tx
        .insert_rows(
            "INSERT INTO party (id, kind, name, given_name, family_name, name_folded, pesel, pesel_index, nip, regon, \
             street, postal_code, town, address_folded, created_at)",
            15,
            rows,
            "",
        )
        .await?;
    Ok(ids)
}

/// Known persons by the index under the current key, also those whose rows still carry an older key's index.
async fn known_by_index(deed: &Deed, parties: &[NewParty]) -> Result<HashMap<Vec<u8>, i64>> {
    let seal = &deed.municipality.seal;
    let mut current_of: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
    for pesel in parties.iter().filter_map(|party| party.pesel.as_ref()) {
        let indexes = seal.indexes(PESEL, pesel.as_str());
        for index in &indexes {
            current_of.insert(index.to_vec(), indexes[0].to_vec());
        }
    }
    let asked = current_of.keys().map(|index| Value::from(index.clone())).collect();
    let found: HashMap<Vec<u8>, i64> = known(deed, "pesel_index", asked).await?;
    Ok(found.into_iter().filter_map(|(index, id)| Some((current_of.get(&index)?.clone(), id))).collect())
}

async fn known<K>(deed: &Deed, column: &str, keys: Vec<Value>) -> Result<HashMap<K, i64>>
where
    K: sea_orm::TryGetable + std::hash::Hash + Eq,
{
    let mut found = HashMap::new();
    for batch in keys.chunks(BATCH) {
        let sql =
            format!("SELECT {column}, id FROM party WHERE {column} IN ({})", placeholders(1, batch.len()));
        for row in deed.tx.rows(&sql, batch.to_vec()).await? {
            found.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    Ok(found)
}
