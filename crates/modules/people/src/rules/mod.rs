//! Pure rules of sign-in and identity, without database or clock.

pub mod codes;
pub mod coat_of_arms;
pub mod delay;
pub mod email;
pub mod otp;
pub mod password;
