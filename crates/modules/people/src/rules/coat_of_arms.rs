//! Whether a coat of arms sent as SVG is only a drawing.

const MOST_BYTES: usize = 60 * 1024;
/// What a drawing has no need of: running, loading, embedding.
const FORBIDDEN: [&str; 9] = [
    "<script",
    "<foreignobject",
    "<iframe",
    "<!entity",
    "<!doctype",
    "javascript:",
    "http-equiv",
    "@import",
    "<handler",
];

/// Why the picture is refused, or nothing.
pub fn refusal(svg: &str) -> Option<&'static str> {
    let lower = svg.to_lowercase();
    if svg.len() > MOST_BYTES {
        return Some("Plik herbu ma najwyżej 60 KiB.");
    }
    if !lower.trim_start_matches(|c| c != '<').contains("<svg") || !lower.trim_end().ends_with("</svg>") {
        return Some("Wyślij herb jako plik SVG.");
    }
    let attributes =
        lower.split('=').filter_map(|before| before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next());
    let event = attributes.into_iter().any(|name| name.starts_with("on"));
    let outside = lower
        .split("href")
        .skip(1)
        .map(|rest| rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'')))
        .any(|target| !target.starts_with('#') && !target.starts_with("data:image/"));
    (event || outside || FORBIDDEN.iter().any(|word| lower.contains(word)))
        .then_some("Plik herbu zawiera coś więcej niż rysunek: skrypt albo odwołanie do innej strony. Usuń to i wyślij ponownie.")
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn a_drawing_passes_and_a_program_does_not() {
        assert_eq!(
            refusal("<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"><path d=\"M0 0\"/><use href=\"#a\"/></svg>\n"),
            None
        );
        for bad in [
            "herb",
            "<svg><script>alert(1)</script></svg>",
            "<svg onload=\"alert(1)\"></svg>",
            "<svg\nonload = \"alert(1)\"/><g onclick='x'></g></svg>",
            "<svg><image href=\"https://zla.example/x.png\"/></svg>",
            "<svg><a xlink:href=\"javascript:alert(1)\"></a></svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg></svg>",
        ] {
            assert!(refusal(bad).is_some(), "{bad}");
        }
    }
}
