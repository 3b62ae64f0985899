//! The screens, one file each. What residents and staff both have (password, code, passkeys, sessions) is one screen.

pub mod account;
pub mod choice;
pub mod close;
pub mod consents;
pub mod data;
pub mod door;
pub mod email;
pub mod home;
pub mod identity;
pub mod mandates;
pub mod message;
pub mod office;
pub mod passkeys;
pub mod password;
pub mod person;
pub mod prove;
pub mod recover;
pub mod recovery_codes;
pub mod register;
pub mod second_step;
pub mod sessions;
pub mod set_password;
pub mod sign_in;
pub mod sign_in_key;
pub mod sign_out;
pub mod totp;
