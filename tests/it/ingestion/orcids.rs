//! Whole ORCID records that are awkward.

use domain::identifier::Orcid;
use domain::ingestion::{JobOutcome, Progress};
use domain::publication::Resolution;
use domain::workspace::View;
use tests::Story;

use super::story;

async fn progress(story: &Story, orcid: &str) -> Progress {
    match story.ingest(orcid).await.1 {
        JobOutcome::Complete(progress) => progress,
        other => panic!("{orcid}: {other:?}"),
    }
}

async fn failure(story: &Story, orcid: &str) -> String {
    match story.ingest(orcid).await.1 {
        JobOutcome::Failed(_, reason) => reason,
        other => panic!("{orcid}: {other:?}"),
    }
}

async fn works(story: &Story) -> Vec<String> {
    let works = story
        .system
        .stores
        .works
        .list_all(&story.workspace, 1000)
        .await
        .unwrap();
    works
        .into_iter()
        .map(|work| work.fields.title.any().to_owned())
        .collect()
}

async fn name(story: &Story, orcid: &str) -> String {
    let orcid = Orcid::parse(orcid).unwrap();
    let person = story
        .system
        .stores
        .people
        .find(&story.workspace, &orcid)
        .await
        .unwrap();
    person.unwrap().name.any().to_owned()
}

#[tokio::test]
async fn eight_hundred_groups_and_no_name() {
    story!(story);
    let orcid = "0000-0002-6665-4934";
    let progress = progress(&story, orcid).await;
    assert!(progress.total >= 790, "{}", progress.total);
    assert_eq!((progress.done, progress.failed), (progress.total, 0));
    assert_eq!(name(&story, orcid).await, orcid, "who has no name is shown by iD");
}

#[tokio::test]
async fn groups_with_two_summaries_count_once() {
    story!(story);
    let progress = progress(&story, "0000-0003-4231-1897").await;
    assert!((230..=247).contains(&progress.total), "{}", progress.total);
    assert_eq!((progress.done, progress.failed), (progress.total, 0));
}

#[tokio::test]
async fn groups_may_hold_one_doi_in_two_cases_or_two_dois() {
    story!(story);
    let progress = progress(&story, "0000-0002-8783-5128").await;
    // 58 groups: 6 have no DOI, 51 have one however it is written, and one has two.
    assert_eq!((progress.total, progress.done, progress.failed), (59, 59, 0));
    assert_eq!((story.size().await, works(&story).await.len()), (53, 6));
}

#[tokio::test]
async fn datasets_and_other_types_come_along() {
    story!(story);
    let progress = progress(&story, "0000-0003-1444-9135").await;
    assert_eq!((progress.done, progress.failed), (progress.total, 0));
}

#[tokio::test]
async fn a_record_without_works_is_a_person_without_papers() {
    story!(story);
    let orcid = "0000-0002-5878-603X";
    assert_eq!(progress(&story, orcid).await, Progress::default());
    assert!(name(&story, orcid).await.starts_with("Norli Ali"));
    let orcid = Orcid::parse(orcid).unwrap();
    let public = story
        .system
        .stores
        .people
        .find_public(&View::whole(story.workspace.clone()), &orcid)
        .await
        .unwrap();
    assert!(public.is_none(), "nobody is listed without a public publication");
}

#[tokio::test]
async fn a_doi_in_two_groups_counts_once() {
    story!(story);
    let progress = progress(&story, "0000-0003-2614-0303").await;
    assert_eq!((progress.total, progress.done), (35, 35));
    assert_eq!(story.size().await, 35);
}

#[tokio::test]
async fn a_doi_as_url_is_the_same_doi() {
    story!(story);
    let progress = progress(&story, "0000-0002-1883-1115").await;
    assert_eq!((progress.total, progress.failed), (5, 0));
    assert!(story.public("10.1128/genomea.00079-15").await.is_some());
}

#[tokio::test]
async fn a_doi_that_no_registry_knows_is_kept_from_the_summary() {
    story!(story);
    progress(&story, "0000-0001-8730-010X").await;
    let kept = story.public("10.5555/replay.missing.449a2d8189").await.unwrap();
    assert_eq!(kept.resolution, Resolution::Unresolved);
    assert_eq!(
        kept.data.title.unwrap().any(),
        "[replay] work whose DOI no agency knows"
    );
}

#[tokio::test]
async fn an_unusable_doi_makes_a_work() {
    story!(story);
    let progress = progress(&story, "0000-0001-5272-6530").await;
    assert_eq!((progress.total, progress.failed), (2, 0));
    assert_eq!(works(&story).await, ["[replay] work with an unusable DOI"]);
}

#[tokio::test]
async fn the_doi_of_a_container_is_not_the_works_own() {
    story!(story);
    let progress = progress(&story, "0000-0001-7112-8069").await;
    assert_eq!(progress.total, 3);
    assert_eq!(
        works(&story).await,
        ["[replay] chapter that names a DOI only as its container"]
    );
    assert!(story.public("10.1111/ele.13828").await.is_some());
    assert!(story.public("10.1101/722215").await.is_some());
}

#[tokio::test]
async fn a_work_without_external_ids_is_kept() {
    story!(story);
    assert_eq!(progress(&story, "0000-0001-5517-2289").await.total, 2);
    assert_eq!(works(&story).await, ["[replay] work known only by null"]);
}

#[tokio::test]
async fn a_private_name_is_no_obstacle() {
    story!(story);
    let orcid = "0000-0001-6703-0333";
    assert_eq!(progress(&story, orcid).await.total, 2);
    assert_eq!(name(&story, orcid).await, orcid);
    assert_eq!(story.size().await, 2);
}

#[tokio::test]
async fn the_demonstration_id_links_nobody_against_their_name() {
    story!(story);
    let progress = progress(&story, "0000-0002-1825-0097").await;
    assert_eq!((progress.total, progress.failed), (2, 0));
    for doi in ["10.5902/1679849x74653", "10.5902/1679849x74599"] {
        let found = story.public(doi).await.unwrap();
        assert_eq!(
            found.people.len(),
            1,
            "the record claims it, whatever the authors are called"
        );
    }
}

#[tokio::test]
async fn a_deprecated_id_leads_to_the_primary_one() {
    story!(story);
    let progress = progress(&story, "0000-0004-0001-3127").await;
    assert!(progress.total > 0);
    let alias = Orcid::parse("0000-0004-0001-3127").unwrap();
    let person = story
        .system
        .stores
        .people
        .find(&story.workspace, &alias)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(person.orcid.as_str(), "0000-0003-0109-6000");
}

#[tokio::test]
async fn deactivated_locked_and_unknown_ids_fail_with_their_reason() {
    story!(story);
    assert_eq!(
        failure(&story, "0000-0004-0001-1041").await,
        "this ORCID iD is deactivated"
    );
    assert_eq!(
        failure(&story, "0000-0003-1315-5960").await,
        "this ORCID record is locked"
    );
    assert_eq!(
        failure(&story, "0009-0005-6000-7479").await,
        "ORCID does not know this iD"
    );
}
