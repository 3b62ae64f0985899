//! The documents as a reader and a screen reader get them.

mod accessibility;
mod safety;
mod samples;
mod text;
