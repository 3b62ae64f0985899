//! What people and the system do to payments, one deed a file.

pub(crate) mod ask_provider;
pub(crate) mod ask_refund;
pub(crate) mod decide_refund;
pub(crate) mod decide_test_payment;
pub(crate) mod explain;
pub(crate) mod give_up;
pub(crate) mod import_payouts;
pub(crate) mod keep_point;
pub(crate) mod post;
pub(crate) mod receive_notification;
pub(crate) mod settle_payout;
pub(crate) mod settle_refund;
pub(crate) mod start;
pub(crate) mod take_answer;
