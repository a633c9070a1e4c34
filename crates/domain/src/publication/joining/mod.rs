//! Two stored publications that turn out to be one: an alias, and the DOI that it is an alias of.

use serde_json::json;

use super::contribution::Existing;
use super::curation::{Curated, StaffFields};
use super::matching::Link;
use super::model::Resolution;
use crate::activity::{Actor, Event, derived_id};
use crate::identifier::Doi;
use crate::registry::Provider;

/// What the staff decided and noted, as it holds for the publication that is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// Not hidden.
    pub visible: bool,
    /// Unix seconds; `None` where it is in the catalogue.
    pub deleted_at: Option<i64>,
    /// The dashboard-only fields.
    pub staff_fields: StaffFields,
    /// Accepted edits of both.
    pub edit_count: i64,
    /// Unix seconds of the last edit of either.
    pub last_edited_at: Option<i64>,
    /// Unix seconds at which the older one came.
    pub created_at: i64,
}

impl Joined {
    /// Of two entries for one work, the staff may have taken one away and left the other: so the work stays as public
    /// as its more public entry. Only what was taken away twice is gone. Notes of the primary come first.
    pub fn of(kept: &Curated, alias: &Curated) -> Self {
        let both = [kept, alias];
        let is_public = |entry: &&Curated| entry.deleted_at.is_none() && entry.visible;
        let deleted_at = match (kept.deleted_at, alias.deleted_at) {
            (Some(one), Some(other)) => Some(one.min(other)),
            _ => None,
        };
        let visible = match deleted_at {
            Some(_) => both.iter().any(|entry| entry.visible),
            None => both.iter().any(is_public),
        };
        let (noted, noted_too) = (kept.staff_fields, alias.staff_fields);
        Self {
            visible,
            deleted_at,
            staff_fields: StaffFields {
                q: noted.q.or(noted_too.q),
                q_percentage: noted.q_percentage.or(noted_too.q_percentage),
                if_value: noted.if_value.or(noted_too.if_value),
                if5a_value: noted.if5a_value.or(noted_too.if5a_value),
                funding: noted.funding.or(noted_too.funding),
            },
            edit_count: kept.edit_count.saturating_add(alias.edit_count),
            last_edited_at: kept.last_edited_at.max(alias.last_edited_at),
            created_at: kept.created_at.min(alias.created_at),
        }
    }
}

impl Existing {
    /// Takes over what is stored of an alias. What the primary has counts first, except that a newer ORCID record of
    /// the same person replaces an older one; everybody linked to either is linked to the one that is left, and what was
    /// made by hand for either stays: edits, links, and that it is not somebody's.
    pub fn absorb(&mut self, alias: Self) {
        let Self {
            records,
            original,
            edits,
            links,
            refused,
            resolution,
        } = alias;
        for (record_of, record) in records {
            let same = self
                .records
                .iter_mut()
                .find(|(own, stored)| *own == record_of && stored.provider == record.provider);
            match same {
                Some((_, stored)) if takes_over(record.provider, stored.fetched_at, record.fetched_at) => {
                    *stored = record;
                }
                Some(_) => {}
                None => self.records.push((record_of, record)),
            }
        }
        self.original = self.original.take().or(original);
        for (field, value) in edits.values {
            if !self.edits.values.contains_key(&field) {
                if let Some(base) = edits.bases.get(&field) {
                    self.edits.bases.insert(field.clone(), base.clone());
                }
                self.edits.values.insert(field, value);
            }
        }
        for link in links
            .into_iter()
            .filter(|link| !self.refused.contains(&link.person))
        {
            match self.links.iter_mut().find(|own| own.person == link.person) {
                Some(own) => join(own, &link),
                None => self.links.push(link),
            }
        }
        for person in refused {
            // One decision against another: that of the primary.
            let decided = |link: &Link| link.person == person && link.is_decided();
            if !self.refused.contains(&person) && !self.links.iter().any(decided) {
                self.links.retain(|link| link.person != person);
                self.refused.push(person);
            }
        }
        if resolution == Some(Resolution::Registered) {
            self.resolution = resolution;
        }
    }
}

/// Whether an alias's answer of a provider, fetched at `new`, replaces the one of the primary, fetched at `old`.
pub fn takes_over(provider: Provider, old: i64, new: i64) -> bool {
    provider == Provider::Orcid && new > old
}

/// One person, linked twice: what was made by hand counts first.
fn join(own: &mut Link, other: &Link) {
    let claimed = own.claimed || other.claimed;
    if other.is_decided() && !own.is_decided() {
        *own = other.clone();
    }
    own.claimed = claimed;
}

/// The event that tells it.
pub fn joined_event(kept: &Doi, alias: &Doi, now: i64) -> Event {
    let kind = "publication.joined";
    Event {
        id: derived_id(now, &format!("{kind}\0{kept}\0{alias}")),
        at: now,
        kind: kind.to_owned(),
        actor: Actor::System,
        subject_kind: "publication".to_owned(),
        subject_id: kept.as_str().to_owned(),
        message: format!("{alias} is an alias of {kept}: the two are one publication now"),
        details: json!({ "alias": alias.as_str() }),
    }
}

#[cfg(test)]
mod tests;
