//! What may happen to the credentials of an installation.

use serde_json::{Value, json};

use crate::context::Ids;
use crate::identifier::{Key, KeyKind};
use crate::installation::control::{Act, InstallationFile, Order, Outcome};
use crate::installation::{Credential, CredentialId, InstallationRefusal, InstallationStatus};

/// Credentials that may be good at a time, tokens left out.
pub const MAX_CREDENTIALS: usize = 20;
/// Tokens that may be good at a time: an integration asks for one an hour, or for one a process.
pub const MAX_TOKENS: usize = 100;
/// How long a token is good, in seconds.
pub const TOKEN_SECONDS: i64 = 3_600;
/// How long both credentials are good after a rotation, in seconds, where nothing is said.
pub const OVERLAP_SECONDS: i64 = 86_400;
/// The longest overlap, in seconds.
pub const MAX_OVERLAP_SECONDS: i64 = 30 * 86_400;

/// A new credential, and its key in plain text, to show once.
pub fn issue(ids: &dyn Ids, now: i64, expires_at: Option<i64>) -> (Key, Credential) {
    let key = Key::from_secret(KeyKind::Installation, &ids.secret());
    let credential = Credential {
        id: CredentialId::new(ids.id()),
        key_hash: key.hash(),
        active: true,
        temporary: false,
        revoked_at: None,
        expires_at,
        last_used_at: None,
        created_at: now,
    };
    (key, credential)
}

/// Whether a credential opens anything at this time.
pub fn is_good(credential: &Credential, now: i64) -> bool {
    credential.active && credential.expires_at.is_none_or(|at| at > now)
}

/// A credential after it was revoked; once is enough.
pub fn revoked(credential: &Credential, now: i64) -> Credential {
    Credential {
        active: false,
        revoked_at: credential.revoked_at.or(Some(now)),
        ..credential.clone()
    }
}

/// A credential is added; tokens only to active installations.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// The new one.
    pub credential: Credential,
    /// Who and when.
    pub act: Act,
}

/// A credential is revoked. Once is enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Revoke {
    /// Which.
    pub id: CredentialId,
    /// Who and when.
    pub act: Act,
}

/// A credential gets a successor that is good for as long as it was made for; both are good for a while.
#[derive(Debug, Clone, PartialEq)]
pub struct Rotate {
    /// Which.
    pub id: CredentialId,
    /// The new one; its expiry is decided here.
    pub successor: Credential,
    /// How long the old one stays good, in seconds; 0 ends it at once.
    pub overlap: i64,
    /// Who and when.
    pub act: Act,
}

/// What may happen to credentials.
#[derive(Debug, Clone, PartialEq)]
pub enum CredentialChange {
    /// A new one.
    Issue(Issue),
    /// One less.
    Revoke(Revoke),
    /// One for another.
    Rotate(Rotate),
}

impl Order for CredentialChange {
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal> {
        match self {
            Self::Issue(order) => order.apply(file),
            Self::Revoke(order) => order.apply(file),
            Self::Rotate(order) => order.apply(file),
        }
    }
}

impl Order for Issue {
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal> {
        let (now, new) = (self.act.at, &self.credential);
        check_open(file)?;
        if new.temporary && file.installation.status != InstallationStatus::Active {
            return Err(InstallationRefusal::NotActive);
        }
        let mut after = file.clone();
        // Tokens that are over are of no interest to anybody.
        after
            .credentials
            .retain(|found| !found.temporary || is_good(found, now));
        check_room(&after, new, now)?;
        after.credentials.push(new.clone());
        Ok(Outcome {
            events: vec![self.act.event("credential.issued", &after, about(new))],
            file: after,
        })
    }
}

impl Order for Revoke {
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal> {
        let mut after = file.clone();
        let found = find(&mut after, &self.id)?;
        if !found.active {
            return Ok(Outcome {
                file: after,
                events: Vec::new(),
            });
        }
        *found = revoked(found, self.act.at);
        let details = about(found);
        Ok(Outcome {
            events: vec![self.act.event("credential.revoked", &after, details)],
            file: after,
        })
    }
}

impl Order for Rotate {
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal> {
        let now = self.act.at;
        check_open(file)?;
        let mut after = file.clone();
        let old = find(&mut after, &self.id)?;
        if old.temporary || !is_good(old, now) {
            return Err(InstallationRefusal::CredentialOver);
        }
        let lifetime = old.expires_at.map(|at| at - old.created_at);
        if self.overlap <= 0 {
            *old = revoked(old, now);
        } else {
            let until = now.saturating_add(self.overlap);
            old.expires_at = Some(old.expires_at.map_or(until, |at| at.min(until)));
        }
        let (old_id, until) = (old.id.clone(), old.expires_at);
        let successor = Credential {
            expires_at: lifetime.map(|seconds| now.saturating_add(seconds)),
            ..self.successor.clone()
        };
        check_room(&after, &successor, now)?;
        let mut details = about(&successor);
        if let Some(fields) = details.as_object_mut() {
            fields.insert("replaces".to_owned(), json!(old_id));
            fields.insert("old_expires_at".to_owned(), json!(until));
        }
        after.credentials.push(successor);
        Ok(Outcome {
            events: vec![self.act.event("credential.rotated", &after, details)],
            file: after,
        })
    }
}

fn check_open(file: &InstallationFile) -> Result<(), InstallationRefusal> {
    if file.installation.is_over() {
        return Err(InstallationRefusal::Over(file.installation.status));
    }
    Ok(())
}

fn check_room(file: &InstallationFile, new: &Credential, now: i64) -> Result<(), InstallationRefusal> {
    let most = if new.temporary {
        MAX_TOKENS
    } else {
        MAX_CREDENTIALS
    };
    let good = file
        .credentials
        .iter()
        .filter(|found| found.temporary == new.temporary && is_good(found, now))
        .count();
    if good >= most {
        return Err(InstallationRefusal::TooManyCredentials(most));
    }
    Ok(())
}

fn find<'a>(
    file: &'a mut InstallationFile,
    id: &CredentialId,
) -> Result<&'a mut Credential, InstallationRefusal> {
    let mut credentials = file.credentials.iter_mut();
    credentials
        .find(|found| found.id == *id)
        .ok_or(InstallationRefusal::NoCredential)
}

/// What events tell: never the hash, which is what is looked up by.
fn about(credential: &Credential) -> Value {
    json!({
        "credential": credential.id,
        "temporary": credential.temporary,
        "expires_at": credential.expires_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::installation::change::tests::{Counting, NOW, act, file, with_status};

    fn new(temporary: bool) -> Credential {
        let (_, found) = issue(&Counting::new(), NOW, None);
        Credential {
            id: CredentialId::new("new"),
            temporary,
            ..found
        }
    }

    fn issuing(credential: Credential) -> Issue {
        Issue {
            credential,
            act: act(),
        }
    }

    fn rotation(overlap: i64) -> Rotate {
        Rotate {
            id: file().credentials[0].id.clone(),
            successor: new(false),
            overlap,
            act: act(),
        }
    }

    #[test]
    fn installations_that_are_over_get_none() {
        use InstallationStatus::{Active, Archived, Disabled, Draft, Revoked};
        for (status, temporary, refusal) in [
            (Active, false, None),
            (Draft, false, None),
            (Disabled, false, None),
            (Revoked, false, Some(InstallationRefusal::Over(Revoked))),
            (Archived, true, Some(InstallationRefusal::Over(Archived))),
            (Active, true, None),
            (Draft, true, Some(InstallationRefusal::NotActive)),
            (Disabled, true, Some(InstallationRefusal::NotActive)),
        ] {
            let done = issuing(new(temporary)).apply(&with_status(status));
            assert_eq!(done.err(), refusal, "{status:?} {temporary}");
        }
    }

    #[test]
    fn there_is_a_bound_for_good_ones_only() {
        let mut full = file();
        let one = full.credentials[0].clone();
        full.credentials = vec![one.clone(); MAX_CREDENTIALS];
        let refusal = InstallationRefusal::TooManyCredentials(MAX_CREDENTIALS);
        assert_eq!(issuing(new(false)).apply(&full).err(), Some(refusal));
        assert!(
            issuing(new(true)).apply(&full).is_ok(),
            "tokens are counted apart"
        );
        full.credentials[0] = revoked(&one, NOW);
        assert!(issuing(new(false)).apply(&full).is_ok());
    }

    #[test]
    fn tokens_that_are_over_are_forgotten() {
        let mut found = file();
        found.credentials.push(Credential {
            id: CredentialId::new("old-token"),
            expires_at: Some(NOW),
            ..new(true)
        });
        let done = issuing(new(true)).apply(&found).unwrap();
        let ids: Vec<&str> = done
            .file
            .credentials
            .iter()
            .map(|found| found.id.as_str())
            .collect();
        assert_eq!(ids, [file().credentials[0].id.as_str(), "new"]);
    }

    #[test]
    fn both_are_good_during_the_overlap() {
        let done = rotation(600).apply(&file()).unwrap();
        let [old, new] = done.file.credentials.as_slice() else {
            panic!("two credentials");
        };
        for (at, old_is_good) in [(NOW, true), (NOW + 599, true), (NOW + 600, false)] {
            assert_eq!((is_good(old, at), is_good(new, at)), (old_is_good, true));
        }
        assert_eq!(done.events[0].details["replaces"], old.id.as_str());
        let at_once = rotation(0).apply(&file()).unwrap().file;
        assert!(!at_once.credentials[0].active);
    }

    #[test]
    fn a_successor_lives_as_long_and_an_end_is_never_put_off() {
        let mut found = file();
        found.credentials[0].created_at = NOW - 100;
        found.credentials[0].expires_at = Some(NOW + 200);
        let done = rotation(600).apply(&found).unwrap().file;
        assert_eq!(done.credentials[0].expires_at, Some(NOW + 200));
        assert_eq!(done.credentials[1].expires_at, Some(NOW + 300));
    }

    #[test]
    fn what_is_over_has_no_successor() {
        let mut expired = file();
        expired.credentials[0].expires_at = Some(NOW);
        let mut gone = file();
        gone.credentials[0] = revoked(&gone.credentials[0], 7);
        for found in [expired, gone] {
            assert_eq!(
                rotation(600).apply(&found).err(),
                Some(InstallationRefusal::CredentialOver)
            );
        }
        let mut unknown = rotation(600);
        unknown.id = CredentialId::new("x");
        assert_eq!(
            unknown.apply(&file()).err(),
            Some(InstallationRefusal::NoCredential)
        );
    }

    #[test]
    fn revoking_once_is_enough() {
        let order = Revoke {
            id: file().credentials[0].id.clone(),
            act: act(),
        };
        let done = order.apply(&file()).unwrap();
        assert_eq!(
            (done.events.len(), done.file.credentials[0].revoked_at),
            (1, Some(NOW))
        );
        assert!(order.apply(&done.file).unwrap().events.is_empty());
    }
}
