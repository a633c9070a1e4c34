//! An OpenAlex work in our words.

use domain::registry::{
    DateKind, Funder, OpenAccess, OtherId, Provider, ProviderAffiliation, ProviderContributor, ProviderDate,
    ProviderRecord, RawType,
};

use super::wire;
use crate::dates::parse;
use crate::lenient::{Int, List, Maybe, Pairs};

/// Longest abstract in words that is put together again.
const MAX_WORDS: usize = 20_000;
/// Longest abstract in bytes.
const MAX_ABSTRACT: usize = 512 * 1024;

/// The record of a work.
pub(super) fn record(work: wire::Work, fetched_at: i64) -> ProviderRecord {
    let mut record = ProviderRecord::empty(Provider::Openalex, fetched_at);
    let location = work.primary_location.take().unwrap_or_default();
    let raw_kind = location.raw_type.take().or_else(|| work.type_crossref.take());
    record.raw_type = raw_type(work.kind.take(), raw_kind);
    record.doi = work.doi.take();
    record.title = work.title.take().or_else(|| work.display_name.take());
    let date = work.publication_date.as_deref().and_then(parse);
    record.dates.extend(date.map(|date| ProviderDate {
        kind: DateKind::Published,
        date,
    }));
    record.language = work.language.take();
    record.authors = work.authorships.each(|authorship| Some(author(authorship)));
    let source = location.source.take().unwrap_or_default();
    record.container_title = source
        .display_name
        .take()
        .or_else(|| location.raw_source_name.take());
    record.container_kind = source.kind.take();
    record.publisher = source.host_organization_name.take();
    record.issn = source.issn.texts();
    if record.issn.is_empty() {
        record.issn.extend(source.issn_l.take());
    }
    let biblio = work.biblio.take().unwrap_or_default();
    record.volume = biblio.volume.take();
    record.issue = biblio.issue.take();
    record.page = match (biblio.first_page.take(), biblio.last_page.take()) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}-{last}")),
        (first, last) => first.or(last),
    };
    record.abstract_text = text_of(&work.abstract_inverted_index);
    let topics = work.keywords.0.into_iter().chain(work.topics.0);
    record.keywords = topics.filter_map(|topic| topic.display_name.take()).collect();
    record.funders = funders(work.funders, work.awards);
    record.url = location.landing_page_url.take();
    record.cited_by_count = work.cited_by_count.count();
    record.is_retracted = work.is_retracted.0;
    record.open_access = work
        .open_access
        .take()
        .map(|access| open_access(access, work.best_oa_location));
    record.identifiers = identifiers(work.ids.take().unwrap_or_default(), work.id.take());
    record
}

/// OpenAlex's type and, after a colon, what its source called it.
fn raw_type(kind: Option<String>, raw: Option<String>) -> Option<RawType> {
    let kind = kind?;
    let value = match raw {
        Some(raw) => format!("{kind}:{raw}"),
        None => kind,
    };
    Some(RawType {
        vocabulary: "openalex".to_owned(),
        value,
    })
}

fn author(authorship: wire::Authorship) -> ProviderContributor {
    let author = authorship.author.take().unwrap_or_default();
    let mut affiliations: Vec<ProviderAffiliation> = authorship
        .institutions
        .0
        .into_iter()
        .map(|place| ProviderAffiliation {
            name: place.display_name.take(),
            ror: place.ror.take(),
        })
        .filter(|place| place.name.is_some() || place.ror.is_some())
        .collect();
    if affiliations.is_empty() {
        let raw = authorship.raw_affiliation_strings.texts().into_iter();
        affiliations.extend(raw.map(|name| ProviderAffiliation {
            name: Some(name),
            ror: None,
        }));
    }
    ProviderContributor {
        name: authorship
            .raw_author_name
            .take()
            .or_else(|| author.display_name.take()),
        orcid: author.orcid.take(),
        affiliations,
        ..ProviderContributor::default()
    }
}

/// Words at their positions make the text; the index may not make it larger than an abstract is.
fn text_of(index: &Pairs<List<Int>>) -> Option<String> {
    let mut words: Vec<(i64, &str)> = Vec::new();
    for (word, positions) in &index.0 {
        words.extend(
            positions
                .0
                .iter()
                .filter_map(|position| Some((position.0?, word.as_str())))
                .take(MAX_WORDS + 1),
        );
        if words.len() > MAX_WORDS {
            return None;
        }
    }
    words.sort_by_key(|(position, _)| *position);
    let mut text = String::new();
    for (_, word) in words {
        if text.len() + word.len() >= MAX_ABSTRACT {
            return None;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    (!text.is_empty()).then_some(text)
}

fn open_access(access: wire::OpenAccess, best: Maybe<wire::Location>) -> OpenAccess {
    let best = best.take().unwrap_or_default();
    let url = access
        .oa_url
        .take()
        .or_else(|| best.landing_page_url.take())
        .or_else(|| best.pdf_url.take());
    OpenAccess {
        status: access.oa_status.take(),
        url,
    }
}

/// Funders, each with its awards; funders that only awards name come last.
fn funders(list: List<wire::Funder>, awards: List<wire::Award>) -> Vec<Funder> {
    let mut funders: Vec<(Option<String>, Funder)> = list
        .0
        .into_iter()
        .map(|funder| {
            let (name, ror) = (funder.display_name.take(), funder.ror.take());
            (
                funder.id.take(),
                Funder {
                    name,
                    doi: None,
                    ror,
                    awards: Vec::new(),
                },
            )
        })
        .collect();
    for award in awards.0 {
        let (id, name) = (award.funder_id.take(), award.funder_display_name.take());
        let known = funders.iter_mut().find(|(known, funder)| match (known, &id) {
            (Some(known), Some(id)) => known == id,
            _ => name.is_some() && funder.name == name,
        });
        let number = award.funder_award_id.take();
        match known {
            Some((_, funder)) => funder.awards.extend(number),
            None if name.is_some() => {
                let awards = number.into_iter().collect();
                funders.push((
                    id,
                    Funder {
                        name,
                        doi: None,
                        ror: None,
                        awards,
                    },
                ));
            }
            None => {}
        }
    }
    funders.into_iter().map(|(_, funder)| funder).collect()
}

fn identifiers(ids: wire::Ids, own: Option<String>) -> Vec<OtherId> {
    [
        ("openalex", ids.openalex.take().or(own)),
        ("pmid", ids.pmid.take()),
        ("pmcid", ids.pmcid.take()),
        ("mag", ids.mag.take()),
    ]
    .into_iter()
    .filter_map(|(kind, value)| {
        Some(OtherId {
            kind: kind.to_owned(),
            value: value?,
        })
    })
    .collect()
}
