//! What people do here, one deed a file.

pub(crate) mod reset_template;
pub(crate) mod save_preferences;
pub(crate) mod save_template;
