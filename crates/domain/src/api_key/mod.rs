//! API keys: machine-to-machine clients of the Consumer API.

pub mod model;
pub mod store;
pub mod usecases;

pub use model::{ApiKey, ApiKeyScope};
pub use store::{ApiKeyStore, Lease, RateLimitStore};
pub use usecases::{ApiKeys, NewApiKey};
