//! Asks sites for their proof.

use async_trait::async_trait;
use domain::identifier::Origin;
use domain::origin::probe::{MAX_PROOF, PROOF_PATH};
use domain::origin::{ProbeFault, SiteProbe};
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use tokio::time::timeout;
use url::Url;

use super::{Errand, GuardedClient, Reply};

/// Redirects within a site that are followed.
const MAX_REDIRECTS: usize = 3;

#[async_trait]
impl SiteProbe for GuardedClient {
    async fn proof(&self, origin: &Origin) -> Result<String, ProbeFault> {
        let walk = timeout(self.patience, self.walk(origin)).await;
        walk.unwrap_or(Err(ProbeFault::TimedOut))
    }
}

impl GuardedClient {
    async fn walk(&self, origin: &Origin) -> Result<String, ProbeFault> {
        let address = format!("{origin}{PROOF_PATH}");
        let mut url = Url::parse(&address).ok().ok_or(ProbeFault::Unknown)?;
        for _ in 0..=MAX_REDIRECTS {
            let reply = self.run(errand(url.clone())).await?;
            match reply.status {
                200 => return Ok(String::from_utf8_lossy(&reply.body).into_owned()),
                301 | 302 | 303 | 307 | 308 => url = next(&url, &reply)?,
                status => return Err(ProbeFault::Status(status)),
            }
        }
        Err(ProbeFault::Elsewhere)
    }
}

fn errand(url: Url) -> Errand {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("text/plain"));
    Errand {
        method: Method::GET,
        url,
        headers,
        body: Vec::new(),
        max_bytes: MAX_PROOF,
    }
}

/// Where a redirect leads, if that is the same site.
fn next(url: &Url, reply: &Reply) -> Result<Url, ProbeFault> {
    let location = reply.location.as_deref().ok_or(ProbeFault::Elsewhere)?;
    let next = url.join(location).ok().ok_or(ProbeFault::Elsewhere)?;
    if next.origin() == url.origin() {
        Ok(next)
    } else {
        Err(ProbeFault::Elsewhere)
    }
}
