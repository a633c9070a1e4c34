//! The binary `legaciti`: command line, configuration, worker, and the one place where ports meet adapters.
//!
//! Reading order: [`cli`] names the commands; [`wire`] puts the parts together; [`serving`] runs listeners, a
//! [`worker`] and [`deliveries`] until [`shutdown`]; [`demo`] shows all of it on a database of its own.

pub mod cli;
pub mod clock;
pub mod config;
pub mod deliveries;
pub mod demo;
pub mod ids;
pub mod ingested;
pub mod passwords;
pub mod serving;
pub mod shutdown;
pub mod telemetry;
pub mod watch;
pub mod wire;
pub mod worker;
