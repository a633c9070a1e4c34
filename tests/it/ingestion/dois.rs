//! Single DOIs whose records are awkward.

use domain::publication::Resolution;
use domain::publication::model::{Record, RetractionStatus};
use domain::publication::usecases::ImportError;

use super::story;

fn title(record: &Record) -> &str {
    record.title.as_ref().map_or("", |title| title.any())
}

fn date(record: &Record) -> String {
    record
        .publication_date
        .map(|date| date.to_string())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_thousand_authors_and_a_padded_title() {
    story!(story);
    let data = story.import("10.1534/g3.114.015966").await.data;
    assert_eq!(data.authors.len(), 1014);
    assert_eq!(data.authors[1013].position, 1014);
    assert_eq!(
        title(&data),
        "Drosophila Muller F Elements Maintain a Distinct Set of Genomic Properties Over 40 Million Years of Evolution"
    );
    assert_eq!(date(&data), "2015-03-04", "online comes before print");
    assert_eq!(
        data.container_title.as_deref(),
        Some("G3: Genes|Genomes|Genetics"),
        "escaped twice"
    );
}

#[tokio::test]
async fn a_title_that_says_retracted_without_a_source_is_unclear() {
    story!(story);
    let data = story.import("10.1155/2014/128505").await.data;
    assert!(title(&data).starts_with("Retracted: "));
    assert!(data.authors.is_empty());
    assert_eq!(date(&data), "2014", "no invented month");
    assert_eq!(data.retraction.status, RetractionStatus::Unknown);
    assert!(!data.is_retracted);
}

#[tokio::test]
async fn a_retraction_notice_is_not_itself_retracted() {
    story!(story);
    let data = story.import("10.1371/journal.pone.0210346").await.data;
    assert_eq!(data.publication_type.as_deref(), Some("retraction-notice"));
    assert!(!data.is_retracted);
    assert_eq!(data.updates.len(), 1);
    assert_eq!(
        (data.updates[0].kind.as_str(), data.updates[0].doi.as_str()),
        ("retraction", "10.1371/journal.pone.0031093")
    );
    assert_eq!(data.authors[0].name.as_deref(), Some("The PLOS ONE Editors"));
}

#[tokio::test]
async fn a_group_stays_whole_among_people() {
    story!(story);
    let data = story.import("10.1002/mdc3.13466").await.data;
    assert_eq!(data.authors.len(), 23);
    let groups: Vec<_> = data
        .authors
        .iter()
        .filter_map(|author| author.name.as_deref())
        .collect();
    assert_eq!(groups, ["the CNS physiotherapy study group"]);
}

#[tokio::test]
async fn an_abstract_in_jats_becomes_plain_text() {
    story!(story);
    let data = story.import("10.1007/s10840-022-01343-5").await.data;
    let text = data.abstract_text.unwrap();
    assert!(
        text.starts_with("Abstract Background To compare the safety, effectiveness,"),
        "{text}"
    );
    assert!(
        !text.contains('<') && !text.contains("  ") && !text.contains('\n'),
        "{text}"
    );
    assert_eq!(
        data.authors
            .iter()
            .filter(|author| author.orcid.is_some())
            .count(),
        1
    );
}

#[tokio::test]
async fn mathml_in_a_title_keeps_its_text() {
    story!(story);
    let data = story.import("10.1103/physrevb.89.235131").await.data;
    assert_eq!(
        title(&data),
        "LaSrVO4: A candidate for the spin-orbital liquid state"
    );
    let markup = data.title_markup.unwrap();
    assert!(
        !markup.contains("mml") && markup.ends_with("the spin-orbital liquid state"),
        "{markup}"
    );
}

#[tokio::test]
async fn escaped_markup_in_the_title_of_a_peer_review() {
    story!(story);
    let data = story.import("10.1002/2050-7038.12442/v2/review2").await.data;
    assert_eq!(data.publication_type.as_deref(), Some("peer-review"));
    assert!(
        title(&data).starts_with("Review for \"Hybrid risk‐averse energy management"),
        "{}",
        title(&data)
    );
    assert_eq!(data.relations[0].kind, "is-review-of");
}

#[tokio::test]
async fn no_title_and_no_author_is_kept_with_what_there_is() {
    story!(story);
    let found = story.import("10.1001/archderm.100.1.117").await;
    assert_eq!(found.data.title, None);
    assert!(found.data.authors.is_empty());
    assert_eq!(date(&found.data), "1969-07-01");
    assert!(!found.slug.is_empty());
}

#[tokio::test]
async fn an_issued_null_is_no_date() {
    story!(story);
    let chapter = story.import("10.1002/0470841559.ch1").await.data;
    assert_eq!(chapter.publication_type.as_deref(), Some("book-chapter"));
    assert_eq!((chapter.publication_date, chapter.publication_year), (None, None));
    let component = story.import("10.1371/journal.pmed.0030277.g001").await.data;
    assert_eq!(component.publication_type.as_deref(), Some("component"));
    // Crossref has neither title nor date; what OpenAlex knows is better than nothing.
    assert_eq!(
        component.title.unwrap().any(),
        "Stimulation of IL-32 by Mycobacteria"
    );
    assert_eq!(component.publication_year, Some(2015));
}

#[tokio::test]
async fn a_doi_may_hold_brackets_semicolons_and_slashes() {
    story!(story);
    let doi = "10.1002/(SICI)1099-1190(200001/02)10:1<51::AID-NEM357>3.0.CO;2-G";
    let found = story.import(doi).await;
    assert_eq!(found.doi.as_str(), doi.to_ascii_lowercase());
    assert_eq!(title(&found.data), "Computer speech: streaming technology");
}

#[tokio::test]
async fn a_doi_may_hold_the_url_of_another() {
    story!(story);
    let doi = "10.5424/http://dx.doi.org/10.5424/sjar/20110903-330-10";
    assert_eq!(story.import(doi).await.doi.as_str(), doi);
}

#[tokio::test]
async fn a_preprint_names_its_version_of_record() {
    story!(story);
    let data = story.import("10.1101/242230").await.data;
    assert_eq!(data.publication_type.as_deref(), Some("preprint"));
    assert_eq!(
        data.container_title.as_deref(),
        Some("bioRxiv"),
        "the institution stands in for the journal"
    );
    assert_eq!(data.authors.len(), 54);
    assert_eq!(
        data.authors
            .iter()
            .filter(|author| author.orcid.is_some())
            .count(),
        22
    );
    let record = data
        .relations
        .iter()
        .find(|relation| relation.kind == "is-preprint-of")
        .unwrap();
    assert_eq!(record.id, "10.1186/s12864-018-5163-2");
}

#[tokio::test]
async fn an_id_on_two_authors_removes_nobody() {
    story!(story);
    let data = story.import("10.2337/dc22-1960").await.data;
    assert_eq!(data.authors.len(), 54);
    assert_eq!(
        data.authors
            .iter()
            .filter(|author| author.orcid.is_some())
            .count(),
        12
    );
}

#[tokio::test]
async fn a_chinese_title_stays_and_is_found() {
    story!(story);
    let found = story.import("10.1360/n112014-00137").await;
    assert_eq!(title(&found.data), "模糊测试技术研究");
    assert_eq!(date(&found.data), "2014-10-01");
}

#[tokio::test]
async fn a_dataset_with_thousands_of_creators() {
    story!(story);
    let data = story.import("10.17182/hepdata.87144.v1/t616").await.data;
    assert_eq!(data.publication_type.as_deref(), Some("dataset"));
    assert_eq!(data.authors.len(), 2858);
    assert_eq!(title(&data), "Figure_9_5_8_1_lowPt");
    assert_eq!(
        date(&data),
        "2019",
        "the date of the last update is not the publication's"
    );
}

#[tokio::test]
async fn an_orcid_scheme_without_a_value_is_no_id() {
    story!(story);
    let data = story.import("10.11578/1372474").await.data;
    assert_eq!(data.authors.len(), 4);
    assert!(data.authors.iter().all(|author| author.orcid.is_none()));
    assert_eq!(data.authors[0].family.as_deref(), Some("Walters"));
}

#[tokio::test]
async fn openalex_may_know_a_work_without_a_title() {
    story!(story);
    let data = story.import("10.1023/a:1007979827043").await.data;
    assert_eq!(data.publication_year, Some(1997));
    assert_eq!(data.authors.len(), 3);
}

#[tokio::test]
async fn a_doi_that_nobody_knows_is_refused_and_leaves_nothing() {
    story!(story);
    story.import("10.1360/n112014-00137").await;
    let refused = story.try_import("10.1371/journal.pone.9999999").await;
    assert!(matches!(refused, Err(ImportError::UnknownDoi(_))), "{refused:?}");
    assert_eq!(story.size().await, 1);
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    story!(story);
    let first = story.import("10.1103/physrevb.89.235131").await;
    let second = story.import("https://doi.org/10.1103/PhysRevB.89.235131").await;
    assert_eq!(first.resolution, Resolution::Registered);
    assert_eq!((first.data, first.slug), (second.data, second.slug));
    assert_eq!(story.size().await, 1);
}
