//! Licences, open access and funders.

use super::bibliography::{is_web_url, trimmed};
use super::contributors::ror_url;
use super::draft::Draft;
use super::precedence::Field;
use crate::identifier::Doi;
use crate::publication::model::OpenAccessStatus;
use crate::registry::{Funder, License, ProviderRecord};
use crate::text::markup::plain;

/// Licences, open access and funders.
pub(super) fn rights(draft: &mut Draft<'_>) {
    draft.record.licenses = draft.first_list(Field::Licenses, licenses);
    draft.record.open_access = draft.first(Field::OpenAccess, open_access).unwrap_or_default();
    draft.record.funders = draft.first_list(Field::Funders, funders);
}

/// The licences that have an address on the web.
fn licenses(record: &ProviderRecord) -> Vec<License> {
    let mut licenses: Vec<License> = Vec::new();
    for license in &record.licenses {
        let url = license.url.trim();
        let license = License {
            url: url.to_owned(),
            version: license.version.as_deref().and_then(plain),
            start: license.start,
        };
        if is_web_url(url) && !is_access_right(url) && !licenses.contains(&license) {
            licenses.push(license);
        }
    }
    licenses
}

/// Words such as `openAccess` that some repositories deposit as if they were licences.
fn is_access_right(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    url.contains("/eu-repo/semantics/") || url.contains("/coar/access_right/")
}

fn open_access(record: &ProviderRecord) -> Option<OpenAccessStatus> {
    let given = record.open_access.as_ref()?;
    let status = given.status.as_deref().and_then(plain);
    let status = status.map(|status| status.to_ascii_lowercase());
    let url = trimmed(given.url.as_deref()).filter(|url| is_web_url(url));
    (status.is_some() || url.is_some()).then_some(OpenAccessStatus { status, url })
}

fn funders(record: &ProviderRecord) -> Vec<Funder> {
    let mut funders: Vec<Funder> = Vec::new();
    for funder in &record.funders {
        let doi = funder.doi.as_deref().and_then(|doi| Doi::parse(doi).ok());
        let mut awards: Vec<String> = Vec::new();
        for award in funder.awards.iter().filter_map(|award| plain(award)) {
            if !awards.contains(&award) {
                awards.push(award);
            }
        }
        let funder = Funder {
            name: funder.name.as_deref().and_then(plain),
            doi: doi.map(|doi| doi.as_str().to_owned()),
            ror: funder.ror.as_deref().and_then(ror_url),
            awards,
        };
        let says_something = funder.name.is_some()
            || funder.doi.is_some()
            || funder.ror.is_some()
            || !funder.awards.is_empty();
        if says_something && !funders.contains(&funder) {
            funders.push(funder);
        }
    }
    funders
}
