//! The binary `legaciti`.

pub mod clock;
pub mod config;
pub mod demo;
pub mod ids;
pub mod telemetry;
pub mod worker;
