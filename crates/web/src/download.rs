//! Files to keep or to look at: one way to name them for every module (RFC 6266, RFC 8187; ASVS 5.0 V5.4.2).

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 8187 allows unencoded in an extended value.
const EXTENDED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// A document that runs nothing and loads nothing, whatever is in it.
const SANDBOX: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// A file to keep.
pub fn attachment(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_SECURITY_POLICY, SANDBOX)];
    (headers, file("attachment", name, kind, bytes)).into_response()
}

/// A file the browser may show itself (a PDF), with the name under which it is kept.
pub fn inline(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    file("inline", name, kind, bytes)
}

fn file(manner: &str, name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition(manner, name)),
    ];
    (headers, bytes).into_response()
}

/// `attachment; filename="raport_zolty.csv"; filename*=UTF-8''raport_%C5%BC%C3%B3%C5%82ty.csv`
fn disposition(manner: &str, name: &str) -> HeaderValue {
    let plain = ratusz_kernel::seal::normalise::folded(name);
    let plain: String = if name.is_ascii() { name.to_owned() } else { plain }
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-._ ".contains(c) { c } else { '_' })
        .collect();
    let full = utf8_percent_encode(name, EXTENDED);
    HeaderValue::from_str(&format!("{manner}; filename=\"{plain}\"; filename*=UTF-8''{full}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_has_an_old_and_a_new_spelling_and_cannot_break_the_header() {
        assert_eq!(
            disposition("attachment", "moje-dane.zip"),
            "attachment; filename=\"moje-dane.zip\"; filename*=UTF-8''moje-dane.zip"
        );
        assert_eq!(
            disposition("inline", "wpłaty żółte.pdf"),
            "inline; filename=\"wplaty zolte.pdf\"; filename*=UTF-8''wp%C5%82aty%20%C5%BC%C3%B3%C5%82te.pdf"
        );
        assert_eq!(
            disposition("attachment", "a\"; x=\r\ny/../%.csv"),
            "attachment; filename=\"a__ x___y_..__.csv\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0Ay%2F..%2F%25.csv"
        );
    }
}
