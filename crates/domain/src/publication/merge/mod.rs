//! From what providers say to one record, by one declared table of precedence ([`precedence`]).

mod bibliography;
mod citations;
mod contributors;
mod dates;
mod draft;
mod kind;
pub mod precedence;
mod rights;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::draft::Draft;
use super::model::{Attention, Provenance, Record};
use crate::identifier::Doi;
use crate::registry::ProviderRecord;

/// One record, and where each field comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The record.
    pub record: Record,
    /// Field → source.
    pub provenance: BTreeMap<String, Provenance>,
    /// What a curator should look at.
    pub attention: Vec<Attention>,
}

/// Merges records, field by field. A provider that says nothing about a field takes nothing away from what the
/// next one says. Several ORCID records count in the order given. `now` (Unix seconds) is the time at which
/// years are judged plausible.
pub fn merge(doi: &Doi, records: &[ProviderRecord], now: i64) -> Merged {
    let mut draft = Draft::new(doi, records, now);
    // The title's language is the work's, so that comes first.
    text::language(&mut draft);
    text::titles(&mut draft);
    text::container(&mut draft);
    text::summary(&mut draft);
    contributors::authors(&mut draft);
    contributors::editors(&mut draft);
    dates::dates(&mut draft);
    kind::kind(&mut draft);
    bibliography::numbers(&mut draft);
    bibliography::identifiers(&mut draft);
    rights::rights(&mut draft);
    citations::relations(&mut draft);
    citations::counts(&mut draft);
    citations::retraction(&mut draft);
    let Draft {
        record,
        provenance,
        attention,
        ..
    } = draft;
    Merged {
        record,
        provenance,
        attention: attention.into_iter().collect(),
    }
}
