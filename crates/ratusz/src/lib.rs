//! The parts of the program that its tests also need: the list of modules and the configuration.

pub mod config;
pub mod site;
