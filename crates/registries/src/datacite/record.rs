//! A DataCite record in our words.

use domain::registry::{
    DateKind, Funder, License, OtherId, Provider, ProviderAffiliation, ProviderContributor, ProviderDate,
    ProviderRecord, RawType, Relation,
};

use super::wire;
use crate::dates::{parse, partial};
use crate::lenient::{List, Text};

/// What a work is in, from `container` or from a related item in which it is published.
#[derive(Default)]
struct Place {
    title: Option<String>,
    kind: Option<String>,
    volume: Option<String>,
    issue: Option<String>,
    page: Option<String>,
    article_number: Option<String>,
}

/// The record of these attributes.
pub(super) fn record(attributes: wire::Attributes, fetched_at: i64) -> ProviderRecord {
    let mut record = ProviderRecord::empty(Provider::Datacite, fetched_at);
    record.dates = dates(&attributes);
    record.issn = container_numbers(&attributes, "ISSN");
    record.isbn = container_numbers(&attributes, "ISBN");
    record.doi = attributes.doi.take();
    take_titles(&mut record, attributes.titles);
    record.authors = attributes.creators.each(|person| Some(contributor(person)));
    record.editors = attributes.contributors.each(|person| {
        let is_editor = is(&person.contributor_type, "Editor");
        is_editor.then(|| contributor(person))
    });
    record.raw_type = attributes.types.take().and_then(raw_type);
    take_place(&mut record, attributes.container.take(), attributes.related_items);
    record.publisher = attributes.publisher.name.take();
    let abstracts = attributes.descriptions.each(|text| {
        let is_abstract = is(&text.description_type, "Abstract");
        text.description.take().filter(|_| is_abstract)
    });
    record.abstract_text = abstracts.into_iter().next();
    record.language = attributes.language.take();
    record.keywords = attributes.subjects.each(|subject| subject.subject.take());
    record.licenses = attributes.rights_list.each(license);
    record.funders = attributes
        .funding_references
        .each(|funding| Some(funder(funding)));
    record.relations = attributes.related_identifiers.each(relation);
    record.url = attributes.url.take();
    record.cited_by_count = attributes.citation_count.count();
    let others = attributes.identifiers.0.into_iter();
    record.identifiers = identifiers(others.chain(attributes.alternate_identifiers.0));
    record
}

/// The container, and for what it does not say the work that this one is published in.
fn take_place(
    record: &mut ProviderRecord,
    container: Option<wire::Container>,
    items: List<wire::RelatedItem>,
) {
    let container = container.map(of_container).unwrap_or_default();
    let item = items
        .0
        .into_iter()
        .find(|item| is(&item.relation_type, "IsPublishedIn"));
    let item = item.map(of_item).unwrap_or_default();
    // The kind of one is not the kind of the other.
    let is_named = container.title.is_some();
    record.container_kind = container.kind.or(item.kind.filter(|_| !is_named));
    record.container_title = container.title.or(item.title);
    record.volume = container.volume.or(item.volume);
    record.issue = container.issue.or(item.issue);
    record.page = container.page.or(item.page);
    record.article_number = item.article_number;
}

fn is(text: &Text, word: &str) -> bool {
    text.as_deref()
        .is_some_and(|text| text.trim().eq_ignore_ascii_case(word))
}

/// The first title without a type is the title; what a title with a type is, its type says.
fn take_titles(record: &mut ProviderRecord, titles: List<wire::Title>) {
    for wire::Title {
        title,
        title_type,
        lang,
    } in titles.0
    {
        let Some(title) = title.take() else { continue };
        match title_type.as_deref() {
            None if record.title.is_none() => record.title = Some(title),
            Some("Subtitle") if record.subtitle.is_none() => record.subtitle = Some(title),
            // One more subtitle is no title.
            Some("Subtitle") => {}
            Some("TranslatedTitle") => {
                let language = lang.take().unwrap_or_else(|| "und".to_owned());
                record.translated_titles.push((language, title));
            }
            _ => record.alternate_titles.push(title),
        }
    }
}

/// Names of organisations and names that nobody split stay whole.
fn contributor(person: wire::Contributor) -> ProviderContributor {
    let is_organisation = is(&person.name_type, "Organizational");
    let orcid = person
        .name_identifiers
        .0
        .into_iter()
        .filter(is_orcid)
        .find_map(|id| id.name_identifier.take());
    let (given, family, name) = (
        person.given_name.take(),
        person.family_name.take(),
        person.name.take(),
    );
    let is_split = !is_organisation && (given.is_some() || family.is_some());
    let (given, family, name) = if is_split {
        (given, family, None)
    } else {
        (None, None, name)
    };
    ProviderContributor {
        given,
        family,
        name,
        orcid,
        affiliations: person.affiliation.each(affiliation),
        role: person.contributor_type.take(),
        ..ProviderContributor::default()
    }
}

/// The scheme counts; where it is missing, the address does.
fn is_orcid(id: &wire::NameIdentifier) -> bool {
    let names_orcid = |text: &Text| {
        text.as_deref()
            .is_some_and(|text| text.to_ascii_lowercase().contains("orcid.org"))
    };
    match id.name_identifier_scheme.as_deref() {
        Some(scheme) => scheme.trim().eq_ignore_ascii_case("ORCID"),
        None => names_orcid(&id.scheme_uri) || names_orcid(&id.name_identifier),
    }
}

fn affiliation(affiliation: wire::Named) -> Option<ProviderAffiliation> {
    let wire::Named {
        name,
        identifier,
        scheme,
    } = affiliation;
    let is_ror = is(&scheme, "ROR") || identifier.as_deref().is_some_and(|id| id.contains("ror.org/"));
    let (name, ror) = (name.take(), identifier.take().filter(|_| is_ror));
    (name.is_some() || ror.is_some()).then_some(ProviderAffiliation { name, ror })
}

/// `Created`, `Updated`, `Submitted` and the like are no publication.
fn dates(attributes: &wire::Attributes) -> Vec<ProviderDate> {
    let dated = attributes.dates.0.iter().filter_map(|given| {
        let kind = match given.date_type.as_deref()? {
            "Issued" => DateKind::Issued,
            "Available" => DateKind::Available,
            _ => return None,
        };
        Some(ProviderDate {
            kind,
            date: parse(given.date.as_deref()?)?,
        })
    });
    let year = attributes
        .publication_year
        .0
        .and_then(|year| partial(year, None, None));
    dated
        .chain(year.map(|date| ProviderDate {
            kind: DateKind::Year,
            date,
        }))
        .collect()
}

fn raw_type(types: wire::Types) -> Option<RawType> {
    let value = match (types.resource_type_general.take(), types.resource_type.take()) {
        (Some(general), Some(specific)) => format!("{general}:{specific}"),
        (Some(general), None) => general,
        (None, Some(specific)) => format!(":{specific}"),
        (None, None) => return None,
    };
    Some(RawType {
        vocabulary: "datacite".to_owned(),
        value,
    })
}

fn of_container(container: wire::Container) -> Place {
    Place {
        title: container.title.take(),
        kind: container.kind.take().map(|kind| kind.to_ascii_lowercase()),
        volume: container.volume.take(),
        issue: container.issue.take(),
        page: pages(container.first_page.take(), container.last_page.take()),
        article_number: None,
    }
}

fn of_item(item: wire::RelatedItem) -> Place {
    let is_article_number = is(&item.number_type, "Article");
    Place {
        title: item
            .titles
            .0
            .into_iter()
            .find(|title| title.title_type.as_deref().is_none())
            .and_then(|t| t.title.take()),
        kind: item
            .related_item_type
            .take()
            .map(|kind| kind.to_ascii_lowercase()),
        volume: item.volume.take(),
        issue: item.issue.take(),
        page: pages(item.first_page.take(), item.last_page.take()),
        article_number: item.number.take().filter(|_| is_article_number),
    }
}

/// `first-last`; a page alone where both are the same.
fn pages(first: Option<String>, last: Option<String>) -> Option<String> {
    match (first, last) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}-{last}")),
        (first, last) => first.or(last),
    }
}

/// ISSNs or ISBNs of the container: its own identifier, and those that the work is a part of.
fn container_numbers(attributes: &wire::Attributes, scheme: &str) -> Vec<String> {
    let is_of_scheme = |kind: &Text| {
        kind.as_deref()
            .is_some_and(|kind| kind.to_ascii_uppercase().ends_with(scheme))
    };
    let container = attributes.container.0.iter();
    let own = container
        .filter(|place| is_of_scheme(&place.identifier_type))
        .map(|place| &place.identifier);
    let related = attributes.related_identifiers.0.iter().filter(|other| {
        is_of_scheme(&other.related_identifier_type)
            && (is(&other.relation_type, "IsPartOf") || is(&other.relation_type, "IsPublishedIn"))
    });
    let mut numbers: Vec<String> = Vec::new();
    for number in own
        .chain(related.map(|other| &other.related_identifier))
        .filter_map(|number| number.as_deref())
    {
        if !numbers.iter().any(|known| known == number) {
            numbers.push(number.to_owned());
        }
    }
    numbers
}

fn license(rights: wire::Rights) -> Option<License> {
    Some(License {
        url: rights.rights_uri.take()?,
        version: None,
        start: None,
    })
}

fn funder(funding: wire::Funding) -> Funder {
    let kind = funding
        .funder_identifier_type
        .take()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let id = funding.funder_identifier.take();
    let is_ror =
        kind == "ror" || (kind.is_empty() && id.as_deref().is_some_and(|id| id.contains("ror.org/")));
    let is_doi = kind == "crossref funder id"
        || (kind.is_empty() && id.as_deref().is_some_and(|id| id.contains("10.13039/")));
    Funder {
        name: funding.funder_name.take(),
        doi: id.clone().filter(|_| is_doi),
        ror: id.filter(|_| is_ror),
        awards: funding.award_number.take().into_iter().collect(),
    }
}

fn relation(other: wire::RelatedIdentifier) -> Option<Relation> {
    Some(Relation {
        kind: kebab_case(&other.relation_type.take()?),
        id: other.related_identifier.take()?,
        id_type: other
            .related_identifier_type
            .take()
            .map_or_else(|| "other".to_owned(), |kind| kind.to_ascii_lowercase()),
    })
}

/// `IsVersionOf` → `is-version-of`.
fn kebab_case(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len() + 4);
    for c in word.trim().chars() {
        if c.is_ascii_uppercase() && !spelled.is_empty() && !spelled.ends_with('-') {
            spelled.push('-');
        }
        spelled.push(c.to_ascii_lowercase());
    }
    spelled
}

/// What else the work is known by; the DOI has a field of its own.
fn identifiers(given: impl Iterator<Item = wire::Identifier>) -> Vec<OtherId> {
    let mut identifiers: Vec<OtherId> = Vec::new();
    for id in given {
        let kind = id.identifier_type.take().unwrap_or_else(|| "other".to_owned());
        let kind = kind.trim().to_ascii_lowercase().replace(' ', "-");
        let Some(value) = id.identifier.take().filter(|_| kind != "doi") else {
            continue;
        };
        let id = OtherId { kind, value };
        if !identifiers.contains(&id) {
            identifiers.push(id);
        }
    }
    identifiers
}
