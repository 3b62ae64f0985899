//! The settlement report of a provider as CSV: one line for each payment, refund or correction, with the payout it went
//! into. Columns are found by their names, which a merchant account may map to the provider's own.

use chrono::NaiveDate;
use ratusz_kernel::Money;

/// Our name of a column, and what it holds.
const FIELDS: [&str; 8] =
    ["wyplata", "data", "typ", "numer_operatora", "numer_zamowienia", "kwota", "prowizja", "opis"];
/// Columns a report may lack.
const OPTIONAL: [&str; 3] = ["prowizja", "opis", "numer_zamowienia"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Payment,
    Refund,
    Correction,
    /// What the provider says it sent; its operations must come to the same.
    Payout,
}

impl Kind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::Correction => "correction",
            Self::Payout => "payout",
        }
    }

    pub fn words(code: &str) -> &'static str {
        match code {
            "payment" => "płatność",
            "refund" => "zwrot",
            _ => "korekta",
        }
    }

    /// Our own words and PayU's names of operations.
    fn read(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "płatność" | "platnosc" | "payment_received" => Some(Self::Payment),
            "zwrot" | "refund_sent" => Some(Self::Refund),
            "korekta" | "chargeback" | "return" | "admin_correction" => Some(Self::Correction),
            "wypłata" | "wyplata" | "payout" => Some(Self::Payout),
            _ => None,
        }
    }
}

/// One line of a report. Amounts of payments, refunds, fees and payouts are above zero, corrections are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub payout: String,
    pub date: NaiveDate,
    pub kind: Kind,
    pub provider_ref: String,
    pub ext_id: String,
    pub amount: Money,
    pub fee: Money,
    pub note: String,
}

/// The names of the columns in a provider's report, in the order of [`FIELDS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<String>);

impl Default for Columns {
    fn default() -> Self {
        Self(FIELDS.map(str::to_owned).to_vec())
    }
}

impl Columns {
    /// Reads a map written `kwota = Amount`, one line a column; columns not named keep our names.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (field, name) = line
                .split_once('=')
                .map(|(field, name)| (field.trim(), name.trim()))
                .filter(|(_, name)| !name.is_empty())
                .ok_or_else(|| {
                    format!("Nie rozumiemy wiersza „{line}”. Wpisz na przykład: kwota = Amount")
                })?;
            let place = FIELDS
                .iter()
                .position(|known| *known == field)
                .ok_or_else(|| format!("Nie ma kolumny „{field}”. Znamy: {}.", FIELDS.join(", ")))?;
            name.clone_into(&mut columns.0[place]);
        }
        Ok(columns)
    }

    fn places(&self, header: &csv::StringRecord) -> Result<Vec<Option<usize>>, String> {
        FIELDS
            .iter()
            .zip(&self.0)
            .map(|(field, name)| {
                let place = header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
                if place.is_none() && !OPTIONAL.contains(field) {
                    let needed = FIELDS.iter().zip(&self.0).filter(|(field, _)| !OPTIONAL.contains(field));
                    let needed: Vec<&str> = needed.map(|(_, name)| name.as_str()).collect();
                    return Err(format!(
                        "W pliku nie ma kolumny „{name}”. Potrzebne kolumny: {}. Jeśli operator nazywa je inaczej, \
                         wpisz jego nazwy w ustawieniach punktu płatności.",
                        needed.join(", ")
                    ));
                }
                Ok(place)
            })
            .collect()
    }
}

/// Reads the whole report; the first wrong line refuses it, with its number.
pub fn read(bytes: &[u8], columns: &Columns) -> Result<Vec<Line>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        "Plik nie jest zapisany w UTF-8. Wyeksportuj go jeszcze raz jako CSV UTF-8.".to_owned()
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.matches(';').count() >= first.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let places = columns.places(&header)?;
    let mut lines = Vec::new();
    for (number, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|_| format!("Wiersz {number} jest uszkodzony."))?;
        let cell =
            |field: usize| places[field].and_then(|place| record.get(place)).unwrap_or_default().trim();
        lines.push(line(&cell).map_err(|reason| format!("Wiersz {number}: {reason}"))?);
    }
    if lines.is_empty() { Err("Plik nie zawiera żadnej operacji.".into()) } else { Ok(lines) }
}

fn line<'a>(cell: &impl Fn(usize) -> &'a str) -> Result<Line, String> {
    let amount = |text: &str| Money::parse_pl(text).map_err(|error| error.to_string());
    let date = cell(1).get(..10).unwrap_or(cell(1));
    let kind = Kind::read(cell(2)).ok_or_else(|| format!("nie znamy rodzaju operacji „{}”.", cell(2)))?;
    let signed = amount(cell(5))?;
    let fee = if cell(6).is_empty() { Money::ZERO } else { amount(cell(6))? };
    if cell(0).is_empty() {
        return Err("brak numeru wypłaty.".into());
    }
    let positive = |money: Money| if money < Money::ZERO { -money } else { money };
    Ok(Line {
        payout: cell(0).to_owned(),
        date: ratusz_web::forms::parse_date(date).ok_or_else(|| format!("„{date}” nie jest datą."))?,
        kind,
        provider_ref: cell(3).to_owned(),
        ext_id: cell(4).to_owned(),
        amount: if kind == Kind::Correction { signed } else { positive(signed) },
        fee: positive(fee),
        note: cell(7).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "wyplata;data;typ;numer_operatora;numer_zamowienia;kwota;prowizja;opis\n\
        W1;2026-11-21;płatność;SYM1;K7M2Q9X4TA-1;125,50;1,51;\n\
        W1;21.11.2026;zwrot;SYM1;K7M2Q9X4TA-1;-20,00;0,00;na prośbę\n";

    #[test]
    fn our_format_and_a_mapped_one_read_the_same() {
        let own = read(OWN.as_bytes(), &Columns::default()).unwrap();
        assert_eq!(own[0].amount, Money::from_grosze(12_550));
        assert_eq!((own[1].kind, own[1].amount), (Kind::Refund, Money::from_grosze(2_000)));
        let columns = Columns::parse(
            "wyplata = Payout\ndata = Date\ntyp = Operation\nnumer_operatora = Order\nnumer_zamowienia = ExtOrder\n\
             kwota = Amount\nprowizja = Fee\nopis = Description",
        )
        .unwrap();
        let foreign = "\u{feff}Date,Payout,Operation,Order,ExtOrder,Amount,Fee,Description\n\
            2026-11-21T06:00:00,W1,PAYMENT_RECEIVED,SYM1,K7M2Q9X4TA-1,125.50,1.51,\n\
            2026-11-21,W1,REFUND_SENT,SYM1,K7M2Q9X4TA-1,-20.00,0.00,na prośbę\n";
        assert_eq!(read(foreign.as_bytes(), &columns).unwrap(), own);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let refused =
            |from: &str, to: &str| read(OWN.replace(from, to).as_bytes(), &Columns::default()).unwrap_err();
        assert_eq!(refused("125,50", "sto"), "Wiersz 2: Wpisz kwotę cyframi, na przykład 1\u{a0}086,00.");
        assert_eq!(refused("zwrot", "prezent"), "Wiersz 3: nie znamy rodzaju operacji „prezent”.");
        assert_eq!(refused("21.11.2026", "wczoraj"), "Wiersz 3: „wczoraj” nie jest datą.");
        let lacking = refused(";kwota;", ";ile;");
        assert!(
            lacking.starts_with("W pliku nie ma kolumny „kwota”. Potrzebne kolumny: wyplata, data,"),
            "{lacking}"
        );
        assert!(read(b"\xff\xfe", &Columns::default()).unwrap_err().contains("UTF-8"));
        assert!(Columns::parse("kwoty = Amount").is_err());
    }
}
