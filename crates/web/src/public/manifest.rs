//! What a phone needs to keep the office as an application (Web Application Manifest, W3C).

use ratusz_kernel::palette::Palette;
use serde_json::json;

use super::public_file;
use crate::{Answer, Problem, Visit};

/// Longer names are cut below icons.
const SHORT_NAME: usize = 12;

pub(super) async fn show(visit: Visit) -> Answer {
    let profile = visit.municipality.profile();
    let palette = Palette::derive(&profile.colour).map_err(Problem::internal)?;
    let icons = if profile.arms_svg.is_empty() {
        json!([])
    } else {
        json!([{ "src": "/herb.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any" }])
    };
    let manifest = json!({
        "id": "/",
        "name": format!("e-Urząd, {}", profile.name),
        "short_name": short_name(&profile.name),
        "lang": "pl",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": palette.light.base.to_string(),
        "background_color": "#ffffff",
        "icons": icons,
    });
    Ok(public_file("application/manifest+json", manifest.to_string()))
}

/// The town alone, as many of its words as fit; `e-Urząd` when not even one does.
fn short_name(name: &str) -> String {
    let mut short = String::new();
    let kinds = ["Gmina", "Miasto", "Miasta", "i", "Powiat", "Wiejska", "Miejska"];
    for word in name.split_whitespace().skip_while(|word| kinds.contains(word)) {
        let space = usize::from(!short.is_empty());
        if short.chars().count() + space + word.chars().count() > SHORT_NAME {
            break;
        }
        if space == 1 {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() { "e-Urząd".into() } else { short }
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn short_names_fit_below_an_icon() {
        assert_eq!(short_name("Gmina Wierzbica Dolna"), "Wierzbica");
        assert_eq!(short_name("Miasto i Gmina Łęg"), "Łęg");
        assert_eq!(short_name("Gmina Stary Sącz"), "Stary Sącz");
        assert_eq!(short_name("Gmina Szczebrzeszynowo"), "e-Urząd");
        assert_eq!(short_name(""), "e-Urząd");
    }
}
