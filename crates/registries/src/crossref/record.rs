//! A Crossref work in our words.

use domain::partial_date::PartialDate;
use domain::registry::{
    DateKind, Funder, License, OtherId, Provider, ProviderAffiliation, ProviderContributor, ProviderDate,
    ProviderRecord, RawType, Relation, Update,
};

use super::wire;
use crate::dates::DateParts;
use crate::lenient::{List, Maybe, Text};

/// The record of a work. `provider` and `vocabulary` differ for CSL, which has the same shape.
pub(crate) fn record(
    mut work: wire::Work,
    provider: Provider,
    vocabulary: &str,
    fetched_at: i64,
) -> ProviderRecord {
    let dates = dates(&work);
    let raw_type = raw_type(&work, vocabulary);
    let mut containers = containers(&mut work).into_iter();
    let (title, mut alternate_titles) = work.title.first_and_rest();
    alternate_titles.extend(work.original_title.texts());
    alternate_titles.extend(work.short_title.texts());
    let mut editors = contributors(work.editor, "editor");
    editors.extend(contributors(work.chair, "chair"));
    let journal_issue = work.journal_issue.take().and_then(|journal| journal.issue.take());
    let landing = work.resource.take().and_then(|resource| resource.primary.take());
    let mut updates = updates(work.updated_by, true);
    updates.extend(self::updates(work.update_to, false));
    ProviderRecord {
        doi: work.doi.take(),
        title,
        alternate_titles,
        subtitle: work.subtitle.texts().into_iter().next(),
        authors: contributors(work.author, "author"),
        editors,
        dates,
        raw_type,
        container_title: containers.next(),
        alternate_container_titles: containers.collect(),
        short_container_title: work.short_container_title.texts().into_iter().next(),
        publisher: work.publisher.take(),
        volume: work.volume.take(),
        issue: work.issue.take().or(journal_issue),
        page: work.page.take(),
        article_number: work.article_number.take(),
        issn: numbers(work.issn, work.issn_type),
        isbn: numbers(work.isbn, work.isbn_type),
        abstract_text: work.abstract_text.take(),
        language: work.language.take(),
        keywords: work.subject.texts(),
        licenses: work.license.each(license),
        funders: work.funder.each(|given| Some(funder(given))),
        relations: relations(work.relation.0),
        updates,
        url: landing
            .and_then(|link| link.url.take())
            .or_else(|| work.url.take()),
        cited_by_count: work.is_referenced_by_count.count(),
        identifiers: identifiers(work.alternative_id, work.clinical_trial_number),
        ..ProviderRecord::empty(provider, fetched_at)
    }
}

/// Container titles; posted content sits with its institution, and there in a group.
fn containers(work: &mut wire::Work) -> Vec<String> {
    let mut containers = std::mem::take(&mut work.container_title).texts();
    if work.kind.as_deref() == Some("posted-content") {
        containers.extend(std::mem::take(&mut work.institution).each(|institution| institution.name.take()));
        containers.extend(std::mem::take(&mut work.group_title).take());
    }
    containers
}

fn raw_type(work: &wire::Work, vocabulary: &str) -> Option<RawType> {
    let kind = work.kind.as_deref()?;
    let value = match work.subtype.as_deref() {
        Some(subtype) => format!("{kind}:{subtype}"),
        None => kind.to_owned(),
    };
    Some(RawType {
        vocabulary: vocabulary.to_owned(),
        value,
    })
}

/// `created` and `deposited` are dates of the metadata, never of the work.
fn dates(work: &wire::Work) -> Vec<ProviderDate> {
    // `published` is the younger name of `issued`.
    let issued = date(&work.issued).or_else(|| date(&work.published));
    [
        (DateKind::Print, date(&work.published_print)),
        (DateKind::Online, date(&work.published_online)),
        (DateKind::Posted, date(&work.posted)),
        (DateKind::Issued, issued),
    ]
    .into_iter()
    .filter_map(|(kind, date)| date.map(|date| ProviderDate { kind, date }))
    .collect()
}

fn date(parts: &Maybe<DateParts>) -> Option<PartialDate> {
    parts.0.as_ref().and_then(DateParts::date)
}

fn contributors(list: List<wire::Contributor>, role: &str) -> Vec<ProviderContributor> {
    list.each(|person| Some(contributor(person, role)))
}

fn contributor(person: wire::Contributor, role: &str) -> ProviderContributor {
    let particles = [
        person.dropping_particle.take(),
        person.non_dropping_particle.take(),
    ];
    let family = person.family.take().map(|family| {
        let words: Vec<String> = particles.into_iter().flatten().chain([family]).collect();
        words.join(" ")
    });
    let said = person.role.0.into_iter().find_map(|role| role.role.take());
    ProviderContributor {
        given: person.given.take(),
        family,
        suffix: person.suffix.take(),
        name: person.name.take().or_else(|| person.literal.take()),
        orcid: person.orcid.take(),
        orcid_authenticated: person.authenticated_orcid.0.unwrap_or(false),
        affiliations: person.affiliation.each(affiliation),
        role: Some(said.unwrap_or_else(|| role.to_owned())),
    }
}

fn affiliation(affiliation: wire::Affiliation) -> Option<ProviderAffiliation> {
    let name = affiliation
        .name
        .take()
        .or_else(|| affiliation.department.texts().into_iter().next());
    let ror = id_of_type(affiliation.id, "ROR");
    (name.is_some() || ror.is_some()).then_some(ProviderAffiliation { name, ror })
}

fn id_of_type(ids: List<wire::Id>, kind: &str) -> Option<String> {
    let is_it = |id: &wire::Id| {
        id.id_type
            .as_deref()
            .is_some_and(|given| given.eq_ignore_ascii_case(kind))
    };
    ids.0.into_iter().filter(is_it).find_map(|id| id.id.take())
}

/// `ISSN`, or where it is missing what stands beside it with a type.
fn numbers(plain: List<Text>, typed: List<wire::Typed>) -> Vec<String> {
    let numbers = plain.texts();
    if numbers.is_empty() {
        typed
            .0
            .into_iter()
            .filter_map(|number| number.value.take())
            .collect()
    } else {
        numbers
    }
}

fn license(license: wire::License) -> Option<License> {
    let start = date(&license.start);
    Some(License {
        url: license.url.take()?,
        version: license.content_version.take(),
        start,
    })
}

fn funder(funder: wire::Funder) -> Funder {
    let ids: Vec<wire::Id> = funder.id.0;
    let (ror, other): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| {
        id.id_type
            .as_deref()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("ROR"))
    });
    Funder {
        name: funder.name.take(),
        doi: funder.doi.take().or_else(|| id_of_type(List(other), "DOI")),
        ror: ror.into_iter().find_map(|id| id.id.take()),
        awards: funder.award.texts(),
    }
}

fn relations(pairs: Vec<(String, List<wire::Related>)>) -> Vec<Relation> {
    let mut relations = Vec::new();
    for (kind, related) in pairs {
        let kind = kind.replace('_', "-");
        relations.extend(related.0.into_iter().filter_map(|other| {
            let id_type = other.id_type.take().unwrap_or_else(|| "other".to_owned());
            Some(Relation {
                kind: kind.clone(),
                id: other.id.take()?,
                id_type: id_type.to_ascii_lowercase(),
            })
        }));
    }
    relations
}

fn updates(list: List<wire::Update>, incoming: bool) -> Vec<Update> {
    let update = |update: wire::Update| {
        let date = date(&update.updated);
        let kind = update.kind.take().unwrap_or_else(|| "other".to_owned());
        Some(Update {
            kind,
            doi: update.doi.take()?,
            source: update.source.take(),
            date,
            incoming,
        })
    };
    list.each(update)
}

fn identifiers(alternative: List<Text>, trials: List<wire::Trial>) -> Vec<OtherId> {
    let other = |kind: &str, value: String| OtherId {
        kind: kind.to_owned(),
        value,
    };
    let trials = trials
        .0
        .into_iter()
        .filter_map(|trial| trial.clinical_trial_number.take());
    let alternative = alternative
        .texts()
        .into_iter()
        .map(|value| other("alternative-id", value));
    alternative
        .chain(trials.map(|value| other("clinical-trial-number", value)))
        .collect()
}
