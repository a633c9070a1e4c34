//! Fictional people, most of them members of the centre.

use domain::identifier::{Orcid, slug};
use domain::person::{PersonNames, name};
use domain::text::fold;
use rand::RngExt as _;
use rand::rngs::SmallRng;
use serde_json::json;

use super::words::Vocabulary;
use super::{NOW, Rows};

/// Of a hundred people, so many are members.
const MEMBERS: u32 = 90;

/// Somebody.
pub(crate) struct Person {
    pub(crate) orcid: Orcid,
    pub(crate) names: PersonNames,
    pub(crate) internal: bool,
    pub(crate) public_publications: u32,
}

/// So many people.
pub(crate) fn all(count: usize, _: &Vocabulary, random: &mut SmallRng) -> Vec<Person> {
    (0..count)
        .filter_map(|number| {
            let orcid = orcid(number)?;
            let names = PersonNames {
                given: Some(Vocabulary::name(random)),
                family: Some(Vocabulary::name(random)),
                ..PersonNames::default()
            };
            Some(Person {
                orcid,
                names,
                internal: random.random_range(0..100_u32) < MEMBERS,
                public_publications: 0,
            })
        })
        .collect()
}

/// The n-th iD of a block that ORCID has assigned, with its check digit.
fn orcid(number: usize) -> Option<Orcid> {
    let digits = format!("00000003{number:07}");
    let total = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .fold(0, |total, digit| (total + digit) * 2);
    let check = match (12 - total % 11) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    Orcid::parse(&format!("{digits}{check}")).ok()
}

impl Person {
    /// Their rows.
    pub(super) fn write(&self, number: i64, workspace: &str, rows: &mut impl Rows) {
        let shown = name::display(&self.names, &self.orcid);
        let compact = self.orcid.as_str().replace('-', "");
        let search = format!("{shown} {} {compact}", self.orcid);
        // Two people may share a name: the choice with a hash is theirs alone.
        let [_, slug, _] = slug::choices(&shown, self.orcid.as_str());
        rows.put(
            "people",
            json!({
                "id": number, "workspace_id": workspace, "orcid": self.orcid.as_str(), "slug": slug,
                "display_name": shown, "is_internal": self.internal,
                "public_publication_count": self.public_publications,
                "sort_name": fold::fold(&shown), "changed_at": NOW, "last_fetched_at": NOW, "created_at": NOW,
                "names": self.names, "search_text": fold::words(&search).join(" "),
            }),
        );
        rows.put(
            "slugs",
            json!({ "workspace_id": workspace, "kind": "person", "slug": slug, "subject": self.orcid.as_str() }),
        );
        rows.put(
            "memberships",
            json!({
                "id": number, "workspace_id": workspace, "person_orcid": self.orcid.as_str(),
                "entity_id": "cesam", "status": if self.internal { "cesam" } else { "external" },
                "starts_at": NOW,
            }),
        );
        for key in name::keys(&self.names) {
            rows.put(
                "person_name_keys",
                json!({ "workspace_id": workspace, "name_key": key, "orcid": self.orcid.as_str() }),
            );
        }
    }
}
