//! Identifiers as value objects: parsed once at the border, normal ever after.

pub mod doi;
pub mod id;
pub mod key;
pub mod orcid;
pub mod origin;
pub mod slug;
pub mod web_address;

pub use doi::{Doi, InvalidDoi};
pub(crate) use id::opaque_id;
pub use key::{InvalidKey, Key, KeyHash, KeyKind};
pub use orcid::{InvalidOrcid, Orcid};
pub use origin::{InvalidOrigin, Origin};
pub use web_address::{InvalidWebAddress, WebAddress};
