//! doi.org: whose DOIs a prefix holds, where an alias leads, and CSL JSON for the DOIs of agencies that we have no
//! better source for.

mod agency;
mod csl;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use domain::context::Clock;

use crate::http::{ConnectError, Http};
use crate::settings::RegistrySettings;

pub(crate) use self::agency::DoiAgencies;
pub(crate) use self::agency::understand as understand_agency;
pub(crate) use self::csl::DoiCsl;
pub(crate) use self::csl::understand as understand_csl;

/// The registry's name in errors.
const NAME: &str = "doi.org";

/// Both adapters, which share one client and its limits.
pub(crate) fn connect(
    settings: &RegistrySettings,
    clock: Arc<dyn Clock>,
) -> Result<(DoiAgencies, DoiCsl), ConnectError> {
    let http = Arc::new(Http::new(NAME, &settings.doi_org, &settings.user_agent(), clock)?);
    Ok((DoiAgencies::new(Arc::clone(&http)), DoiCsl::new(http)))
}

/// A status that sends us elsewhere.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}
