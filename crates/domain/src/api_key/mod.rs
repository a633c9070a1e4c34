//! API keys: machine-to-machine clients of the Consumer API.

pub mod change;
pub mod model;
pub mod store;
pub mod usecases;

pub use change::{KeyChange, KeyRefusal, Rotated, Rotation};
pub use model::{ApiKey, ApiKeyScope};
pub use store::{ApiKeyStore, Lease, RateLimitStore};
pub use usecases::{ApiKeyPatch, ApiKeys, NewApiKey};
