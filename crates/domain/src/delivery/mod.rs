//! Deliveries: events brought to the webhooks of integrations, in order, until they are accepted or given up.
//!
//! [`audience`] says who hears of the catalogue, [`target`] where to, [`signature`] what proves it, [`retry`] what comes
//! of an answer; [`queue`] and [`courier`] are the ports, [`usecases`] walks from one to the other.

pub mod audience;
pub mod courier;
pub mod parcel;
pub mod queue;
pub mod retry;
pub mod signature;
pub mod target;
pub mod usecases;

pub use audience::{Change, Listener, Sight, Thing, ThingKind};
pub use courier::{Courier, CourierFault};
pub use parcel::Parcel;
pub use queue::{Attempt, DeliveryQueue, Due, Lane, Waiting};
pub use retry::{Answer, Patience, Verdict};
pub use target::{Addresses, Tunnel};
pub use usecases::{Deliveries, Step};
