//! The rules of reading, checking and matching statements: pure functions over prepared facts.

pub mod checks;
pub mod identity;
pub mod matching;
pub mod reversal;
pub mod similarity;
pub mod title;

#[cfg(test)]
mod tests;
