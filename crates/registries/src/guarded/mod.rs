//! HTTP to addresses that somebody else names (sites, webhooks): only to where the domain's [`Guard`] lets through.
//!
//! Names are resolved by [`resolver`], which hands the connection the very addresses that it has checked: there is no
//! second resolution that could differ. There is no proxy, no kept connection and no redirect but those that the
//! caller follows.

mod courier;
mod probe;
mod resolver;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::origin::{Guard, NotPublic, ProbeFault};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Client, Method, Response, redirect, retry};
use tokio::time::timeout;
use url::{Host, Url};

use self::resolver::{GuardedResolver, Lookup, NoAddress, SystemLookup};
use crate::http::ConnectError;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);

/// A client for addresses of others; clones share it.
#[derive(Clone)]
pub struct GuardedClient {
    client: Client,
    guard: Guard,
    patience: Duration,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Errand {
    /// `GET`, `POST`, …
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// What is sent beside our own headers.
    pub headers: HeaderMap,
    /// What is sent.
    pub body: Vec<u8>,
    /// Most bytes of the answer that are read; a longer one is a fault.
    pub max_bytes: usize,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status, whatever it is.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl GuardedClient {
    /// Sets up the client; `patience` bounds each request, from the resolution to the last byte.
    pub fn new(guard: Guard, patience: Duration) -> Result<Self, ConnectError> {
        Self::resolving(guard, patience, Arc::new(SystemLookup))
    }

    fn resolving(guard: Guard, patience: Duration, lookup: Arc<dyn Lookup>) -> Result<Self, ConnectError> {
        let client = Client::builder()
            .user_agent(concat!("Legaciti/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT.min(patience))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            // A proxy would resolve by itself, and a kept connection would have been checked long ago.
            .no_proxy()
            .pool_max_idle_per_host(0)
            .dns_resolver(GuardedResolver { lookup, guard })
            .build()
            .map_err(|source| ConnectError::Client {
                provider: "sites",
                source,
            })?;
        Ok(Self {
            client,
            guard,
            patience,
        })
    }

    /// Runs one errand.
    pub async fn run(&self, errand: Errand) -> Result<Reply, ProbeFault> {
        let exchange = timeout(self.patience, self.exchange(errand)).await;
        exchange.unwrap_or(Err(ProbeFault::TimedOut))
    }

    /// Sends an errand to where it may go; the head of the answer.
    async fn send(&self, errand: Errand) -> Result<Response, ProbeFault> {
        self.check_literal(&errand.url)?;
        let request = self
            .client
            .request(errand.method, errand.url)
            .headers(errand.headers)
            .body(errand.body);
        request.send().await.map_err(|error| fault(&error))
    }

    async fn exchange(&self, errand: Errand) -> Result<Reply, ProbeFault> {
        let max_bytes = errand.max_bytes;
        let mut response = self.send(errand).await?;
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
            if body.len() + chunk.len() > max_bytes {
                return Err(ProbeFault::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status,
            location,
            body,
        })
    }

    /// Addresses written out in a URL are not resolved, so they are checked here.
    fn check_literal(&self, url: &Url) -> Result<(), ProbeFault> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(ProbeFault::Unknown),
        };
        self.guard.check(address).map_err(ProbeFault::NotPublic)
    }
}

/// What a failure of the client means; the resolver's own reasons lie at the bottom of it.
fn fault(error: &reqwest::Error) -> ProbeFault {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(found) = cause {
        if let Some(why) = found.downcast_ref::<NotPublic>() {
            return ProbeFault::NotPublic(*why);
        }
        if found.downcast_ref::<NoAddress>().is_some() {
            return ProbeFault::Unknown;
        }
        cause = found.source();
    }
    if error.is_timeout() {
        ProbeFault::TimedOut
    } else if error.is_builder() {
        ProbeFault::Broken
    } else {
        ProbeFault::Unreachable
    }
}
