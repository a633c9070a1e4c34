//! The `legaciti` service: configuration, telemetry, and the demo's bundled registries.

pub mod config;
pub mod demo;
pub mod telemetry;
