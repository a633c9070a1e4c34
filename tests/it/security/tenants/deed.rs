//! What a centre does: to its own things, and with the names of the other's.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tests::sample::NOW;
use tests::{Answer, SignedIn};

use super::side::Side;

/// Something that one centre does. `foreign` says whose things it names.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Read {
        path: usize,
        foreign: bool,
    },
    Look {
        path: usize,
        foreign: bool,
    },
    Retitle {
        paper: usize,
        foreign: bool,
    },
    Hide {
        paper: usize,
        foreign: bool,
    },
    Remove {
        paper: usize,
        foreign: bool,
    },
    Bulk {
        delete: bool,
        foreign: bool,
    },
    Rename {
        person: usize,
        foreign: bool,
    },
    Move {
        person: usize,
        external: bool,
        foreign: bool,
    },
    Partner {
        person: usize,
        external: bool,
        foreign: bool,
    },
    Ingest {
        person: usize,
        foreign: bool,
    },
    Repair {
        paper: usize,
        foreign: bool,
    },
    RepairAll,
    Fail {
        foreign: bool,
    },
    ChangeKey {
        foreign: bool,
    },
    RotateKey {
        foreign: bool,
    },
    RevokeKey {
        foreign: bool,
    },
    CleanUp {
        foreign: bool,
    },
    Conceal {
        person: usize,
        foreign: bool,
    },
    Reslug {
        person: usize,
        foreign: bool,
    },
    Entitle {
        foreign: bool,
    },
    Invite {
        foreign: bool,
    },
    ClearJobs,
}

/// Reads at the APIs; `{…}` is filled from one of the centres.
const READS: [&str; 10] = [
    "/v1/doi/10.5555/{paper}",
    "/v1/people/{person}",
    "/v1/people/{person}/publications",
    "/v1/works/{work}",
    "/v1/projects/{project}",
    "/v1/publications?q={mark}",
    "/v1/works?q={mark}",
    "/v1/projects?q={mark}",
    "/integrations/v1/publications?q={mark}",
    "/integrations/v1/installation",
];
/// Reads at the dashboard.
const LOOKS: [&str; 16] = [
    "/api/publications/10.5555/{paper}?include=raw",
    "/api/publications?q={mark}&status=all",
    "/api/publications?orcid_id={person}",
    "/api/people/{person}",
    "/api/people/{person}/publications?includeDeleted=true",
    "/api/people?q={mark}",
    "/api/activity?q={mark}",
    "/api/ingest/status?orcid_ids={person}",
    "/api/ingest/stuck?threshold_seconds=1",
    "/api/publications/stats",
    "/api/publications/10.5555/{paper}/history",
    "/api/publications/10.5555/{paper}/people",
    "/api/projects/{project}",
    "/api/works/{work}",
    "/api/projects?q={mark}&status=all",
    "/api/works?q={mark}&orcid_id={person}&status=all",
];

/// Any deed, from small parts, so that a failing history gets small.
pub(super) fn deeds() -> impl Strategy<Value = Deed> {
    select(Deed::all())
}

impl Deed {
    /// Every deed there is.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::RepairAll, Self::ClearJobs];
        for foreign in [false, true] {
            all.extend((0..READS.len()).map(|path| Self::Read { path, foreign }));
            all.extend((0..LOOKS.len()).map(|path| Self::Look { path, foreign }));
            for n in [0, 3] {
                all.push(Self::Retitle { paper: n, foreign });
                all.push(Self::Hide { paper: n, foreign });
                all.push(Self::Remove { paper: n, foreign });
                all.push(Self::Repair { paper: n, foreign });
            }
            for n in [0, 2] {
                all.push(Self::Rename { person: n, foreign });
                all.push(Self::Ingest { person: n, foreign });
                all.push(Self::Conceal { person: n, foreign });
                all.push(Self::Reslug { person: n, foreign });
                for external in [true, false] {
                    all.push(Self::Move {
                        person: n,
                        external,
                        foreign,
                    });
                    all.push(Self::Partner {
                        person: n,
                        external,
                        foreign,
                    });
                }
            }
            all.extend([true, false].map(|delete| Self::Bulk { delete, foreign }));
            all.extend([
                Self::Fail { foreign },
                Self::ChangeKey { foreign },
                Self::CleanUp { foreign },
                Self::RotateKey { foreign },
                Self::RevokeKey { foreign },
                Self::Entitle { foreign },
                Self::Invite { foreign },
            ]);
        }
        all
    }

    /// Whether it names something that only the other centre has: for this one that is nothing.
    pub(super) fn names_what_is_not_there(&self) -> bool {
        match self {
            Self::Read { path, foreign } => *foreign && *path < 5,
            Self::Look { path, foreign } => *foreign && [0, 3, 4, 10, 11, 12, 13].contains(path),
            Self::Retitle { paper, foreign }
            | Self::Hide { paper, foreign }
            | Self::Remove { paper, foreign }
            | Self::Repair { paper, foreign } => *foreign && *paper >= 3,
            Self::Rename { person, foreign }
            | Self::Conceal { person, foreign }
            | Self::Reslug { person, foreign }
            | Self::Move { person, foreign, .. }
            | Self::Partner { person, foreign, .. } => *foreign && *person == 2,
            Self::Bulk { foreign, .. }
            | Self::Fail { foreign }
            | Self::ChangeKey { foreign }
            | Self::RotateKey { foreign }
            | Self::RevokeKey { foreign }
            | Self::Entitle { foreign }
            | Self::Invite { foreign }
            | Self::CleanUp { foreign } => *foreign,
            // Anybody's iD may be ingested.
            Self::Ingest { .. } | Self::RepairAll | Self::ClearJobs => false,
        }
    }

    /// Does it.
    pub(super) async fn done_by(&self, own: &Side, other: &Side) -> Answer {
        let of = |foreign: bool| if foreign { other } else { own };
        let (editor, admin) = (own.editor(), own.admin());
        match self {
            Self::Read { path, foreign } => own.get(&filled(READS[*path], of(*foreign))).await,
            Self::Look { path, foreign } => admin.get(&filled(LOOKS[*path], of(*foreign))).await,
            Self::Retitle { paper, foreign } => {
                let title = format!("{} edited", own.mark);
                patch(&editor, of(*foreign), *paper, "/title", &json!(title)).await
            }
            Self::Hide { paper, foreign } => {
                patch(&editor, of(*foreign), *paper, "/visible", &json!(false)).await
            }
            Self::Remove { paper, foreign } => editor.delete(&paper_path(of(*foreign), *paper)).await,
            Self::Bulk { delete, foreign } => {
                let ids: Vec<String> = of(*foreign)
                    .papers()
                    .iter()
                    .map(|suffix| format!("10.5555/{suffix}"))
                    .collect();
                let action = if *delete { "delete" } else { "restore" };
                editor
                    .post("/api/publications/bulk", &json!({ "action": action, "ids": ids }))
                    .await
            }
            Self::Rename { person, foreign } => {
                let path = format!("/api/people/{}", of(*foreign).people()[*person]);
                editor
                    .patch(&path, &json!({ "name": format!("{} renamed", own.mark) }))
                    .await
            }
            Self::Ingest { person, foreign } => {
                let person = of(*foreign).people()[*person].clone();
                editor
                    .post("/api/ingest", &json!({ "orcid_ids": [person.as_str()] }))
                    .await
            }
            Self::Repair { paper, foreign } => {
                let doi = format!("10.5555/{}", of(*foreign).papers()[*paper]);
                admin
                    .post("/api/site-tools/repair-author-links", &json!({ "doi": doi }))
                    .await
            }
            Self::RepairAll => {
                admin
                    .post("/api/site-tools/repair-author-links/bulk", &json!({}))
                    .await
            }
            Self::ClearJobs => admin.post("/api/site-tools/clear-stuck-jobs", &json!({})).await,
            Self::Fail { foreign } => {
                let path = format!("/api/ingest/stuck/{}/force-fail", of(*foreign).job);
                let person = of(*foreign).own_person(8);
                admin.post(&path, &json!({ "orcid_id": person.as_str() })).await
            }
            Self::CleanUp { foreign } => {
                let body = json!({ "mode": "before_date", "before_date": NOW * 2, "confirmation": of(*foreign).slug });
                admin.post("/api/activity/cleanup", &body).await
            }
            desk @ (Self::Conceal { .. }
            | Self::Reslug { .. }
            | Self::Entitle { .. }
            | Self::Invite { .. }) => desk.at_the_desk(own, other).await,
            moved @ (Self::Move { .. } | Self::Partner { .. }) => moved.membership(own, other).await,
            key @ (Self::ChangeKey { .. } | Self::RotateKey { .. } | Self::RevokeKey { .. }) => {
                key.key(&admin, own, other).await
            }
        }
    }

    /// What is done to people and to the workspace itself.
    async fn at_the_desk(&self, own: &Side, other: &Side) -> Answer {
        let of = |foreign: bool| if foreign { other } else { own };
        let person = |n: usize, foreign: bool| format!("/api/people/{}", of(foreign).people()[n]);
        let workspace = |foreign: bool| format!("/api/workspaces/{}", of(foreign).slug);
        let (editor, admin) = (own.editor(), own.admin());
        match self {
            Self::Conceal { person: n, foreign } => editor.delete(&person(*n, *foreign)).await,
            Self::Reslug { person: n, foreign } => {
                let path = format!("{}/slug", person(*n, *foreign));
                let body = json!({ "slug": format!("{}-{n}", own.mark.to_lowercase()) });
                editor.send(reqwest::Method::PUT, &path, Some(&body), &[]).await
            }
            Self::Entitle { foreign } => {
                admin
                    .patch(&workspace(*foreign), &json!({ "name": own.mark }))
                    .await
            }
            Self::Invite { foreign } => {
                let body = json!({ "email": editor.email, "role": "viewer" });
                admin
                    .post(&format!("{}/members", workspace(*foreign)), &body)
                    .await
            }
            _ => unreachable!("the caller has asked"),
        }
    }

    async fn membership(&self, own: &Side, other: &Side) -> Answer {
        let (Self::Move {
            person,
            external,
            foreign,
        }
        | Self::Partner {
            person,
            external,
            foreign,
        }) = self
        else {
            unreachable!("the caller has asked")
        };
        let side = if *foreign { other } else { own };
        let person = side.people()[*person].clone();
        let status = if *external { "external" } else { "cesam" };
        let body = json!({ "entity_id": "cesam", "status": status });
        if matches!(self, Self::Move { .. }) {
            let path = format!("/api/people/{person}/affiliation");
            return own.editor().patch(&path, &body).await;
        }
        own.post(&format!("/api/partners/people/{person}/membership"), &body)
            .await
    }

    async fn key(&self, admin: &SignedIn, own: &Side, other: &Side) -> Answer {
        let path = |foreign: bool| {
            let side = if foreign { other } else { own };
            format!("/api/site-tools/api-keys/{}", side.spare_key)
        };
        match self {
            Self::RotateKey { foreign } => {
                admin
                    .post(&format!("{}/rotate", path(*foreign)), &json!({}))
                    .await
            }
            Self::RevokeKey { foreign } => admin.delete(&path(*foreign)).await,
            Self::ChangeKey { foreign } => {
                admin
                    .patch(&path(*foreign), &json!({ "rate_limit_per_minute": 7 }))
                    .await
            }
            _ => unreachable!("the caller has asked"),
        }
    }
}

fn paper_path(side: &Side, paper: usize) -> String {
    format!("/api/publications/10.5555/{}", side.papers()[paper])
}

async fn patch(editor: &SignedIn, side: &Side, paper: usize, field: &str, value: &Value) -> Answer {
    let patch = json!([{ "op": "add", "path": field, "value": value }]);
    editor.patch(&paper_path(side, paper), &patch).await
}

fn filled(path: &str, side: &Side) -> String {
    path.replace("{paper}", &side.papers()[3])
        .replace("{person}", side.own_person(0).as_str())
        .replace("{work}", &side.work)
        .replace("{project}", &side.project)
        // Small letters: lists echo what was looked for, and a mark is known by its capital.
        .replace("{mark}", &side.mark.to_lowercase())
}
