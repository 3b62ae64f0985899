//! What documents of this module share: the letterhead, and the way a PDF is answered.

use axum::response::Response;
use ratusz_documents::{Arms, DocumentError, Office};
use ratusz_kernel::palette::Palette;
use ratusz_kernel::{Municipality, Profile};
use ratusz_web::{Problem, download};

pub(super) fn office(municipality: &Municipality) -> Office {
    let profile = municipality.profile();
    let Profile { street, postal_code, town, phone, email, .. } = &*profile;
    let contact =
        [phone.as_str(), email.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    Office {
        municipality: profile.name.clone(),
        name: profile.office.clone(),
        address: format!("{street}, {postal_code} {town}"),
        contact: contact.join(", "),
        place: town.clone(),
        colour: colour(&profile.colour),
        arms: (!profile.arms_svg.is_empty()).then(|| Arms {
            image: profile.arms_svg.clone().into_bytes(),
            alt: format!("Herb: {}", profile.name),
        }),
    }
}

/// The brand's colour when it is legible as text on white, else plain ink.
fn colour(brand: &str) -> String {
    if Palette::derive(brand).is_ok() { brand.to_owned() } else { "#1d2326".to_owned() }
}

/// Sets a document on a thread that may take its time and answers with it.
pub(super) async fn pdf<F>(name: &str, set: F) -> Result<Response, Problem>
where
    F: FnOnce() -> Result<Vec<u8>, DocumentError> + Send + 'static,
{
    let bytes =
        tokio::task::spawn_blocking(set).await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    Ok(download::inline(name, "application/pdf", bytes))
}
