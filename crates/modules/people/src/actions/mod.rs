//! What people do here, one deed a file.

pub mod authorise;
pub mod calendar;
pub mod change_email;
pub mod change_password;
pub mod close_account;
pub mod consents;
pub mod copy_of_data;
pub mod identity;
pub mod passkeys;
pub mod prove;
pub mod recover;
pub mod register;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod staff;
pub mod tell;
pub mod totp;
pub mod units;
pub mod what_is_left;
