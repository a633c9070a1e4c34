//! Ports for what a pure crate must ask for: the time, new identifiers and random bytes.

/// The clock.
pub trait Clock: Send + Sync {
    /// Unix seconds, UTC.
    fn now(&self) -> i64;
    /// Unix milliseconds, UTC.
    fn now_millis(&self) -> i64 {
        self.now().saturating_mul(1000)
    }
}

/// New identifiers and secrets.
pub trait Ids: Send + Sync {
    /// An opaque identifier that sorts by its time of making (`UUIDv7`, RFC 9562 §5.7).
    fn id(&self) -> String;
    /// 32 bytes from the system's secure random source, for keys and tokens.
    fn secret(&self) -> [u8; 32];
}
