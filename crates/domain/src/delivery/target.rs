//! Where the events of an integration go.

use crate::identifier::WebAddress;
use crate::workspace::WorkspaceId;

/// Where an integration in development has its events forwarded to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tunnel {
    /// Where to.
    pub url: WebAddress,
    /// Events of this workspace.
    pub workspace: WorkspaceId,
    /// And of all others.
    pub all: bool,
}

/// The addresses that an integration has named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses {
    /// Its webhook.
    pub webhook: Option<WebAddress>,
    /// Set while it is in development.
    pub tunnel: Option<Tunnel>,
}

impl Addresses {
    /// Where an event of this workspace goes; `None` where it is not delivered. A tunnel comes before the webhook.
    pub fn target(&self, workspace: &WorkspaceId) -> Option<&WebAddress> {
        let tunnel = self.tunnel.as_ref();
        tunnel
            .filter(|tunnel| tunnel.all || tunnel.workspace == *workspace)
            .map(|tunnel| &tunnel.url)
            .or(self.webhook.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOOK: &str = "https://digest.example.org/events";
    const TUNNEL: &str = "https://tunnel.example.org/";

    #[test]
    fn a_tunnel_comes_before_the_webhook() {
        let address = |text: &str| WebAddress::parse(text).unwrap();
        for (hooked, tunnel, of_own, of_other) in [
            (false, None, None, None),
            (true, None, Some(HOOK), Some(HOOK)),
            (false, Some(false), Some(TUNNEL), None),
            (true, Some(false), Some(TUNNEL), Some(HOOK)),
            (false, Some(true), Some(TUNNEL), Some(TUNNEL)),
            (true, Some(true), Some(TUNNEL), Some(TUNNEL)),
        ] {
            let addresses = Addresses {
                webhook: hooked.then(|| address(HOOK)),
                tunnel: tunnel.map(|all| Tunnel {
                    url: address(TUNNEL),
                    workspace: WorkspaceId::new("own"),
                    all,
                }),
            };
            let target = |workspace: &str| {
                let target = addresses.target(&WorkspaceId::new(workspace));
                target.map(|url| url.as_str().to_owned())
            };
            let expected = (of_own.map(str::to_owned), of_other.map(str::to_owned));
            assert_eq!((target("own"), target("other")), expected);
        }
    }
}
