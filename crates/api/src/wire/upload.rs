//! Bodies on their way in: bounded in size and in time, whoever sends them.

use std::time::Duration;

use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::Payload;
use actix_web::rt::time::timeout;
use actix_web::web::Bytes;

/// A body has so long to arrive, from the first look at it to its last byte. The HTTP library bounds heads only: a
/// client that sends a byte now and then would keep its connection, and what was sent so far, for ever.
pub(crate) const MAX_TIME: Duration = Duration::from_secs(30);

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It has more bytes than the route takes.
    TooLarge,
    /// It did not arrive in [`MAX_TIME`].
    TooSlow,
    /// The connection broke, or what came was no body by the rules of HTTP.
    Broken,
}

/// Reads a body of at most `most` bytes.
pub(crate) async fn collect(payload: Payload, most: usize) -> Result<Bytes, Unread> {
    match timeout(MAX_TIME, to_bytes_limited(BodyStream::new(payload), most)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => Err(Unread::Broken),
        Ok(Err(_)) => Err(Unread::TooLarge),
        Err(_) => Err(Unread::TooSlow),
    }
}
