//! Tests through the front door: residents, providers and clerks at a real site on a real database.

mod main {
    pub mod flow;
    pub mod money_back;
    pub mod notifications;
    pub mod office;
    pub mod payouts;
    pub mod stage;
    pub mod transfers;
}
