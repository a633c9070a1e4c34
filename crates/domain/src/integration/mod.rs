//! Integrations: apps that consume the catalogue. Two are built in; a workspace may publish more.

pub mod artwork;
pub mod catalogue;
pub mod manifest;
pub mod model;
pub mod name;
pub mod publishing;
pub mod script;
pub mod store;
pub mod usecases;

pub use artwork::{Artwork, Image, InvalidImage};
pub use catalogue::CatalogueQuery;
pub use manifest::{InvalidManifest, Manifest};
pub use model::{Block, BlockKind, Category, Integration, Target, Visibility};
pub use name::{IntegrationName, InvalidName};
pub use publishing::{Publication, PublishRefusal, Published, Unpublication, UnpublishRefusal};
pub use script::{Script, ScriptHash, ScriptName};
pub use store::{Development, IntegrationStore};
pub use usecases::{DevelopError, Integrations};
