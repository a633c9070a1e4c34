//! A served centre of one member, Ana Reis, with registries that a case fills.

use std::time::{Duration, Instant};

use domain::identifier::Orcid;
use domain::person::RegistryPerson;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use tests::desk::{self, SignedIn};
use tests::replay::registries_at;
use tests::{Answer, Service, TestDatabase, run_json, sample};

use super::payloads::{claim, orcid_record};
use super::registries::Registries;

/// Ana Reis.
pub(crate) const ANA: &str = "0000-0001-5109-3700";
/// Somebody else.
pub(crate) const BO: &str = "0000-0002-1694-233X";

/// Longest wait for a pass over an ORCID record.
const PATIENCE: Duration = Duration::from_secs(30);

/// The whole system: registries, service with its worker, and a member of the staff.
pub(crate) struct Scene {
    pub(crate) registries: Registries,
    pub(crate) service: Service,
    pub(crate) staff: SignedIn,
    url: String,
}

impl Scene {
    /// A workspace with Ana as its only member, served.
    pub(crate) async fn open(db: &TestDatabase) -> Self {
        let registries = Registries::start().await;
        let workspace = sample::workspace(&db.stores, "cesam").await;
        let member = RegistryPerson {
            orcid: Orcid::parse(ANA).unwrap(),
            ..sample::person(1, "Ana", "Reis")
        };
        db.stores.people.upsert(&workspace, &member, &[]).await.unwrap();
        let mut settings = registries_at(&registries.address());
        settings.push(("LEGACITI_PROVIDER_ATTEMPTS".to_owned(), "1".to_owned()));
        settings.push(("LEGACITI_WORKERS".to_owned(), "1".to_owned()));
        let service = Service::start(&db.url, "api,dashboard,worker", &settings);
        let staff = desk::sign_in(&service, &db.stores, Some(&workspace), "workspace_admin").await;
        Self {
            registries,
            service,
            staff,
            url: db.url.clone(),
        }
    }

    /// Ingests an ORCID record; the job as it is after its pass (`queued` where it waits for another).
    pub(crate) async fn ingest(&self, orcid: &str) -> Value {
        let asked = json!({ "orcid_ids": [orcid] });
        let queued = self.staff.post("/api/ingest", &asked).await;
        assert_eq!(queued.status, 202, "{}", queued.text);
        let begun = Instant::now();
        loop {
            let job = self.job(orcid).await;
            let is_over = match job["status"].as_str().unwrap() {
                "complete" | "failed" => true,
                "queued" => job["attempts"] != 0,
                _ => false,
            };
            if is_over {
                return job;
            }
            assert!(begun.elapsed() < PATIENCE, "the pass does not end: {job}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for the next second: what was asked of a registry in the second of a request is fresh enough for it, and not
    /// asked again.
    pub(crate) async fn later(&self) {
        let now = u64::try_from(desk::now_millis()).unwrap() % 1000;
        tokio::time::sleep(Duration::from_millis(1005 - now)).await;
    }

    /// The most recent job of an iD.
    pub(crate) async fn job(&self, orcid: &str) -> Value {
        let status = format!("/api/ingest/status?orcid_ids={orcid}");
        let answer = self.staff.get(&status).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["statuses"][0]["job"].clone()
    }

    /// Ana's ORCID record lists these DOIs, as written, and is ingested.
    pub(crate) async fn ingest_claims(&self, dois: &[&str]) -> Value {
        let groups: Vec<Value> = (1..)
            .zip(dois)
            .map(|(put_code, doi)| claim(put_code, doi))
            .collect();
        self.ingest_groups(&groups).await
    }

    /// Ana's ORCID record holds these groups of works, and is ingested.
    pub(crate) async fn ingest_groups(&self, groups: &[Value]) -> Value {
        let record = orcid_record(ANA, "Ana", "Reis", groups);
        self.registries.orcid(&record);
        self.ingest(ANA).await
    }

    /// Crossref has this work, Ana claims it: its public record.
    pub(crate) async fn published(&self, work: &Value) -> Value {
        let doi = work["DOI"].as_str().unwrap();
        self.registries.crossref(work);
        let job = self.ingest_claims(&[doi]).await;
        assert_eq!(job["status"], "complete", "{job}");
        self.paper(doi).await
    }

    /// What the staff gets for importing a DOI for Ana, who has to be there.
    pub(crate) async fn import(&self, doi: &str) -> Answer {
        let asked = json!({ "doi": doi, "person_orcids": [ANA] });
        self.staff.post("/api/import/doi", &asked).await
    }

    /// The public record of a DOI.
    pub(crate) async fn paper(&self, doi: &str) -> Value {
        let answer = self.look_up(doi).await;
        assert_eq!(answer.status, 200, "{doi}: {}", answer.text);
        answer.json()
    }

    /// What the public gets for a DOI, encoded.
    pub(crate) async fn look_up(&self, doi: &str) -> Answer {
        self.service.get(&format!("/v1/doi/{}", encoded(doi))).await
    }

    /// The same record as the staff sees it.
    pub(crate) async fn staff_paper(&self, doi: &str) -> Value {
        let answer = self
            .staff
            .get(&format!("/api/publications/{}", encoded(doi)))
            .await;
        assert_eq!(answer.status, 200, "{doi}: {}", answer.text);
        answer.json()
    }

    /// The public list, as one page; `query` such as `q=tides`.
    pub(crate) async fn papers(&self, query: &str) -> Value {
        let answer = self
            .service
            .get(&format!("/v1/publications?per_page=100&{query}"))
            .await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        answer.json()
    }

    /// DOIs of the public list, sorted.
    pub(crate) async fn dois(&self) -> Vec<String> {
        let list = self.papers("").await;
        let items = list["publications"].as_array().unwrap().iter();
        let mut dois: Vec<String> = items
            .map(|item| item["doi"].as_str().unwrap().to_owned())
            .collect();
        dois.sort();
        dois
    }

    /// All works, unverified ones too, as the operator's command line lists them.
    pub(crate) fn works(&self) -> Vec<Value> {
        let works = run_json(&self.url, &[], &["work", "list", "--workspace", "cesam"]);
        works["works"].as_array().unwrap().clone()
    }

    /// Titles of all works, sorted.
    pub(crate) fn work_titles(&self) -> Vec<String> {
        let works = self.works();
        let mut titles: Vec<String> = works
            .iter()
            .map(|work| work["title"].as_str().unwrap().to_owned())
            .collect();
        titles.sort();
        titles
    }

    /// The key of a WordPress site with all scopes.
    pub(crate) fn plugin_key(&self) -> String {
        let words = "installation create --workspace cesam --platform wordpress --name Site \
                     --origin https://www.example.org --scope people.read --scope publications.read \
                     --scope works.read --active";
        let arguments: Vec<&str> = words.split_whitespace().collect();
        let made = run_json(&self.url, &[], &arguments);
        made["key"].as_str().unwrap().to_owned()
    }
}

/// Text as one path segment.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A scene on SQLite: for cases that no database can tell apart.
macro_rules! scene {
    ($scene:ident) => {
        let database = tests::TestDatabase::sqlite().await;
        let $scene = super::scene::Scene::open(&database).await;
    };
}
pub(crate) use scene;

/// `attention` of a record as the staff sees it.
pub(crate) fn attention(of_staff: &Value) -> Vec<&str> {
    let words = of_staff["attention"].as_array().unwrap().iter();
    words.filter_map(Value::as_str).collect()
}
