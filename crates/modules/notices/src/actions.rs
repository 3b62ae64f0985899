//! What people do here, one deed a file.

pub(crate) mod refuse_topic;
pub(crate) mod reset_template;
pub(crate) mod save_preferences;
pub(crate) mod save_template;
