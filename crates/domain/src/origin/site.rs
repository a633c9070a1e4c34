//! What may happen to the sites of an installation.

use serde_json::json;

use super::ProbeFault;
use crate::context::Ids;
use crate::identifier::{Key, KeyKind, Origin};
use crate::installation::change::is_ready;
use crate::installation::control::{Act, InstallationFile, Order, Outcome};
use crate::installation::{
    InstallationOrigin, InstallationRefusal, InstallationStatus, OriginId, OriginStatus,
};

/// Sites that an installation may have.
pub const MAX_SITES: usize = 50;

/// A new origin with its token; `verified` where the operator vouches for it.
pub fn new(ids: &dyn Ids, origin: Origin, verified: bool, now: i64) -> InstallationOrigin {
    // A verification token has the form of a key, but opens nothing.
    let token = Key::from_secret(KeyKind::Installation, &ids.secret()).hash();
    InstallationOrigin {
        id: OriginId::new(ids.id()),
        origin,
        status: if verified {
            OriginStatus::Verified
        } else {
            OriginStatus::Pending
        },
        token: format!("legaciti-verification={}", token.as_str()),
        verified_at: verified.then_some(now),
        last_verification_error: None,
        added_at: Some(now),
        last_checked_at: None,
    }
}

/// What may happen to sites.
#[derive(Debug, Clone, PartialEq)]
pub enum SiteChange {
    /// One more.
    Add(InstallationOrigin),
    /// One less.
    Remove(Origin),
    /// One was asked for its proof, with this result.
    Asked(Origin, Result<String, ProbeFault>),
}

/// The same as an order.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteOrder {
    /// What.
    pub change: SiteChange,
    /// Who and when.
    pub act: Act,
}

impl Order for SiteOrder {
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal> {
        if file.installation.is_over() {
            return Err(InstallationRefusal::Over(file.installation.status));
        }
        match &self.change {
            SiteChange::Add(site) => self.add(file.clone(), site),
            SiteChange::Remove(origin) => self.remove(file.clone(), origin),
            SiteChange::Asked(origin, answer) => self.asked(file.clone(), origin, answer),
        }
    }
}

impl SiteOrder {
    fn add(
        &self,
        mut file: InstallationFile,
        site: &InstallationOrigin,
    ) -> Result<Outcome, InstallationRefusal> {
        let installation = &mut file.installation;
        if installation.origin(&site.origin).is_some() {
            return Err(InstallationRefusal::SiteExists);
        }
        if installation.origins.len() >= MAX_SITES {
            return Err(InstallationRefusal::TooManySites(MAX_SITES));
        }
        installation.origins.push(site.clone());
        installation.updated_at = self.act.at;
        if installation.status == InstallationStatus::Draft {
            installation.status = InstallationStatus::PendingVerification;
        }
        let details = json!({ "site": site.origin.as_str(), "status": installation.status });
        Ok(Outcome {
            events: vec![self.act.event("site.added", &file, details)],
            file,
        })
    }

    fn remove(&self, mut file: InstallationFile, origin: &Origin) -> Result<Outcome, InstallationRefusal> {
        if file.installation.origin(origin).is_none() {
            return Err(InstallationRefusal::NoSite);
        }
        file.installation.origins.retain(|site| site.origin != *origin);
        file.installation.updated_at = self.act.at;
        let details = json!({ "site": origin.as_str() });
        Ok(Outcome {
            events: vec![self.act.event("site.removed", &file, details)],
            file,
        })
    }

    /// The proof decides. A verified site stays so while it cannot be reached; what it answers itself counts. The
    /// first verified site makes an installation active that waited for it.
    fn asked(
        &self,
        mut file: InstallationFile,
        origin: &Origin,
        answer: &Result<String, ProbeFault>,
    ) -> Result<Outcome, InstallationRefusal> {
        let installation = &mut file.installation;
        let mut sites = installation.origins.iter_mut();
        let site = sites
            .find(|site| site.origin == *origin)
            .ok_or(InstallationRefusal::NoSite)?;
        let fault = fault(&site.token, answer);
        let counts = match answer {
            Ok(_) => true,
            Err(fault) => fault.is_an_answer(),
        };
        site.last_checked_at = Some(self.act.at);
        site.last_verification_error.clone_from(&fault);
        if fault.is_none() {
            site.status = OriginStatus::Verified;
            site.verified_at = Some(self.act.at);
        } else if counts || site.status != OriginStatus::Verified {
            site.status = OriginStatus::Failed;
            site.verified_at = None;
        }
        let details = json!({ "site": origin.as_str(), "status": site.status, "error": fault });
        let starts = installation.status == InstallationStatus::PendingVerification && is_ready(installation);
        if starts {
            installation.status = InstallationStatus::Active;
        }
        installation.updated_at = self.act.at;
        let kind = if fault.is_none() {
            "site.verified"
        } else {
            "site.failed"
        };
        let mut events = vec![self.act.event(kind, &file, details)];
        if starts {
            let details = json!({
                "before": { "status": InstallationStatus::PendingVerification },
                "after": { "status": InstallationStatus::Active },
            });
            events.push(self.act.further_event("installation.updated", &file, details));
        }
        Ok(Outcome { file, events })
    }
}

/// What is wrong with an answer, if anything.
fn fault(token: &str, answer: &Result<String, ProbeFault>) -> Option<String> {
    match answer {
        Ok(text) if text.trim() == token => None,
        Ok(_) => Some("the site serves another text than its token".to_owned()),
        Err(fault) => Some(fault.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::NotPublic;
    use super::*;
    use crate::installation::change::tests::{NOW, act, file, site, with_status};

    const SITE: &str = "https://www.example.org";
    const TOKEN: &str = "legaciti-verification=abc";

    fn origin(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    fn order(change: SiteChange) -> SiteOrder {
        SiteOrder { change, act: act() }
    }

    fn asked(answer: Result<&str, ProbeFault>) -> SiteOrder {
        order(SiteChange::Asked(origin(SITE), answer.map(str::to_owned)))
    }

    fn with_site(status: OriginStatus) -> InstallationFile {
        let mut file = file();
        file.installation.origins = vec![site(SITE, status)];
        file
    }

    #[test]
    fn a_draft_with_a_site_waits_for_its_proof() {
        let mut draft = with_status(InstallationStatus::Draft);
        draft.installation.origins.clear();
        let added = order(SiteChange::Add(site(SITE, OriginStatus::Pending)))
            .apply(&draft)
            .unwrap();
        assert_eq!(
            added.file.installation.status,
            InstallationStatus::PendingVerification
        );
        let done = asked(Ok(TOKEN)).apply(&added.file).unwrap();
        assert_eq!(done.file.installation.status, InstallationStatus::Active);
        let kinds: Vec<&str> = done.events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["site.verified", "installation.updated"]);
        assert_ne!(done.events[0].id, done.events[1].id);
        let mut scopeless = added.file;
        scopeless.installation.scopes.clear();
        let done = asked(Ok(TOKEN)).apply(&scopeless).unwrap();
        assert_eq!(
            done.file.installation.status,
            InstallationStatus::PendingVerification
        );
    }

    #[test]
    fn the_proof_decides() {
        use OriginStatus::{Failed, Pending, Verified};
        let spaced = format!("\u{20}{TOKEN}\r\n");
        for (before, answer, after) in [
            (Pending, Ok(TOKEN), Verified),
            (Failed, Ok(spaced.as_str()), Verified),
            (Verified, Ok(TOKEN), Verified),
            (Pending, Ok("another"), Failed),
            (Verified, Ok(""), Failed),
            (Pending, Err(ProbeFault::TimedOut), Failed),
            (Verified, Err(ProbeFault::TimedOut), Verified),
            (Verified, Err(ProbeFault::Unknown), Verified),
            (Verified, Err(ProbeFault::Status(503)), Verified),
            (Verified, Err(ProbeFault::Status(429)), Verified),
            (Verified, Err(ProbeFault::NotPublic(NotPublic::Private)), Verified),
            (Verified, Err(ProbeFault::Status(404)), Failed),
            (Verified, Err(ProbeFault::Elsewhere), Failed),
            (Verified, Err(ProbeFault::TooLarge), Failed),
        ] {
            let good = answer.as_ref().is_ok_and(|text| text.trim() == TOKEN);
            let done = asked(answer.clone()).apply(&with_site(before)).unwrap();
            let found = &done.file.installation.origins[0];
            assert_eq!(found.status, after, "{before:?} {answer:?}");
            assert_eq!(found.verified_at.is_some(), after == Verified);
            assert_eq!(
                (found.last_verification_error.is_none(), found.last_checked_at),
                (good, Some(NOW))
            );
            let kind = if good { "site.verified" } else { "site.failed" };
            assert_eq!(done.events[0].kind, kind);
        }
    }

    #[test]
    fn sites_are_added_once_and_within_a_bound() {
        let again = order(SiteChange::Add(site(SITE, OriginStatus::Pending)));
        assert_eq!(again.apply(&file()).err(), Some(InstallationRefusal::SiteExists));
        let mut full = file();
        full.installation.origins = (0..MAX_SITES)
            .map(|n| site(&format!("https://s{n}.example.org"), OriginStatus::Pending))
            .collect();
        assert_eq!(
            again.apply(&full).err(),
            Some(InstallationRefusal::TooManySites(MAX_SITES))
        );
    }

    #[test]
    fn what_is_not_there_cannot_go_or_be_asked() {
        let other = || origin("https://other.example.org");
        for change in [
            SiteChange::Remove(other()),
            SiteChange::Asked(other(), Ok(TOKEN.to_owned())),
        ] {
            assert_eq!(
                order(change).apply(&file()).err(),
                Some(InstallationRefusal::NoSite)
            );
        }
        let removed = order(SiteChange::Remove(origin(SITE))).apply(&file()).unwrap();
        assert!(removed.file.installation.origins.is_empty());
        assert_eq!(removed.events[0].kind, "site.removed");
    }

    #[test]
    fn what_is_over_stays_as_it_is() {
        for status in [InstallationStatus::Revoked, InstallationStatus::Archived] {
            for change in [
                SiteChange::Add(site("https://new.example.org", OriginStatus::Pending)),
                SiteChange::Remove(origin(SITE)),
                SiteChange::Asked(origin(SITE), Ok(TOKEN.to_owned())),
            ] {
                let refused = order(change).apply(&with_status(status)).err();
                assert_eq!(refused, Some(InstallationRefusal::Over(status)));
            }
        }
    }
}
