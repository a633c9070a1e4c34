//! What the staff may do to an installation: describe it, limit it, switch it on and off, take it away.

use serde_json::{Map, Value, json};

use super::control::{Act, InstallationFile, Order, Outcome};
use super::{Installation, InstallationStatus, Scope, Selection};
use crate::credential;
use crate::text::visible_lines;
use crate::vocabulary::vocabulary;
use crate::workspace::EntityId;

vocabulary! {
    /// What an installation lacks.
    Missing {
        /// No origin is verified.
        UnverifiedOrigin = "unverified_origin",
        /// No credential is good for a while.
        NoCredential = "no_credential",
        /// It may read nothing.
        NoScope = "no_scope",
    }
}

/// Why an installation stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstallationRefusal {
    /// Revoked and archived are for good.
    #[error("this installation is {}, which is for good: install the integration again", .0.as_str())]
    Over(InstallationStatus),
    /// A step that may not be taken.
    #[error("an installation that is {} cannot become {}", .0.as_str(), .1.as_str())]
    Step(InstallationStatus, InstallationStatus),
    /// It cannot be active yet.
    #[error("this installation cannot be active yet")]
    NotReady(Vec<Missing>),
    /// It is not active now.
    #[error("this installation is not active")]
    NotActive,
    /// A scope that the integration does not ask for.
    #[error("this integration does not ask for the scope {}", .0.as_str())]
    Undeclared(Scope),
    /// It has this site.
    #[error("this installation has this site already")]
    SiteExists,
    /// It does not have this site.
    #[error("this installation has no such site")]
    NoSite,
    /// It has as many sites as it may.
    #[error("an installation has at most {0} sites")]
    TooManySites(usize),
    /// It does not have this credential.
    #[error("this installation has no such credential")]
    NoCredential,
    /// Revoked and expired credentials have no successor.
    #[error("this credential is over: issue a new one")]
    CredentialOver,
    /// It has as many credentials as it may.
    #[error("an installation has at most {0} credentials at a time: revoke one first")]
    TooManyCredentials(usize),
}

/// What an installation lacks at this time.
pub fn missing(file: &InstallationFile, now: i64) -> Vec<Missing> {
    let lasting = |found: &super::Credential| !found.temporary && credential::is_good(found, now);
    let mut missing = lacks(&file.installation);
    if !file.credentials.iter().any(lasting) {
        missing.push(Missing::NoCredential);
    }
    missing.sort_unstable();
    missing
}

/// What keeps an installation from being active.
fn lacks(installation: &Installation) -> Vec<Missing> {
    let mut missing = Vec::new();
    if !installation.has_verified_origin() {
        missing.push(Missing::UnverifiedOrigin);
    }
    if installation.scopes.is_empty() {
        missing.push(Missing::NoScope);
    }
    missing
}

/// Whether it can be active.
pub fn is_ready(installation: &Installation) -> bool {
    lacks(installation).is_empty()
}

/// New values for an installation; what is `None` stays.
#[derive(Debug, Clone, PartialEq)]
pub struct InstallationChange {
    /// What the integration calls it.
    pub external_ids: Option<Vec<String>>,
    /// All entities or the chosen ones.
    pub space_selection: Option<Selection>,
    /// The chosen entities.
    pub entities: Option<Vec<EntityId>>,
    /// All sites or its own.
    pub site_selection: Option<Selection>,
    /// What people call it.
    pub display_name: Option<String>,
    /// More words; an empty text takes them away.
    pub description: Option<String>,
    /// What it may read.
    pub scopes: Option<Vec<Scope>>,
    /// Its next status; archiving is [`Uninstall`].
    pub status: Option<InstallationStatus>,
    /// What the integration asks for: no other scope can be given.
    pub declared: Vec<Scope>,
    /// Who and when.
    pub act: Act,
}

impl Order for InstallationChange {
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal> {
        let before = &file.installation;
        if before.is_over() {
            return Err(InstallationRefusal::Over(before.status));
        }
        let mut after = file.clone();
        self.describe(&mut after.installation)?;
        if let Some(next) = self.status {
            step(&mut after, next, self.act.at)?;
        }
        if after == *file {
            return Ok(Outcome {
                file: after,
                events: Vec::new(),
            });
        }
        let details = differences(before, &after.installation);
        after.installation.updated_at = self.act.at;
        Ok(Outcome {
            events: vec![self.act.event("installation.updated", &after, details)],
            file: after,
        })
    }
}

impl InstallationChange {
    fn describe(&self, installation: &mut Installation) -> Result<(), InstallationRefusal> {
        if let Some(ids) = &self.external_ids {
            installation.external_ids.clone_from(ids);
        }
        if let Some(entities) = &self.entities {
            installation.entities.clone_from(entities);
        }
        if let Some(name) = &self.display_name {
            installation.display_name.clone_from(name);
        }
        if let Some(description) = &self.description {
            installation.description =
                Some(visible_lines(description)).filter(|text| !text.trim().is_empty());
        }
        if let Some(scopes) = &self.scopes {
            let undeclared = scopes.iter().find(|scope| !self.declared.contains(scope));
            if let Some(scope) = undeclared {
                return Err(InstallationRefusal::Undeclared(*scope));
            }
            installation.scopes.clone_from(scopes);
        }
        installation.space_selection = self.space_selection.unwrap_or(installation.space_selection);
        installation.site_selection = self.site_selection.unwrap_or(installation.site_selection);
        Ok(())
    }
}

/// Takes a step of the status, with what follows from it.
fn step(file: &mut InstallationFile, next: InstallationStatus, now: i64) -> Result<(), InstallationRefusal> {
    let installation = &mut file.installation;
    if !installation.status.may_become(next) || next == InstallationStatus::Archived {
        return Err(InstallationRefusal::Step(installation.status, next));
    }
    let lacking = lacks(installation);
    let starts = next == InstallationStatus::Active && installation.status != next;
    if starts && !lacking.is_empty() {
        return Err(InstallationRefusal::NotReady(lacking));
    }
    installation.status = next;
    if next == InstallationStatus::Revoked {
        revoke_all(file, now);
    }
    Ok(())
}

fn revoke_all(file: &mut InstallationFile, now: i64) {
    for found in &mut file.credentials {
        *found = credential::revoked(found, now);
    }
}

/// The integration is uninstalled: archived, its credentials revoked, its events kept. Once is enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Uninstall {
    /// Who and when.
    pub act: Act,
}

impl Order for Uninstall {
    fn apply(&self, file: &InstallationFile) -> Result<Outcome, InstallationRefusal> {
        let mut after = file.clone();
        let before = file.installation.status;
        if before == InstallationStatus::Archived {
            return Ok(Outcome {
                file: after,
                events: Vec::new(),
            });
        }
        after.installation.status = InstallationStatus::Archived;
        after.installation.updated_at = self.act.at;
        revoke_all(&mut after, self.act.at);
        let details = json!({ "before": { "status": before.as_str() } });
        Ok(Outcome {
            events: vec![self.act.event("installation.deleted", &after, details)],
            file: after,
        })
    }
}

/// What is new, before and after, by the names of the wire.
fn differences(before: &Installation, after: &Installation) -> Value {
    let fields = |of: &Installation| {
        [
            ("externalIds", json!(of.external_ids)),
            ("space_selection", json!(of.space_selection)),
            ("spaces", json!(of.entities)),
            ("site_selection", json!(of.site_selection)),
            ("display_name", json!(of.display_name)),
            ("description", json!(of.description)),
            ("scopes", json!(of.scopes)),
            ("status", json!(of.status)),
        ]
    };
    let (mut was, mut is) = (Map::new(), Map::new());
    for ((name, old), (_, new)) in fields(before).into_iter().zip(fields(after)) {
        if old != new {
            was.insert(name.to_owned(), old);
            is.insert(name.to_owned(), new);
        }
    }
    json!({ "before": was, "after": is })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::model::{InstallationId, InstallationOrigin, OriginId, OriginStatus};
    use super::*;
    use crate::activity::Actor;
    use crate::context::Ids;
    use crate::identifier::Origin;
    use crate::workspace::WorkspaceId;

    pub(crate) const NOW: i64 = 1_000_000;

    /// Secrets and ids that differ from call to call.
    pub(crate) struct Counting(std::sync::atomic::AtomicU8);

    impl Counting {
        pub(crate) fn new() -> Self {
            Self(std::sync::atomic::AtomicU8::new(1))
        }

        fn next(&self) -> u8 {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
        }
    }

    impl Ids for Counting {
        fn id(&self) -> String {
            format!("id-{}", self.next())
        }

        fn secret(&self) -> [u8; 32] {
            [self.next(); 32]
        }
    }

    pub(crate) fn act() -> Act {
        Act {
            at: NOW,
            actor: Actor::Operator,
            event_id: "e".to_owned(),
        }
    }

    pub(crate) fn site(origin: &str, status: OriginStatus) -> InstallationOrigin {
        InstallationOrigin {
            id: OriginId::new(origin),
            origin: Origin::parse(origin).unwrap(),
            status,
            token: "legaciti-verification=abc".to_owned(),
            verified_at: (status == OriginStatus::Verified).then_some(5),
            last_verification_error: None,
            added_at: Some(4),
            last_checked_at: None,
        }
    }

    /// An active installation with a verified site, a good credential and one scope.
    pub(crate) fn file() -> InstallationFile {
        let (_, found) = credential::issue(&Counting::new(), 10, None);
        InstallationFile {
            installation: Installation {
                id: InstallationId::new("i"),
                workspace: WorkspaceId::new("w"),
                platform: "wordpress".to_owned(),
                status: InstallationStatus::Active,
                display_name: "Main site".to_owned(),
                description: None,
                scopes: vec![Scope::PeopleRead],
                origins: vec![site("https://www.example.org", OriginStatus::Verified)],
                rate_limit_per_minute: 60,
                external_ids: Vec::new(),
                space_selection: Selection::All,
                entities: Vec::new(),
                site_selection: Selection::Selected,
                created_at: 1,
                updated_at: 1,
            },
            credentials: vec![found],
        }
    }

    pub(crate) fn with_status(status: InstallationStatus) -> InstallationFile {
        let mut file = file();
        file.installation.status = status;
        file
    }

    fn change() -> InstallationChange {
        InstallationChange {
            external_ids: None,
            space_selection: None,
            entities: None,
            site_selection: None,
            display_name: None,
            description: None,
            scopes: None,
            status: None,
            declared: Scope::ALL.to_vec(),
            act: act(),
        }
    }

    #[test]
    fn new_values_are_told_and_the_same_again_is_no_event() {
        let order = InstallationChange {
            external_ids: Some(vec!["blog-7".to_owned()]),
            description: Some("The blog".to_owned()),
            space_selection: Some(Selection::Selected),
            ..change()
        };
        let done = order.apply(&file()).unwrap();
        assert_eq!(done.file.installation.updated_at, NOW);
        let event = &done.events[0];
        assert_eq!(
            (event.kind.as_str(), event.subject_id.as_str()),
            ("installation.updated", "i")
        );
        assert_eq!(
            event.details["after"],
            json!({ "externalIds": ["blog-7"], "description": "The blog", "space_selection": "selected" })
        );
        let again = order.apply(&done.file).unwrap();
        assert_eq!((again.events.len(), &again.file), (0, &done.file));
    }

    #[test]
    fn statuses_follow_each_other() {
        use InstallationStatus::{Active, Archived, Disabled, Draft, PendingVerification, Revoked};
        let bare = |status| {
            let mut file = with_status(status);
            file.installation.origins.clear();
            file
        };
        let not_ready = InstallationRefusal::NotReady(vec![Missing::UnverifiedOrigin]);
        for (file, next, refusal) in [
            (with_status(Draft), Active, None),
            (with_status(PendingVerification), Active, None),
            (with_status(Active), Disabled, None),
            (with_status(Disabled), Active, None),
            (with_status(Active), Revoked, None),
            (bare(Draft), Active, Some(not_ready.clone())),
            (bare(Disabled), Active, Some(not_ready)),
            (bare(Active), Active, None),
            (
                with_status(Draft),
                Disabled,
                Some(InstallationRefusal::Step(Draft, Disabled)),
            ),
            (
                with_status(Active),
                Draft,
                Some(InstallationRefusal::Step(Active, Draft)),
            ),
            (
                with_status(Active),
                Archived,
                Some(InstallationRefusal::Step(Active, Archived)),
            ),
            (
                with_status(Revoked),
                Active,
                Some(InstallationRefusal::Over(Revoked)),
            ),
            (
                with_status(Archived),
                Active,
                Some(InstallationRefusal::Over(Archived)),
            ),
        ] {
            let before = file.installation.status;
            let order = InstallationChange {
                status: Some(next),
                ..change()
            };
            assert_eq!(order.apply(&file).err(), refusal, "{before:?} -> {next:?}");
        }
    }

    #[test]
    fn revoking_takes_the_credentials_along() {
        let order = InstallationChange {
            status: Some(InstallationStatus::Revoked),
            ..change()
        };
        let done = order.apply(&file()).unwrap().file;
        assert!(done.credentials.iter().all(|found| !found.active));
    }

    #[test]
    fn scopes_stay_within_what_the_integration_asks_for() {
        let order = |scopes: &[Scope]| InstallationChange {
            scopes: Some(scopes.to_vec()),
            declared: vec![Scope::PeopleRead, Scope::WorksRead],
            ..change()
        };
        assert!(order(&[Scope::WorksRead]).apply(&file()).is_ok());
        assert!(order(&[]).apply(&file()).is_ok());
        assert_eq!(
            order(&[Scope::PeopleRead, Scope::ProjectsRead])
                .apply(&file())
                .err(),
            Some(InstallationRefusal::Undeclared(Scope::ProjectsRead))
        );
    }

    #[test]
    fn uninstalling_once_is_enough() {
        let order = Uninstall { act: act() };
        let done = order.apply(&file()).unwrap();
        assert_eq!(done.file.installation.status, InstallationStatus::Archived);
        assert_eq!(done.file.credentials[0].revoked_at, Some(NOW));
        assert_eq!(done.events[0].kind, "installation.deleted");
        assert!(order.apply(&done.file).unwrap().events.is_empty());
        assert!(order.apply(&with_status(InstallationStatus::Revoked)).is_ok());
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut bare = file();
        bare.installation.origins[0].status = OriginStatus::Failed;
        bare.installation.scopes.clear();
        bare.credentials[0].expires_at = Some(NOW);
        assert_eq!(missing(&bare, NOW), Missing::ALL);
        assert_eq!(missing(&file(), NOW), []);
        let mut token_only = file();
        token_only.credentials[0].temporary = true;
        assert_eq!(missing(&token_only, NOW), [Missing::NoCredential]);
    }
}
