//! A fictional centre.

use std::collections::BTreeMap;

use domain::api_key::{ApiKey, ApiKeyScope};
use domain::identifier::{Doi, Key, KeyKind, Orcid, Origin};
use domain::installation::{
    Credential, CredentialId, CredentialRecord, Installation, InstallationId, InstallationOrigin,
    InstallationStatus, OriginId, OriginStatus, Scope, Selection,
};
use domain::membership::MembershipStatus;
use domain::person::{Person, PersonNames, PersonSummary, SyncStatus};
use domain::project::{Project, ProjectId};
use domain::publication::{
    MatchState, PersonRef, ProviderState, PublicPublication, PublicationId, PublicationSummary, Record,
    Resolution,
};
use domain::registry::Provider;
use domain::text::Localised;
use domain::work::{Work, WorkFields, WorkId, WorkSummary};
use domain::workspace::{EntityId, Workspace, WorkspaceId};
use serde_json::json;

/// Where the clocks of tests stand.
pub(super) const NOW: i64 = 1_790_000_000;
/// A verified origin of the WordPress installation.
pub(super) const SITE: &str = "https://www.example.org";
/// A verified origin of the Drupal installation.
pub(super) const OTHER_SITE: &str = "https://drupal.example.org";
/// Josiah Carberry, ORCID's own fictional person.
pub(super) const ORCID: &str = "0000-0002-1825-0097";
/// Every route that lists.
pub(super) const DOI: &str = "10.5555/12345678";

pub(super) fn api_key_text() -> String {
    Key::from_secret(KeyKind::ApiKey, &[1; 32]).reveal().to_owned()
}

pub(super) fn wordpress_key() -> String {
    Key::from_secret(KeyKind::Installation, &[2; 32])
        .reveal()
        .to_owned()
}

pub(super) fn drupal_key() -> String {
    Key::from_secret(KeyKind::Installation, &[3; 32])
        .reveal()
        .to_owned()
}

pub(super) fn workspace_id() -> WorkspaceId {
    WorkspaceId::new("w-1")
}

pub(super) fn workspace() -> Workspace {
    Workspace {
        id: workspace_id(),
        slug: "centre".to_owned(),
        name: "Centre".to_owned(),
        default_entity: EntityId::new("cesam"),
        default_status: MembershipStatus::Internal,
        created_at: 1,
    }
}

pub(super) fn api_key() -> ApiKey {
    ApiKey {
        key_hash: Key::from_secret(KeyKind::ApiKey, &[1; 32]).hash(),
        workspace: workspace_id(),
        client_name: "partner".to_owned(),
        scopes: ApiKeyScope::ALL.to_vec(),
        active: true,
        rate_limit_per_minute: 60,
        created_at: 1,
        last_used_at: None,
        revoked_at: None,
    }
}

fn credential(secret: u8, platform: &str, site: &str) -> CredentialRecord {
    let installation = Installation {
        id: InstallationId::new(format!("i-{platform}")),
        workspace: workspace_id(),
        platform: platform.to_owned(),
        status: InstallationStatus::Active,
        display_name: "Main site".to_owned(),
        description: None,
        scopes: Scope::ALL.to_vec(),
        origins: vec![InstallationOrigin {
            id: OriginId::new(format!("o-{platform}")),
            origin: Origin::parse(site).unwrap(),
            status: OriginStatus::Verified,
            token: "legaciti-verification=abc".to_owned(),
            verified_at: Some(5),
            last_verification_error: None,
            added_at: Some(3),
            last_checked_at: None,
        }],
        rate_limit_per_minute: 1_000,
        external_ids: Vec::new(),
        space_selection: Selection::All,
        entities: Vec::new(),
        site_selection: Selection::Selected,
        created_at: 3,
        updated_at: 4,
    };
    let credential = Credential {
        id: CredentialId::new(format!("c-{platform}")),
        key_hash: Key::from_secret(KeyKind::Installation, &[secret; 32]).hash(),
        active: true,
        temporary: false,
        revoked_at: None,
        expires_at: None,
        last_used_at: None,
        created_at: 3,
    };
    (installation, credential)
}

pub(super) fn wordpress() -> CredentialRecord {
    credential(2, "wordpress", SITE)
}

pub(super) fn drupal() -> CredentialRecord {
    credential(3, "drupal", OTHER_SITE)
}

pub(super) fn doi(text: &str) -> Doi {
    Doi::parse(text).unwrap()
}

pub(super) fn orcid() -> Orcid {
    Orcid::parse(ORCID).unwrap()
}

pub(super) fn summary(text: &str) -> PublicationSummary {
    PublicationSummary {
        id: PublicationId(1),
        doi: doi(text),
        slug: "psychoceramics".to_owned(),
        title: Some(Localised::ByLanguage(BTreeMap::from([
            ("en".to_owned(), "Psychoceramics".to_owned()),
            ("pt".to_owned(), "Psicocerâmica".to_owned()),
        ]))),
        publication_date: Some("2008-08".parse().unwrap()),
        publication_year: Some(2008),
        publication_type: Some("journal-article".to_owned()),
        cited_by_count: Some(7),
        last_fetched_at: NOW - 50,
        author_match_state: MatchState::NeedsAttention,
        journal: Some("Journal of Psychoceramics".to_owned()),
        abstract_text: Some("Cracked pots.".to_owned()),
        people: vec![PersonRef {
            orcid: orcid(),
            position: Some(1),
        }],
    }
}

pub(super) fn publication(text: &str) -> PublicPublication {
    let data = json!({
        "doi": text,
        "title": "Psychoceramics",
        "authors": [{"position": 1, "given": "Josiah", "family": "Carberry", "orcid": ORCID}],
        "publication_date": "2008-08",
        "publication_year": 2008,
        "publication_type": "journal-article",
        "cited_by_count": 9,
        "cited_by": {"crossref": 7, "openalex": 9},
        "open_access": {"status": "gold", "url": "https://example.org/pots.pdf"},
    });
    let ok = |error: Option<&str>| ProviderState {
        fetched_at: NOW - 50,
        status: if error.is_some() { "failed" } else { "ok" }.to_owned(),
        error: error.map(str::to_owned),
    };
    PublicPublication {
        doi: doi(text),
        slug: "psychoceramics".to_owned(),
        data: serde_json::from_value::<Record>(data).unwrap(),
        providers: BTreeMap::from([
            (Provider::Crossref, ok(None)),
            (Provider::Openalex, ok(None)),
            (Provider::Orcid, ok(Some("timed out"))),
        ]),
        resolution: Resolution::Registered,
        last_fetched_at: NOW - 50,
        last_edited_at: None,
        edit_count: 0,
        people: vec![PersonRef {
            orcid: orcid(),
            position: Some(1),
        }],
    }
}

pub(super) fn person_summary() -> PersonSummary {
    PersonSummary {
        orcid: orcid(),
        name: Localised::ByLanguage(BTreeMap::from([("en".to_owned(), "Josiah Carberry".to_owned())])),
        photo_url: None,
        slug: "josiah-carberry".to_owned(),
        people_type: Some("researcher".to_owned()),
        changed_at: NOW - 60,
        public_publication_count: 1,
    }
}

pub(super) fn person() -> Person {
    Person {
        orcid: orcid(),
        names: PersonNames::default(),
        name: Localised::from("Josiah Carberry"),
        biography: None,
        photo_url: None,
        slug: "josiah-carberry".to_owned(),
        people_type: None,
        last_fetched_at: Some(NOW - 60),
        sync_status: SyncStatus::Processing,
        public_publication_count: 1,
    }
}

pub(super) fn project() -> Project {
    let fields = json!({
        "programme": "Horizon",
        "title": "Deep sea",
        "start_date": "2024-01-01",
        "cesam_funding_amount": 125_000.5,
        "funding_entities": ["Fund of the Sea", {"name": "Port"}],
        "project_logo": {"url": "https://example.org/logo.png"},
        "data": {"website": "https://sea.example.org", "created_at": "spoofed"},
    });
    Project {
        id: ProjectId::new("deep-sea"),
        fields: serde_json::from_value(fields).unwrap(),
        members: vec![orcid()],
        coordinators: Vec::new(),
        visible: true,
        created_at: 10,
        updated_at: 20,
    }
}

pub(super) fn work_summary() -> WorkSummary {
    WorkSummary {
        id: WorkId::new("tide-tables"),
        title: "Tide tables".to_owned(),
        work_type: Some("report".to_owned()),
        publication_date: Some("2024".parse().unwrap()),
        publication_year: Some(2024),
        created_at: 30,
    }
}

pub(super) fn work() -> Work {
    Work {
        id: WorkId::new("tide-tables"),
        fields: serde_json::from_value::<WorkFields>(json!({
            "title": "Tide tables",
            "work_type": "report",
            "publication_date": "2024",
            "identifiers": [{"type": "isbn", "value": "978-0-00-000000-2"}],
        }))
        .unwrap(),
        people: vec![orcid()],
        verified: true,
        created_at: 30,
        updated_at: 40,
    }
}
