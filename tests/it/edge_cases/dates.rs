//! Dates that are missing, partial, impossible, or not the publication's.

use serde_json::{Value, json};

use super::payloads::{crossref, datacite, with, without};
use super::scene::{attention, scene};

/// Crossref's `date-parts`.
fn date(parts: &Value) -> Value {
    json!({ "date-parts": [parts] })
}

#[tokio::test]
async fn case_23_a_null_in_place_of_a_year_is_no_date() {
    scene!(scene);
    for (suffix, issued) in [
        ("null", json!({ "date-parts": [[null]] })),
        ("empty", json!({ "date-parts": [[]] })),
        ("none", json!({ "date-parts": [] })),
        ("nothing", json!(null)),
    ] {
        let doi = format!("10.5555/{suffix}");
        let work = with(crossref(&doi), json!({ "issued": issued }));
        scene.registries.crossref(&work);
        // The ORCID record has a year of its own, which is better than nothing.
        scene.ingest_claims(&[&doi]).await;
        let paper = scene.paper(&doi).await;
        assert_eq!(
            (&paper["publication_date"], &paper["title"]),
            (&json!("2021"), &json!("Tides of the lagoon")),
            "{suffix}"
        );
    }
    let imported = "10.5555/imported";
    scene.registries.crossref(&with(
        crossref(imported),
        json!({ "issued": { "date-parts": [[null]] } }),
    ));
    assert_eq!(scene.import(imported).await.status, 201);
    let paper = scene.paper(imported).await;
    assert_eq!(
        (&paper["publication_date"], &paper["publication_year"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(attention(&scene.staff_paper(imported).await), ["missing_date"]);
}

#[tokio::test]
async fn case_24_no_month_is_invented_and_no_date_sorts_last() {
    scene!(scene);
    for (suffix, issued) in [
        ("year", json!([2012])),
        ("month", json!([2012, 10])),
        ("day", json!([2012, 10, 5])),
        ("padded", json!([2013, 0, 0])),
        ("unknown", json!([null])),
    ] {
        let doi = format!("10.5555/{suffix}");
        scene
            .registries
            .crossref(&with(crossref(&doi), json!({ "issued": date(&issued) })));
        assert_eq!(scene.import(&doi).await.status, 201);
    }
    for (dir, expected) in [
        ("asc", ["year", "month", "day", "padded", "unknown"]),
        ("desc", ["padded", "day", "month", "year", "unknown"]),
    ] {
        let list = scene.papers(&format!("sort=publication_date&dir={dir}")).await;
        let listed: Vec<&str> = list["publications"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["doi"].as_str().unwrap().trim_start_matches("10.5555/"))
            .collect();
        assert_eq!(listed, expected, "{dir}");
    }
    let list = scene
        .service
        .get_as(
            &scene.plugin_key(),
            "/v1/publications?sort=publication_date&dir=asc",
        )
        .await
        .json();
    let dates = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .map(|item| item["publication_date"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        dates(&list["publications"]),
        [
            json!("2012"),
            json!("2012-10"),
            json!("2012-10-05"),
            json!("2013"),
            json!(null)
        ]
    );
    // A plugin's date column takes whole days only: no other date is made up for it.
    assert_eq!(
        dates(&list["data"]),
        [
            json!(null),
            json!(null),
            json!("2012-10-05"),
            json!(null),
            json!(null)
        ]
    );
}

/// Decided: the work stays without a date, also where a weaker source has one: the staff should see that something is
/// wrong.
#[tokio::test]
async fn case_25_an_impossible_year_costs_the_date_not_the_work() {
    scene!(scene);
    let years = [
        ("thai", json!([2564])),
        ("far", json!([9000, 1, 1])),
        ("early", json!([999])),
    ];
    for (suffix, issued) in years {
        let doi = format!("10.5555/{suffix}");
        let paper = scene
            .published(&with(crossref(&doi), json!({ "issued": date(&issued) })))
            .await;
        assert_eq!(
            (&paper["publication_date"], &paper["publication_year"]),
            (&json!(null), &json!(null)),
            "{suffix}"
        );
        let words = scene.staff_paper(&doi).await;
        assert!(
            attention(&words).contains(&"implausible_date"),
            "{suffix}: {:?}",
            attention(&words)
        );
    }
    // A year of 0 is how some deposit none at all.
    let zero = "10.5555/zero";
    scene
        .registries
        .crossref(&with(crossref(zero), json!({ "issued": date(&json!([0])) })));
    assert_eq!(scene.import(zero).await.status, 201);
    assert_eq!(scene.paper(zero).await["publication_date"], json!(null));
    assert_eq!(attention(&scene.staff_paper(zero).await), ["missing_date"]);
    let old = scene
        .published(&with(
            crossref("10.5555/old"),
            json!({ "issued": date(&json!([1665, 3])) }),
        ))
        .await;
    assert_eq!(old["publication_date"], "1665-03");
    assert!(attention(&scene.staff_paper("10.5555/old").await).is_empty());
}

#[tokio::test]
async fn case_26_when_a_record_was_made_is_not_when_the_work_was() {
    scene!(scene);
    let stamp = json!({ "date-parts": [[2019, 1, 31]], "date-time": "2019-01-31T10:00:00Z", "timestamp": 1_548_928_800_000_i64 });
    let doi = "10.5555/old";
    let work = without(crossref(doi), "issued");
    scene.registries.crossref(&with(
        work,
        json!({ "created": stamp, "deposited": stamp, "indexed": stamp }),
    ));
    assert_eq!(scene.import(doi).await.status, 201);
    assert_eq!(scene.paper(doi).await["publication_date"], json!(null));
    let dataset = "10.5281/zenodo.1";
    scene.registries.datacite(&with(datacite(dataset), json!({
        "publicationYear": null, "created": "2019-01-31T10:00:00Z", "registered": "2019-01-31T10:00:00Z",
        "dates": [{ "date": "2019-01-31", "dateType": "Updated" }, { "date": "2018", "dateType": "Created" }],
    })));
    assert_eq!(scene.import(dataset).await.status, 201);
    assert_eq!(scene.paper(dataset).await["publication_date"], json!(null));
}

/// Decided: the earliest of all dates counts, as precise as it is known; both others stay in the record for sites that
/// want them.
#[tokio::test]
async fn case_27_print_and_online_years_are_both_kept() {
    scene!(scene);
    let paper = scene
        .published(&with(
            crossref("10.5555/both"),
            json!({
                "issued": date(&json!([2018])),
                "published-online": date(&json!([2018, 12, 20])),
                "published-print": date(&json!([2019, 3])),
            }),
        ))
        .await;
    assert_eq!(
        (&paper["publication_date"], &paper["publication_year"]),
        (&json!("2018-12-20"), &json!(2018))
    );
    assert_eq!(paper["data"]["published_online"], "2018-12-20");
    assert_eq!(paper["data"]["published_print"], "2019-03");
    assert_eq!(scene.papers("publication_year=2018").await["total"], 1);
}
