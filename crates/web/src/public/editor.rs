//! The way every long page of the administrator is shown, refused and kept; what stands on it is data (`sheet.rs`).

use ratusz_kernel::{Deed, settings};
use serde::Serialize;
use serde_json::Value;

use super::PERMISSION;
use super::sheet::{self, Section, Sheet};
use crate::{Answer, Errors, Form, Staff};

pub(crate) struct Editor {
    /// The address of its list or of itself, which is also its tab.
    pub href: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    /// Where residents see the result.
    pub public_href: &'static str,
    pub sections: &'static [Section],
    /// Where the value is kept.
    pub setting: &'static str,
    /// What is said when it is.
    pub kept: &'static str,
}

/// What the audit learns of a change.
pub(crate) struct Change {
    pub deed: &'static str,
    pub subject: String,
    pub detail: Value,
}

impl Editor {
    fn page(&self, staff: &Staff, form: &Form, errors: Errors, warnings: Vec<String>) -> Sheet {
        let visit = &staff.visit;
        Sheet {
            page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
            tabs: sheet::tabs(self.href),
            title: self.title,
            lead: self.lead,
            public_href: self.public_href,
            warnings,
            sections: sheet::shown(self.sections, form, &errors),
            errors: errors.0,
        }
    }

    /// The form with what is kept, and what is doubtful about it.
    pub(crate) fn show(&self, staff: &Staff, form: &Form, warnings: Vec<String>) -> Answer {
        staff.visit.show(&self.page(staff, form, Errors::default(), warnings))
    }

    /// The form as it was typed, with what is wrong.
    pub(crate) fn refuse(&self, staff: &Staff, form: &Form, errors: Errors) -> Answer {
        staff.visit.show_invalid(&self.page(staff, form, errors, Vec::new()))
    }

    /// Keeps the value from today on and says so.
    pub(crate) async fn keep<T: Serialize + Sync>(&self, staff: &Staff, value: &T, change: Change) -> Answer {
        let mut deed = Deed::begin(&staff.visit.municipality, &staff.visit.actor(), PERMISSION).await?;
        settings::set(&deed.tx, self.setting, deed.today(), value).await?;
        deed.note(change.deed, change.subject, change.detail);
        deed.commit().await?;
        Ok(staff.visit.go_telling(self.href, "success", self.kept))
    }
}
