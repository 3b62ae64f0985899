//! Texts with `{placeholders}`: filling them in, and finding what is wrong with a text before it is saved.

use serde_json::{Map, Value};

/// What is wrong with a text, in the words of the person who edits it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlaceholderError {
    #[error("Nawias {{ nie ma pary. Pole zapisz tak: {{nazwa}}.")]
    Unpaired,
    #[error("Nie ma pola {{{0}}}. Użyj tylko pól z listy pod formularzem.")]
    Unknown(String),
    #[error("Pole {{{0}}} nie jest tekstem ani liczbą.")]
    NotText(String),
}

/// Puts the values in place. Line breaks and control signs in values become spaces, so that a value stays one value.
pub(crate) fn fill(text: &str, values: &Map<String, Value>) -> Result<String, PlaceholderError> {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let inner = rest[at..].strip_prefix('{').ok_or(PlaceholderError::Unpaired)?;
        let end = inner.find(['{', '}', '\n']).ok_or(PlaceholderError::Unpaired)?;
        if !inner[end..].starts_with('}') {
            return Err(PlaceholderError::Unpaired);
        }
        let name = inner[..end].trim();
        match values.get(name) {
            Some(Value::String(value)) => {
                out.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
            }
            Some(Value::Number(value)) => out.push_str(&value.to_string()),
            Some(_) => return Err(PlaceholderError::NotText(name.to_owned())),
            None => return Err(PlaceholderError::Unknown(name.to_owned())),
        }
        rest = &inner[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values() -> Map<String, Value> {
        json!({ "kwota": "812,00\u{a0}zł", "dni": 5, "kto": "Jan\r\nBcc: x", "nic": null })
            .as_object()
            .unwrap()
            .clone()
    }

    #[test]
    fn values_take_their_places_and_cannot_break_the_line() {
        let text = fill("Do zapłaty { kwota } w {dni} dni, {kto}.", &values()).unwrap();
        assert_eq!(text, "Do zapłaty 812,00\u{a0}zł w 5 dni, Jan  Bcc: x.");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text| fill(text, &values()).unwrap_err();
        assert_eq!(error("{kwotaa}"), PlaceholderError::Unknown("kwotaa".into()));
        assert_eq!(error("{nic}"), PlaceholderError::NotText("nic".into()));
        for text in ["{kwota", "kwota}", "{{kwota}}", "{kwo\nta}"] {
            assert_eq!(error(text), PlaceholderError::Unpaired, "{text}");
        }
    }
}
