//! Work the system does by itself: telling payers, looking into the watched folder.

pub(crate) mod tell_payers;
pub(crate) mod watch_folder;
