//! Logs to standard error and metrics for Prometheus.

use std::io::{self, Write};
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
    let colours = config.format == LogFormat::Human && io::IsTerminal::is_terminal(&io::stderr());
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || OneLine {
            writer: io::stderr(),
            colours,
        });
    match config.format {
        LogFormat::Human => lines.with_ansi(colours).finish().try_init()?,
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init()?,
    }
    Ok(())
}

/// Keeps an event on one line: line ends and other control characters within it are escaped, so that no text of a
/// stranger, a registry or a database can look like an event of its own, or steer the terminal that shows it. The
/// formatter hands over each event in one piece.
struct OneLine<W> {
    writer: W,
    /// The formatter's own escape sequences stay: the log is a terminal.
    colours: bool,
}

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.write_all(event)?;
        Ok(event.len())
    }

    fn write_all(&mut self, event: &[u8]) -> io::Result<()> {
        let text = String::from_utf8_lossy(event);
        let inner = text.strip_suffix('\n').unwrap_or(&text);
        let is_foreign = |c: char| c.is_control() && !(self.colours && c == '\u{1b}');
        if !inner.contains(is_foreign) {
            return self.writer.write_all(event);
        }
        let mut line = String::with_capacity(event.len() + 16);
        for c in inner.chars() {
            if is_foreign(c) {
                line.extend(c.escape_default());
            } else {
                line.push(c);
            }
        }
        line.push('\n');
        self.writer.write_all(line.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
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

    /// What a subscriber writes for one event whose texts hold line ends and control characters.
    fn written(json: bool) -> String {
        use std::sync::{Arc, Mutex};
        #[derive(Clone, Default)]
        struct Kept(Arc<Mutex<Vec<u8>>>);
        impl Write for Kept {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let kept = Kept::default();
        let writer = kept.clone();
        let lines = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || OneLine {
                writer: writer.clone(),
                colours: false,
            });
        let log = || {
            let evil = "a\r\n2026-01-01T00:00:00Z ERROR forged\u{1b}[2J";
            let span = tracing::info_span!("request", path = ?evil);
            span.in_scope(|| tracing::error!(error = %evil, cause = evil, "{evil}"));
        };
        if json {
            tracing::subscriber::with_default(lines.json().flatten_event(true).finish(), log);
        } else {
            tracing::subscriber::with_default(lines.finish(), log);
        }
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_event_is_one_line_whatever_it_holds() {
        for json in [false, true] {
            let text = written(json);
            let inner = text.strip_suffix('\n').unwrap();
            assert!(!inner.contains(char::is_control), "{inner:?}");
            assert!(inner.matches("forged").count() >= 3, "{inner}");
        }
        let event: serde_json::Value = serde_json::from_str(&written(true)).unwrap();
        assert_eq!(event["error"], "a\r\n2026-01-01T00:00:00Z ERROR forged\u{1b}[2J");
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
