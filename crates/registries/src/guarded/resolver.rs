//! Resolves names, and lets only those addresses through that may be asked.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use domain::origin::{Guard, NotPublic};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// A host without any address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the host has no address")]
pub(super) struct NoAddress;

/// Asks for the addresses of a host.
#[async_trait]
pub(super) trait Lookup: Send + Sync {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The system's resolver.
pub(super) struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((host, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// What the client asks before it connects: it connects to what it is told here, and to nothing else.
pub(super) struct GuardedResolver {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) guard: Guard,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, guard) = (Arc::clone(&self.lookup), self.guard);
        Box::pin(async move {
            let found = lookup.addresses(name.as_str()).await;
            let found = found.unwrap_or_else(|error| {
                tracing::debug!(%error, "a host has no address");
                Vec::new()
            });
            let admitted = admitted(&found, guard)?;
            // Port 0: the URL's own port counts.
            let addresses: Addrs = Box::new(admitted.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

/// All addresses, if all may be asked: a host that also leads elsewhere is up to something.
fn admitted(found: &[IpAddr], guard: Guard) -> Result<Vec<IpAddr>, Box<dyn std::error::Error + Send + Sync>> {
    if found.is_empty() {
        return Err(Box::new(NoAddress));
    }
    let refused: Option<NotPublic> = found.iter().find_map(|address| guard.check(*address).err());
    match refused {
        Some(why) => Err(Box::new(why)),
        None => Ok(found.to_vec()),
    }
}
