//! One of two centres: what it has, who acts for it, and everything that it can see of itself.

use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::work::{NewWork, WorkFields, WorkId};
use domain::workspace::WorkspaceId;
use serde_json::{Value, json};
use tests::desk::{self, SignedIn};
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{Answer, Service, TestDatabase, run_json, run_json_with};

/// A centre.
pub(super) struct Side {
    pub(super) slug: &'static str,
    /// Stands in every text of the centre, and in none of the other's.
    pub(super) mark: String,
    workspace: WorkspaceId,
    /// 0 or 1: which iDs and DOIs are its own.
    number: u32,
    installation_key: String,
    api_key: String,
    /// Hash of a key that nobody uses.
    pub(super) spare_key: String,
    pub(super) job: String,
    pub(super) work: String,
    pub(super) project: String,
    staff: Option<(Place, SignedIn, SignedIn)>,
}

/// Where the service is.
#[derive(Clone)]
struct Place {
    api: String,
    client: reqwest::Client,
}

impl Side {
    /// A centre with three people (two of them in the other one, too), five papers (three in the other one, too), a
    /// work, a project, a job and keys.
    pub(super) async fn make(db: &TestDatabase, slug: &'static str, number: u32) -> Self {
        let mark = format!("Mark{slug}");
        let workspace = workspace(&db.stores, slug).await;
        let side = Self {
            slug,
            installation_key: installation(db, slug),
            api_key: key(db, slug, &mark, "key"),
            spare_key: key(db, slug, &mark, "key_hash"),
            job: String::new(),
            work: format!("work-{slug}"),
            project: format!("project-{slug}"),
            workspace,
            number,
            mark,
            staff: None,
        };
        side.write_people(db).await;
        side.write_papers(db).await;
        side.write_work(db).await;
        let title = format!("{} tides", side.mark);
        let project = json!({ "id": side.project, "title": title, "programme": side.mark }).to_string();
        run_json_with(
            &db.url,
            &["project", "create", "--workspace", slug, "--file", "-"],
            &project,
        );
        side
    }

    /// The same, served, with staff at their desks and a job in the queue.
    pub(super) async fn at(mut self, db: &TestDatabase, service: &Service) -> Self {
        let editor = desk::sign_in(service, &db.stores, Some(&self.workspace), "editor").await;
        let admin = desk::sign_in(service, &db.stores, Some(&self.workspace), "workspace_admin").await;
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let queued = editor
            .post(
                "/api/ingest",
                &json!({ "orcid_ids": [self.own_person(8).as_str()] }),
            )
            .await;
        assert_eq!(queued.status, 202, "{}", queued.text);
        queued.json()["jobs"][0]["id"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.job);
        let place = Place {
            api: service.api.clone(),
            client,
        };
        self.staff = Some((place, editor, admin));
        self
    }

    async fn write_people(&self, db: &TestDatabase) {
        for who in self.people() {
            let n = if who == self.own_person(0) { 3 } else { 1 };
            let mut one = person(n, "Ana", &self.mark);
            one.orcid = who;
            one.biography = Some(self.mark.clone());
            db.stores.people.upsert(&self.workspace, &one, &[]).await.unwrap();
        }
    }

    async fn write_papers(&self, db: &TestDatabase) {
        for paper in self.papers() {
            let mut record = crossref(&format!("{} seagrass", self.mark), 2020, &[("Ana", &self.mark)]);
            record.abstract_text = Some(self.mark.clone());
            let people = self.people();
            let paper = contribution(&doi(&paper), record, &people);
            db.stores
                .publications
                .contribute(&self.workspace, vec![paper], &Trail::default())
                .await
                .unwrap();
        }
    }

    async fn write_work(&self, db: &TestDatabase) {
        let work = NewWork {
            id: WorkId::new(self.work.clone()),
            orcid_key: None,
            fields: WorkFields {
                title: format!("{} report", self.mark).into(),
                work_type: None,
                publication_date: None,
                container_title: None,
                url: None,
                abstract_text: Some(self.mark.clone().into()),
                identifiers: Vec::new(),
            },
            people: self.people(),
            verified: true,
            visible: true,
            now: NOW,
        };
        db.stores
            .works
            .upsert(&self.workspace, vec![work], &Trail::default())
            .await
            .unwrap();
    }

    /// Somebody whom only this centre knows.
    pub(super) fn own_person(&self, n: u32) -> Orcid {
        orcid(100 + 50 * self.number + n)
    }

    /// Everybody of the centre; the first two are in both.
    pub(super) fn people(&self) -> Vec<Orcid> {
        vec![orcid(1), orcid(2), self.own_person(0)]
    }

    /// Suffixes of the centre's DOIs; the first three are in both.
    pub(super) fn papers(&self) -> Vec<String> {
        let own = |n: u32| format!("{}-{n}", self.slug);
        vec![
            "one".to_owned(),
            "two".to_owned(),
            "three".to_owned(),
            own(1),
            own(2),
        ]
    }

    fn served(&self) -> &(Place, SignedIn, SignedIn) {
        self.staff.as_ref().expect("the centre is served")
    }

    pub(super) fn editor(&self) -> SignedIn {
        self.served().1.clone()
    }

    pub(super) fn admin(&self) -> SignedIn {
        self.served().2.clone()
    }

    /// GET at the APIs, as the centre's site.
    pub(super) async fn get(&self, path: &str) -> Answer {
        let (service, ..) = self.served();
        let request = service.client.get(format!("{}{path}", service.api));
        read(request.header("X-API-Key", &self.installation_key)).await
    }

    /// POST at the APIs, as the centre's partner.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Answer {
        let (service, ..) = self.served();
        let request = service.client.post(format!("{}{path}", service.api));
        let request = request
            .header("Content-Type", "application/json")
            .body(body.to_string());
        read(request.header("X-API-Key", &self.api_key)).await
    }

    /// Whether an answer holds anything of this centre.
    pub(super) fn shows_in(&self, answer: &Answer) -> bool {
        let headers = format!("{:?}", answer.headers);
        answer.text.contains(&self.mark) || headers.contains(&self.mark)
    }

    /// All that the centre can see of itself, from outside and from its desks.
    pub(super) async fn everything(&self) -> String {
        let mut all = Vec::new();
        for path in [
            "/v1/publications?per_page=100&updated_since=0",
            "/v1/people?per_page=100",
        ] {
            let found = self.get(path).await;
            assert_eq!(found.status, 200, "{path}: {}", found.text);
            all.push(found.text);
        }
        let admin = self.admin();
        let members = format!("/api/workspaces/{}/members", self.slug);
        let jobs = format!("/api/ingest/status?orcid_ids={}", self.own_person(8));
        for path in [
            "/api/publications?perPage=100&status=all",
            "/api/people?perPage=100",
            "/api/activity?per_page=100",
            "/api/site-tools/api-keys",
            "/api/workspaces",
            "/api/entities?status=all",
            "/api/categories?status=all",
            members.as_str(),
            jobs.as_str(),
        ] {
            let found = admin.get(path).await;
            assert_eq!(found.status, 200, "{path}: {}", found.text);
            all.push(found.text);
        }
        all.join("\n")
    }
}

async fn read(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    Answer {
        status,
        headers,
        text,
    }
}

fn installation(db: &TestDatabase, slug: &str) -> String {
    let origin = format!("https://{slug}.example.org");
    let create = [
        "installation",
        "create",
        "--workspace",
        slug,
        "--platform",
        "wordpress",
        "--name",
        slug,
        "--origin",
        &origin,
        "--scope",
        "people.read",
        "--scope",
        "publications.read",
        "--scope",
        "works.read",
        "--scope",
        "projects.read",
        "--active",
    ];
    run_json(&db.url, &[], &create)["key"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn key(db: &TestDatabase, slug: &str, mark: &str, field: &str) -> String {
    let create = [
        "api-key",
        "create",
        "--workspace",
        slug,
        "--client-name",
        mark,
        "--scope",
        "ingest",
        "--scope",
        "membership.update",
        "--rate-limit-per-minute",
        "10000",
    ];
    run_json(&db.url, &[], &create)[field]
        .as_str()
        .unwrap()
        .to_owned()
}
