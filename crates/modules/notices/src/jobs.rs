//! Work done after commit and by schedule.

pub(crate) mod answer_demand;
pub(crate) mod send_email;
mod smtp;
pub(crate) mod sweep;
