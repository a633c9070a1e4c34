//! A record in the making: values are taken in the order of the table, and each leaves its source behind.

use std::collections::{BTreeMap, BTreeSet};

use super::precedence::Field;
use crate::identifier::Doi;
use crate::publication::model::{Attention, Provenance, Record};
use crate::registry::ProviderRecord;

/// What is known so far.
pub(super) struct Draft<'a> {
    /// The DOI that the record is about.
    pub(super) doi: &'a Doi,
    /// What the providers say.
    pub(super) records: &'a [ProviderRecord],
    /// Unix seconds.
    pub(super) now: i64,
    /// The record.
    pub(super) record: Record,
    /// Field → source.
    pub(super) provenance: BTreeMap<String, Provenance>,
    /// What a curator should look at.
    pub(super) attention: BTreeSet<Attention>,
}

impl<'a> Draft<'a> {
    /// Nothing but the DOI.
    pub(super) fn new(doi: &'a Doi, records: &'a [ProviderRecord], now: i64) -> Self {
        Self {
            doi,
            records,
            now,
            record: Record {
                doi: doi.as_str().to_owned(),
                ..Record::default()
            },
            provenance: BTreeMap::new(),
            attention: BTreeSet::new(),
        }
    }

    /// The records that may decide a field, best first. Several of one provider (ORCID records of several
    /// people) keep the order in which they came.
    pub(super) fn ordered(&self, field: Field) -> impl Iterator<Item = &'a ProviderRecord> + use<'a> {
        let records = self.records;
        field
            .order()
            .iter()
            .flat_map(move |provider| records.iter().filter(move |record| record.provider == *provider))
    }

    /// Remembers whose word a field is.
    pub(super) fn note(&mut self, field: Field, record: &ProviderRecord) {
        let source = Provenance {
            source: record.provider,
            fetched_at: record.fetched_at,
        };
        self.provenance.insert(field.name().to_owned(), source);
    }

    /// The first value for a field, and the record that has it; its source is remembered.
    pub(super) fn first_with_record<T>(
        &mut self,
        field: Field,
        read: impl Fn(&'a ProviderRecord) -> Option<T>,
    ) -> Option<(T, &'a ProviderRecord)> {
        let found = self
            .ordered(field)
            .find_map(|record| Some((read(record)?, record)))?;
        self.note(field, found.1);
        Some(found)
    }

    /// The first value for a field.
    pub(super) fn first<T>(
        &mut self,
        field: Field,
        read: impl Fn(&'a ProviderRecord) -> Option<T>,
    ) -> Option<T> {
        self.first_with_record(field, read).map(|(value, _)| value)
    }

    /// The first list for a field that is not empty.
    pub(super) fn first_list<T>(
        &mut self,
        field: Field,
        read: impl Fn(&'a ProviderRecord) -> Vec<T>,
    ) -> Vec<T> {
        self.first(field, |record| Some(read(record)).filter(|list| !list.is_empty()))
            .unwrap_or_default()
    }
}
