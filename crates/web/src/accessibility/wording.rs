//! The fixed sentences of the statement. The official document sets them word for word, so they are a setting: the
//! administrator pastes them, and names with braces mark where our data stand.

use serde::{Deserialize, Serialize};

/// Sentences of one version of the official document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wording {
    /// Opening statement, with `{podmiot}`, `{zakres}` and `{url}`.
    pub opening: String,
    /// With `{status}`, as the next two.
    pub compliant: String,
    pub partly_compliant: String,
    pub not_compliant: String,
    /// Demands and complaints; an empty line parts paragraphs.
    pub procedure: String,
}

impl Default for Wording {
    /// Our own words, to be replaced by the official ones.
    fn default() -> Self {
        Self {
            opening: "{podmiot} zapewnia dostępność strony internetowej {zakres}, która działa pod adresem {url}, zgodnie z ustawą \
                      z dnia 4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i aplikacji mobilnych \
                      podmiotów publicznych."
                .into(),
            compliant: "Strona internetowa jest {status} z ustawą o dostępności cyfrowej.".into(),
            partly_compliant: "Strona internetowa jest {status} z ustawą o dostępności cyfrowej. Niżej piszemy, co nie jest \
                               jeszcze dostępne i jak załatwić sprawę inaczej."
                .into(),
            not_compliant: "Strona internetowa jest {status} z ustawą o dostępności cyfrowej. Niżej piszemy, co nie jest \
                            dostępne i jak załatwić sprawę inaczej."
                .into(),
            procedure: "Każdy może zażądać, żeby strona lub jej element były dostępne cyfrowo. Możesz też poprosić o \
                        informację w inny sposób, na przykład o odczytanie dokumentu albo o opis obrazu.\n\n\
                        W żądaniu podaj swoje dane kontaktowe, stronę lub element, o który chodzi, i sposób \
                        kontaktu. Jeśli potrzebujesz informacji w inny sposób, napisz w jaki.\n\n\
                        Odpowiadamy jak najszybciej, najpóźniej w ciągu 7 dni od otrzymania żądania. Jeśli to za \
                        krótko, w tym czasie podajemy przyczynę i nowy termin, nie dłuższy niż 2 miesiące od \
                        otrzymania żądania. Jeśli nie możemy zapewnić dostępności, piszemy dlaczego i proponujemy \
                        inny sposób dostępu.\n\n\
                        Gdy odmówimy albo zaproponowany sposób ci nie odpowiada, możesz złożyć skargę do urzędu. \
                        Potem możesz też zwrócić się do Rzecznika Praw Obywatelskich."
                .into(),
        }
    }
}

/// A part of a sentence: words, or the place of a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Words(&'a str),
    Body,
    Scope,
    Url,
    Status,
}

const MARKS: [(&str, Piece<'static>); 4] = [
    ("{podmiot}", Piece::Body),
    ("{zakres}", Piece::Scope),
    ("{url}", Piece::Url),
    ("{status}", Piece::Status),
];

/// Cuts a sentence at its marks.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let next = |rest: &str| {
        MARKS
            .iter()
            .filter_map(|(mark, piece)| rest.find(mark).map(|at| (at, mark.len(), *piece)))
            .min_by_key(|hit| hit.0)
    };
    while let Some((at, length, piece)) = next(rest) {
        if at > 0 {
            pieces.push(Piece::Words(&rest[..at]));
        }
        pieces.push(piece);
        rest = &rest[at + length..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// Whether each of these marks stands exactly once and no other stands at all.
pub(crate) fn marked(text: &str, wanted: &[&str]) -> bool {
    MARKS.iter().all(|(mark, _)| text.matches(mark).count() == usize::from(wanted.contains(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_cut_at_their_marks() {
        let cut = pieces("{podmiot} prowadzi {zakres}.");
        assert_eq!(cut, [Piece::Body, Piece::Words(" prowadzi "), Piece::Scope, Piece::Words(".")]);
        assert_eq!(pieces("bez {znaku}"), [Piece::Words("bez {znaku}")]);
        assert!(marked("{podmiot} i {url}", &["{podmiot}", "{url}"]));
        assert!(!marked("{podmiot} i {podmiot}", &["{podmiot}"]));
        assert!(!marked("{status}", &[]));
    }
}
