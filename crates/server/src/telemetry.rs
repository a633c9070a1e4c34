//! Logs to standard error and metrics for Prometheus.

use std::io;
use std::net::SocketAddr;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::config::{LogFormat, TelemetryConfig};

/// Bounds of the buckets for durations, in seconds: from a cached answer to a provider's time-out.
const DURATIONS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0,
];

/// Why logs or metrics cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The directives cannot be read.
    #[error("the log filter cannot be read: {0}")]
    Filter(#[from] ParseError),
    /// Logs have been started before.
    #[error("logs have been started already: {0}")]
    Started(#[from] TryInitError),
    /// The listener for metrics.
    #[error("cannot offer metrics on {address}: {source}")]
    Metrics {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: BuildError,
    },
}

/// Starts logging. Standard output stays free for what a command prints.
pub fn start_logs(config: &TelemetryConfig) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&config.filter)?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match config.format {
        LogFormat::Human => lines
            .with_ansi(io::IsTerminal::is_terminal(&io::stderr()))
            .finish()
            .try_init()?,
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init()?,
    }
    Ok(())
}

/// Starts the listener for Prometheus where one is configured; without it recording costs nothing. Has to be
/// called inside the runtime that is to serve it.
pub fn start_metrics(config: &TelemetryConfig) -> Result<(), TelemetryError> {
    let Some(address) = config.metrics_listen else {
        return Ok(());
    };
    PrometheusBuilder::new()
        .with_http_listener(address)
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &DURATIONS)
        .and_then(PrometheusBuilder::install)
        .map_err(|source| TelemetryError::Metrics { address, source })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn config(metrics_listen: Option<SocketAddr>) -> TelemetryConfig {
        TelemetryConfig {
            filter: "info".to_owned(),
            format: LogFormat::Json,
            metrics_listen,
        }
    }

    #[actix_web::test]
    async fn metrics_are_off_unless_configured() {
        start_metrics(&config(None)).unwrap();
    }

    #[actix_web::test]
    async fn a_taken_address_is_told() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let error = start_metrics(&config(Some(address))).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("cannot offer metrics on {address}: ")),
            "{error}"
        );
    }

    #[test]
    fn a_bad_filter_is_told() {
        let error = start_logs(&TelemetryConfig {
            filter: "=,=".to_owned(),
            ..config(None)
        })
        .unwrap_err();
        assert!(matches!(error, TelemetryError::Filter(_)), "{error}");
    }
}
