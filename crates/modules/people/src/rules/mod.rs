//! Pure rules of sign-in and identity, without database or clock.

pub mod coat_of_arms;
pub mod codes;
pub mod delay;
pub mod email;
pub mod otp;
pub mod password;
