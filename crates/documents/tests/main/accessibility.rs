//! What Typst's own check of PDF/UA-1 leaves to be proved, read back from the finished file.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};

use crate::samples;

fn dictionary<'a>(pdf: &'a Document, parent: &'a Dictionary, key: &[u8]) -> &'a Dictionary {
    let object = parent.get(key).unwrap_or_else(|_| panic!("{} is missing", String::from_utf8_lossy(key)));
    pdf.dereference(object).expect("an object").1.as_dict().expect("a dictionary")
}

/// How often each structure element occurs, and how many figures lack an alternative text.
fn structure(pdf: &Document) -> (BTreeMap<String, usize>, usize) {
    let mut tags = BTreeMap::new();
    let mut mute_figures = 0;
    for object in pdf.objects.values().filter_map(|object| object.as_dict().ok()) {
        let (Ok(tag), true) = (object.get(b"S").and_then(Object::as_name), object.has(b"P")) else {
            continue;
        };
        *tags.entry(String::from_utf8_lossy(tag).into_owned()).or_default() += 1;
        mute_figures += usize::from(tag == b"Figure" && !object.has(b"Alt"));
    }
    (tags, mute_figures)
}

#[test]
fn every_document_is_tagged_titled_and_polish() {
    for (name, bytes) in samples::all() {
        let pdf = Document::load_mem(&bytes).unwrap();
        let catalog = pdf.catalog().unwrap();
        assert!(dictionary(&pdf, catalog, b"MarkInfo").get(b"Marked").unwrap().as_bool().unwrap(), "{name}");
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"pl-PL", "{name}");
        let preferences = dictionary(&pdf, catalog, b"ViewerPreferences");
        assert!(preferences.get(b"DisplayDocTitle").unwrap().as_bool().unwrap(), "{name}");
        assert!(dictionary(&pdf, catalog, b"StructTreeRoot").has(b"K"), "{name}");
        let info = dictionary(&pdf, &pdf.trailer, b"Info");
        assert!(!info.get(b"Title").unwrap().as_str().unwrap().is_empty(), "{name}");
        let metadata = pdf.dereference(catalog.get(b"Metadata").unwrap()).unwrap().1.as_stream().unwrap();
        let xmp = metadata.get_plain_content().unwrap();
        assert!(String::from_utf8_lossy(&xmp).contains("<pdfuaid:part>1</pdfuaid:part>"), "{name}");
    }
}

#[test]
fn structure_has_one_main_heading_header_cells_and_no_mute_picture() {
    for (name, bytes) in samples::all() {
        let (tags, mute_figures) = structure(&Document::load_mem(&bytes).unwrap());
        let count = |tag: &str| tags.get(tag).copied().unwrap_or_default();
        assert_eq!(count("H1"), 1, "{name}: {tags:?}");
        assert_eq!(mute_figures, 0, "{name}");
        let (tables, header_cells, pictures) = match name {
            "transfer_slip" => (1, 2, 2),
            "statement_of_dues" => (1, 5, 1),
            "activation_code" => (0, 0, 1),
            _ => (1, 10, 1),
        };
        assert_eq!(
            (count("Table"), count("TH"), count("Figure")),
            (tables, header_cells, pictures),
            "{name}: {tags:?}"
        );
    }
}

#[test]
fn the_same_data_and_date_give_the_same_bytes() {
    for ((name, first), (_, second)) in samples::all().into_iter().zip(samples::all()) {
        assert!(first == second, "{name} differs from one time to the next");
    }
}
