//! Tests of the statement reader: published samples, own fixtures, damage, and writing followed by reading.

mod camt;
mod damage;
mod encodings;
mod mt940;
mod round_trip;
mod samples;
