//! Which provider is believed first, field by field: the one table of precedence.

use crate::registry::Provider::{self, Crossref, Datacite, DoiOrg, Openalex, Orcid};

/// The registration agency, then OpenAlex, then the ORCID records that list the work.
const AGENCY_FIRST: &[Provider] = &[Crossref, Datacite, DoiOrg, Openalex, Orcid];
/// The agency, then the people themselves, then OpenAlex, whose value is a guess for this kind of field.
const OPENALEX_LAST: &[Provider] = &[Crossref, Datacite, DoiOrg, Orcid, Openalex];
/// Only registries; ORCID summaries know nothing of it.
const REGISTRIES: &[Provider] = &[Crossref, Datacite, DoiOrg, Openalex];
/// Only what the agency itself was told.
const AGENCY_ONLY: &[Provider] = &[Crossref, Datacite, DoiOrg];
/// OpenAlex looks at copies all over the web; the agencies know their own landing page at most.
const OPENALEX_FIRST: &[Provider] = &[Openalex, Crossref, Datacite, DoiOrg];

/// A field of the merged record that a provider decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the record with that name")]
pub enum Field {
    Title,
    Subtitle,
    TitleMarkup,
    AlternateTitles,
    Authors,
    Editors,
    PublicationDate,
    PublishedOnline,
    PublishedPrint,
    PublicationYear,
    PublicationType,
    RawType,
    ContainerTitle,
    ShortContainerTitle,
    AlternateContainerTitles,
    Publisher,
    Volume,
    Issue,
    Page,
    ArticleNumber,
    Issn,
    Isbn,
    Abstract,
    AbstractMarkup,
    Language,
    Keywords,
    Licenses,
    Funders,
    Relations,
    Updates,
    Url,
    CitedByCount,
    CitedBy,
    IsRetracted,
    Retraction,
    OpenAccess,
    Identifiers,
}

impl Field {
    /// All of them, in the order of the record.
    pub const ALL: [Self; 37] = [
        Self::Title,
        Self::Subtitle,
        Self::TitleMarkup,
        Self::AlternateTitles,
        Self::Authors,
        Self::Editors,
        Self::PublicationDate,
        Self::PublishedOnline,
        Self::PublishedPrint,
        Self::PublicationYear,
        Self::PublicationType,
        Self::RawType,
        Self::ContainerTitle,
        Self::ShortContainerTitle,
        Self::AlternateContainerTitles,
        Self::Publisher,
        Self::Volume,
        Self::Issue,
        Self::Page,
        Self::ArticleNumber,
        Self::Issn,
        Self::Isbn,
        Self::Abstract,
        Self::AbstractMarkup,
        Self::Language,
        Self::Keywords,
        Self::Licenses,
        Self::Funders,
        Self::Relations,
        Self::Updates,
        Self::Url,
        Self::CitedByCount,
        Self::CitedBy,
        Self::IsRetracted,
        Self::Retraction,
        Self::OpenAccess,
        Self::Identifiers,
    ];

    /// The field's name in the record's JSON.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Whom to believe, best first. A provider that is not named is never asked.
    pub fn order(self) -> &'static [Provider] {
        self.row().1
    }

    /// The table.
    const fn row(self) -> (&'static str, &'static [Provider]) {
        match self {
            Self::Title => ("title", AGENCY_FIRST),
            Self::Subtitle => ("subtitle", AGENCY_FIRST),
            Self::TitleMarkup => ("title_markup", AGENCY_FIRST),
            Self::AlternateTitles => ("alternate_titles", AGENCY_FIRST),
            Self::Authors => ("authors", AGENCY_FIRST),
            Self::Editors => ("editors", AGENCY_FIRST),
            Self::PublicationDate => ("publication_date", OPENALEX_LAST),
            Self::PublishedOnline => ("published_online", AGENCY_ONLY),
            Self::PublishedPrint => ("published_print", AGENCY_ONLY),
            Self::PublicationYear => ("publication_year", OPENALEX_LAST),
            // Where the agency only says "other", the people are asked, then OpenAlex.
            Self::PublicationType => ("publication_type", OPENALEX_LAST),
            Self::RawType => ("raw_type", OPENALEX_LAST),
            Self::ContainerTitle => ("container_title", AGENCY_FIRST),
            Self::ShortContainerTitle => ("short_container_title", AGENCY_FIRST),
            Self::AlternateContainerTitles => ("alternate_container_titles", AGENCY_FIRST),
            Self::Publisher => ("publisher", AGENCY_FIRST),
            Self::Volume => ("volume", AGENCY_FIRST),
            Self::Issue => ("issue", AGENCY_FIRST),
            Self::Page => ("page", AGENCY_FIRST),
            Self::ArticleNumber => ("article_number", AGENCY_FIRST),
            Self::Issn => ("issn", AGENCY_FIRST),
            Self::Isbn => ("isbn", AGENCY_FIRST),
            // OpenAlex has to put its abstracts together from an index of words.
            Self::Abstract => ("abstract", OPENALEX_LAST),
            Self::AbstractMarkup => ("abstract_markup", OPENALEX_LAST),
            // OpenAlex detects languages by machine.
            Self::Language => ("language", OPENALEX_LAST),
            Self::Keywords => ("keywords", REGISTRIES),
            Self::Licenses => ("licenses", REGISTRIES),
            Self::Funders => ("funders", REGISTRIES),
            Self::Relations => ("relations", REGISTRIES),
            Self::Updates => ("updates", REGISTRIES),
            Self::Url => ("url", AGENCY_FIRST),
            // The largest wins; the order only breaks ties.
            Self::CitedByCount => ("cited_by_count", REGISTRIES),
            Self::CitedBy => ("cited_by", REGISTRIES),
            // Any yes counts; the order says whose yes (or no) is named.
            Self::IsRetracted => ("is_retracted", REGISTRIES),
            Self::Retraction => ("retraction", REGISTRIES),
            Self::OpenAccess => ("open_access", OPENALEX_FIRST),
            // Kind by kind.
            Self::Identifiers => ("identifiers", AGENCY_FIRST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publication::Record;

    #[test]
    fn the_table_covers_the_record() {
        let json = serde_json::to_value(Record::default()).unwrap();
        let mut fields: Vec<&str> = json
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .filter(|name| *name != "doi")
            .collect();
        let mut named: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
        fields.sort_unstable();
        named.sort_unstable();
        assert_eq!(named, fields);
    }

    #[test]
    fn nobody_is_named_twice_and_the_agencies_come_together() {
        for field in Field::ALL {
            let order = field.order();
            for (at, provider) in order.iter().enumerate() {
                assert!(!order[at + 1..].contains(provider), "{}", field.name());
            }
            let agencies: Vec<usize> = AGENCY_ONLY
                .iter()
                .map(|agency| order.iter().position(|p| p == agency).unwrap())
                .collect();
            assert!(agencies.is_sorted(), "{}", field.name());
        }
    }
}
