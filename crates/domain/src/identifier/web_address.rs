//! Addresses that something is delivered to.

use url::{Host, Url};

/// Longest address, in bytes.
const MAX: usize = 2_048;

/// An absolute `https` URL (`http` on loopback only) without user and fragment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebAddress(Url);

/// Why text is no address to deliver to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWebAddress {
    /// No absolute URL, one with a user or a fragment, or too long a one.
    #[error("must be an absolute URL, such as https://app.example.org/events, without user and fragment")]
    Shape,
    /// `http` to anything but loopback.
    #[error("must begin with https://, except on loopback")]
    Insecure,
}

impl WebAddress {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, InvalidWebAddress> {
        let url = Url::parse(text.trim()).ok().ok_or(InvalidWebAddress::Shape)?;
        let has_user = !url.username().is_empty() || url.password().is_some();
        if text.len() > MAX || has_user || url.fragment().is_some() || url.port() == Some(0) {
            return Err(InvalidWebAddress::Shape);
        }
        match (url.scheme(), url.host()) {
            ("https", Some(_)) => Ok(Self(url)),
            ("http", Some(host)) if is_loopback(&host) => Ok(Self(url)),
            ("http", Some(_)) => Err(InvalidWebAddress::Insecure),
            _ => Err(InvalidWebAddress::Shape),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Whether a host names the machine itself.
pub(super) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_absolute_addresses() {
        for good in [
            "https://app.example.org/events?tenant=1",
            "https://app.example.org:8443/",
            "http://127.0.0.1:4000/hook",
            "http://localhost:4000/",
            "http://[::1]:4000/",
        ] {
            assert_eq!(WebAddress::parse(good).unwrap().as_str(), good);
        }
        let long = format!("https://example.org/{}", "a".repeat(2_048));
        for (wrong, why) in [
            ("", InvalidWebAddress::Shape),
            ("app.example.org", InvalidWebAddress::Shape),
            ("/events", InvalidWebAddress::Shape),
            ("ftp://example.org/", InvalidWebAddress::Shape),
            ("javascript:alert(1)", InvalidWebAddress::Shape),
            ("https://ana:pw@example.org/", InvalidWebAddress::Shape),
            ("https://example.org/#x", InvalidWebAddress::Shape),
            ("https://example.org:0/", InvalidWebAddress::Shape),
            (&long, InvalidWebAddress::Shape),
            ("http://example.org/", InvalidWebAddress::Insecure),
            ("http://10.0.0.1/", InvalidWebAddress::Insecure),
        ] {
            assert_eq!(WebAddress::parse(wrong), Err(why), "{wrong}");
        }
    }
}
