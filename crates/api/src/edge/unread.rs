//! Chunked bodies that nobody reads to their end: the connection is closed after the answer.
//!
//! Of a body with a stated length that was left unread the HTTP library closes the connection by itself. A chunked
//! one it goes on draining for as long as the client sends, without any bound in time: strangers could keep
//! connections open for ever on routes that read no body, and on refusals. It does not drain while somebody still
//! holds the body, so the answer holds it.

use std::cell::{Cell, RefCell};
use std::error::Error as StdError;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::web::Bytes;
use futures_util::Stream;

/// A body, as its reader and the answer share it.
#[derive(Clone)]
pub(super) struct Watched {
    payload: Rc<RefCell<Payload>>,
    has_ended: Rc<Cell<bool>>,
}

impl Watched {
    /// Watches the body of a request; `None` where the library keeps its bounds by itself.
    pub(super) fn of(request: &mut ServiceRequest) -> Option<Self> {
        if !request.headers().contains_key(TRANSFER_ENCODING) {
            return None;
        }
        let watched = Self {
            payload: Rc::new(RefCell::new(request.take_payload())),
            has_ended: Rc::default(),
        };
        request.set_payload(Payload::Stream {
            payload: Box::pin(watched.clone()),
        });
        Some(watched)
    }

    /// Lets the answer hold what was not read.
    pub(super) fn hold(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        if self.has_ended.get() {
            return response;
        }
        let unread = self.payload;
        response.map_body(|_, body| {
            BoxBody::new(Holding {
                body,
                _unread: unread,
            })
        })
    }
}

impl Stream for Watched {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(Pin::new(&mut *self.payload.borrow_mut()).poll_next(context));
        self.has_ended.set(item.is_none());
        Poll::Ready(item)
    }
}

/// The body of an answer, and the unread one of its request.
struct Holding {
    body: BoxBody,
    _unread: Rc<RefCell<Payload>>,
}

impl MessageBody for Holding {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_pin_mut().poll_next(context)
    }
}
