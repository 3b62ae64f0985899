//! A coat of arms sent as SVG, reduced to a drawing: only elements and attributes that draw (ASVS 5.0 V1.3.4).

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

const MOST_BYTES: usize = 60 * 1024;
const MOST_DEPTH: usize = 32;

/// Elements that draw, SVG 1.1; no links, no animation, no text in another language.
const ELEMENTS: &str = "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan image \
    linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix feComponentTransfer feFuncA \
    feFuncB feFuncG feFuncR feComposite feFlood feGaussianBlur feMerge feMergeNode feMorphology feOffset style";

/// Attributes that say how; `href` leads only inside the drawing or carries a picture.
const ATTRIBUTES: &str = "id class style d x y x1 x2 y1 y2 dx dy cx cy fx fy r rx ry width height points viewBox version \
    preserveAspectRatio transform href fill fill-opacity fill-rule clip-path clip-rule clipPathUnits mask maskUnits \
    maskContentUnits color color-interpolation color-interpolation-filters display visibility opacity overflow stroke \
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width \
    stop-color stop-opacity offset gradientTransform gradientUnits spreadMethod pathLength patternUnits \
    patternContentUnits patternTransform marker-start marker-mid marker-end markerWidth markerHeight markerUnits orient \
    refX refY filter filterUnits primitiveUnits in in2 result stdDeviation mode type values operator radius k1 k2 k3 k4 \
    tableValues slope intercept amplitude exponent flood-color flood-opacity font-family font-size font-style \
    font-variant font-weight letter-spacing text-anchor text-decoration writing-mode dominant-baseline \
    vector-effect paint-order shape-rendering image-rendering enable-background";

/// Namespaces whose prefixes an SVG declares for itself; those of drawing programs are left out with what belongs to them.
const NAMESPACES: [(&str, &str); 2] =
    [("xmlns", "http://www.w3.org/2000/svg"), ("xmlns:xlink", "http://www.w3.org/1999/xlink")];

const NO_SVG: &str = "Wyślij herb jako plik SVG.";

/// The drawing without what a drawing program added for itself, or why it is refused.
pub fn drawing(svg: &str) -> Result<String, String> {
    if svg.len() > MOST_BYTES {
        return Err("Plik herbu ma najwyżej 60 KiB.".into());
    }
    let mut reader = Reader::from_str(svg);
    let mut writer = Writer::new(Vec::new());
    let mut depth = 0;
    let mut drawn = false;
    // All text together: a style sheet is read across comments and elements between its parts.
    let mut said = String::new();
    loop {
        match reader.read_event().map_err(|_| NO_SVG)? {
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Start(start) if is_foreign(&start) => {
                reader.read_to_end(start.name()).map_err(|_| NO_SVG)?;
            }
            Event::Empty(start) if is_foreign(&start) => {}
            Event::Start(start) => {
                if (depth == 0) != (name_of(&start) == "svg" && !drawn) || depth >= MOST_DEPTH {
                    return Err(NO_SVG.into());
                }
                depth += 1;
                drawn = true;
                writer.write_event(Event::Start(cleaned(&start)?)).map_err(|_| NO_SVG)?;
            }
            Event::Empty(start) if depth > 0 => {
                writer.write_event(Event::Empty(cleaned(&start)?)).map_err(|_| NO_SVG)?;
            }
            Event::End(end) => {
                depth -= 1;
                writer.write_event(Event::End(end)).map_err(|_| NO_SVG)?;
            }
            Event::Text(text) => {
                if depth > 0 {
                    said.push_str(&text);
                    writer.write_event(Event::Text(text)).map_err(|_| NO_SVG)?;
                }
            }
            // Numbered signs could spell what the text may not say.
            Event::GeneralRef(reference) if depth > 0 && !reference.starts_with('#') => {
                writer.write_event(Event::GeneralRef(reference)).map_err(|_| NO_SVG)?;
            }
            _ => return Err(more("DOCTYPE, CDATA albo instrukcję")),
        }
    }
    if !drawn || depth != 0 {
        return Err(NO_SVG.into());
    }
    harmless(&said, "style")?;
    String::from_utf8(writer.into_inner()).map_err(|_| NO_SVG.into())
}

fn more(what: &str) -> String {
    format!("Plik herbu zawiera coś więcej niż rysunek: {what}. Usuń to i wyślij ponownie.")
}

fn name_of(start: &BytesStart<'_>) -> String {
    start.name().as_ref().to_owned()
}

/// What drawing programs write for themselves: `metadata` and elements under a prefix of theirs.
fn is_foreign(start: &BytesStart<'_>) -> bool {
    let name = name_of(start);
    name.contains(':') || name == "metadata"
}

/// The element with the attributes that draw.
fn cleaned(start: &BytesStart<'_>) -> Result<BytesStart<'static>, String> {
    let name = name_of(start);
    if !ELEMENTS.split_whitespace().any(|known| known == name) {
        return Err(more(&format!("element „{name}”")));
    }
    let mut clean = BytesStart::new(name);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| NO_SVG)?;
        let key = attribute.key.as_ref().to_owned();
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|_| NO_SVG)?.into_owned();
        if key.to_lowercase().starts_with("on") {
            return Err(more(&format!("atrybut „{key}”")));
        }
        let local = key.strip_prefix("xlink:").unwrap_or(&key);
        if local == "href" {
            let target = value.trim();
            let inside = target.starts_with('#')
                || ["data:image/png;base64,", "data:image/jpeg;base64,"]
                    .iter()
                    .any(|kind| target.starts_with(kind));
            if !inside {
                return Err(more("odwołanie do innej strony"));
            }
        } else if NAMESPACES.contains(&(key.as_str(), value.as_str())) {
            // Kept as it is.
        } else if ATTRIBUTES.split_whitespace().any(|known| known == local) {
            harmless(&value, &key)?;
        } else {
            continue;
        }
        clean.push_attribute((key.as_str(), value.as_str()));
    }
    Ok(clean)
}

/// Style and text load nothing: `url()` stays inside the drawing, no rules from elsewhere, no signs written in code.
fn harmless(value: &str, place: &str) -> Result<(), String> {
    let value: String = value.to_lowercase().split_whitespace().collect();
    let outside =
        value.split("url(").skip(1).any(|target| !target.trim_start_matches(['"', '\'']).starts_with('#'));
    if outside
        || value.contains(['\\', '@'])
        || value.contains("javascript:")
        || value.contains("expression(")
    {
        return Err(more(&format!("odwołanie w „{place}”")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::drawing;

    #[test]
    fn a_drawing_passes_and_a_program_does_not() {
        let plain = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\" fill=\"url(#a)\"/><use href=\"#a\"/></svg>";
        assert_eq!(
            drawing(&format!("<?xml version=\"1.0\"?>\n<!-- herb -->{plain}\n")).as_deref(),
            Ok(plain)
        );
        for bad in [
            "herb",
            "",
            "<svg>",
            "<svg></svg><svg></svg>",
            "<html><svg></svg></html>",
            "<svg><script>alert(1)</script></svg>",
            "<svg><SCRIPT/></svg>",
            "<svg><foreignObject><p>x</p></foreignObject></svg>",
            "<svg><a href=\"#a\"></a></svg>",
            "<svg><animate attributeName=\"href\" to=\"javascript:alert(1)\"/></svg>",
            "<svg onload=\"alert(1)\"></svg>",
            "<svg\nonload = \"alert(1)\"/>",
            "<svg><g onclick='x'></g></svg>",
            "<svg><image href=\"https://zla.example/x.png\"/></svg>",
            "<svg><image href=\"data:image/svg+xml;base64,AAAA\"/></svg>",
            "<svg><use xlink:href=\"java&#115;cript:alert(1)\"/></svg>",
            "<svg><path style=\"fill:url(https://zla.example/x)\"/></svg>",
            "<svg><path fill=\"url( 'https://zla.example/x' )\"/></svg>",
            "<svg><style>@import 'https://zla.example/x.css';</style></svg>",
            "<svg><style>p{fill:\\75rl(x)}</style></svg>",
            "<svg><style>p{fill:ur<!-- -->l(https://zla.example/x)}</style></svg>",
            "<svg><style>p{fill:ur<g/>l(https://zla.example/x)}</style></svg>",
            "<svg><style>p{fill:url&#40;https://zla.example/x)}</style></svg>",
            "<svg><style><![CDATA[p{}]]></style></svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg></svg>",
            "<svg><?php x ?></svg>",
        ] {
            assert!(drawing(bad).is_err(), "{bad}");
        }
        assert!(drawing(&format!("<svg>{}{}</svg>", "<g>".repeat(40), "</g>".repeat(40))).is_err());
    }

    #[test]
    fn what_a_drawing_program_added_for_itself_is_left_out() {
        let drawn = drawing(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:inkscape=\"http://www.inkscape.org/x\" inkscape:version=\"1\" \
             data-name=\"a\" width=\"9\"><metadata><rdf:RDF>obca</rdf:RDF></metadata><sodipodi:namedview id=\"v\"/>\
             <title>Herb &amp; gmina</title><g inkscape:label=\"Tło\" id=\"t\"><path d=\"M0 0\"/></g></svg>",
        );
        assert_eq!(
            drawn.as_deref(),
            Ok("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\"><title>Herb &amp; gmina</title>\
                <g id=\"t\"><path d=\"M0 0\"/></g></svg>")
        );
    }
}
