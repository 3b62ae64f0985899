//! What every module of Ratusz stands on: values that cannot be wrong, time, sealed fields, the database of one
//! municipality, deeds with audit and outbox. No HTTP, no HTML, no business of any one module.

pub mod actor;
pub mod audit;
pub mod backup;
pub mod calendar;
pub mod db;
pub mod deadlines;
pub mod deed;
pub mod error;
mod here;
pub mod identifiers;
pub mod lists;
pub mod live;
pub mod migrations;
pub mod module;
pub mod money;
pub mod municipality;
pub mod outbox;
pub mod palette;
pub mod random;
pub mod rotation;
pub mod seal;
pub mod settings;
pub mod tenancy;
pub mod time;
pub mod worker;

pub use actor::{Actor, ActorKind};
pub use db::{Db, Sql};
pub use deed::Deed;
pub use error::{Error, FieldError, Result};
pub use identifiers::{AccountNumber, Nip, Pesel, Regon, Teryt};
pub use migrations::Migration;
pub use module::{Export, ExportRequest, Handler, Module, Permission, Schedule, SealedColumn};
pub use money::Money;
pub use municipality::{Environment, Municipality, Profile};
pub use random::Random;
pub use tenancy::Municipalities;
pub use time::Clock;
