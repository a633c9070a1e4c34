//! Sample records: fictional people, prefix 10.5555.

use domain::activity::Trail;
use domain::identifier::{Doi, Orcid};
use domain::membership::MembershipStatus;
use domain::partial_date::PartialDate;
use domain::person::{PersonNames, RegistryPerson};
use domain::publication::contribution::{ProviderContribution, ProviderOutcome};
use domain::publication::{Contribution, Resolution};
use domain::registry::{
    Answer, DateKind, Provider, ProviderContributor, ProviderDate, ProviderRecord, RawType,
};
use domain::text::Localised;
use domain::workspace::{Entity, EntityId, Workspace, WorkspaceId};
use persistence::Stores;

/// 2026-06-01.
pub const NOW: i64 = 1_780_272_000;

/// The n-th fictional iD, with its check digit.
pub fn orcid(n: u32) -> Orcid {
    let digits = format!("0000000200{n:05}");
    let total = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .fold(0, |total, digit| (total + digit) * 2);
    let check = match (12 - total % 11) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    Orcid::parse(&format!("{digits}{check}")).expect("a check digit that fits")
}

/// `10.5555/{suffix}`.
pub fn doi(suffix: &str) -> Doi {
    Doi::parse(&format!("10.5555/{suffix}")).expect("a DOI")
}

/// A workspace with its default entity `cesam`, written.
pub async fn workspace(stores: &Stores, slug: &str) -> WorkspaceId {
    let workspace = Workspace {
        id: WorkspaceId::new(format!("ws-{slug}")),
        slug: slug.to_owned(),
        name: slug.to_uppercase(),
        default_entity: EntityId::new("cesam"),
        default_status: MembershipStatus::Internal,
        created_at: NOW,
    };
    stores
        .workspaces
        .create(&workspace, &Trail::default())
        .await
        .expect("a workspace");
    workspace.id
}

/// Another entity of a workspace, written.
pub async fn entity(stores: &Stores, workspace: &WorkspaceId, id: &str) {
    let entity = Entity {
        id: EntityId::new(id),
        name: Localised::Plain(id.to_uppercase()),
        created_at: NOW,
        retired_at: None,
    };
    stores
        .workspaces
        .create_entity(workspace, &entity, &Trail::default())
        .await
        .expect("an entity");
}

/// A person as ORCID tells it.
pub fn person(n: u32, given: &str, family: &str) -> RegistryPerson {
    let names = PersonNames {
        given: Some(given.to_owned()),
        family: Some(family.to_owned()),
        ..PersonNames::default()
    };
    RegistryPerson {
        orcid: orcid(n),
        names,
        biography: None,
        locale: None,
        fetched_at: NOW,
    }
}

/// A Crossref record.
pub fn crossref(title: &str, year: i64, authors: &[(&str, &str)]) -> ProviderRecord {
    let date = PartialDate::new(year, None, None).expect("a year");
    ProviderRecord {
        title: Some(title.to_owned()),
        dates: vec![ProviderDate {
            kind: DateKind::Issued,
            date,
        }],
        authors: authors
            .iter()
            .map(|(given, family)| ProviderContributor {
                given: Some((*given).to_owned()),
                family: Some((*family).to_owned()),
                ..ProviderContributor::default()
            })
            .collect(),
        raw_type: Some(RawType {
            vocabulary: "crossref".to_owned(),
            value: "journal-article".to_owned(),
        }),
        container_title: Some("Journal of Samples".to_owned()),
        ..ProviderRecord::empty(Provider::Crossref, NOW)
    }
}

/// A contribution of one Crossref record, claimed by these people.
pub fn contribution(doi: &Doi, record: ProviderRecord, claimed_by: &[Orcid]) -> Contribution {
    let at = record.fetched_at;
    let answer = Answer {
        record,
        payload: "{\"sample\": true}".to_owned(),
    };
    Contribution {
        doi: doi.clone(),
        aliases: Vec::new(),
        resolution: Resolution::Registered,
        providers: vec![ProviderContribution {
            provider: Provider::Crossref,
            record_of: String::new(),
            at,
            outcome: ProviderOutcome::Described(Box::new(answer)),
        }],
        claimed_by: claimed_by.to_vec(),
        linked_by_hand: Vec::new(),
        now: at,
    }
}
