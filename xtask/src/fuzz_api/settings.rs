//! What each pass calls, with which credentials, and which checks it leaves out and why.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::demo::Demo;

/// Test cases of one round for each operation and phase.
const EXAMPLES: &str = "50";
/// What API keys may call; installations read the rest.
const WRITERS: [&str; 2] = ["queueIngestion", "setMembership"];
/// Operations that erase what the others need: in a pass of their own, after all others.
const ERASERS: [&str; 2] = ["cleanUpActivity", "resetData"];

/// A document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Surface {
    /// Consumer API
    Consumer,
    /// Integrations API
    Integrations,
    /// Dashboard API
    Dashboard,
}

impl Surface {
    /// Its word in addresses.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Integrations => "integrations",
            Self::Dashboard => "dashboard",
        }
    }
}

/// Which operations of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

/// One document, or some of its operations.
#[derive(Debug)]
pub(super) struct Pass {
    pub(super) name: &'static str,
    pub(super) surface: Surface,
    /// About how many operations, for its share of the requests.
    pub(super) weight: u64,
    part: Part,
}

impl Pass {
    /// The passes, in order: what erases comes last.
    pub(super) fn all(only: Option<Surface>) -> Vec<Self> {
        [
            ("consumer, reading", Surface::Consumer, 11, Part::AllBut(&WRITERS)),
            ("consumer, writing", Surface::Consumer, 2, Part::Only(&WRITERS)),
            ("integrations", Surface::Integrations, 8, Part::All),
            ("dashboard", Surface::Dashboard, 110, Part::AllBut(&ERASERS)),
            ("dashboard, erasing", Surface::Dashboard, 2, Part::Only(&ERASERS)),
        ]
        .into_iter()
        .filter(|(_, surface, ..)| only.is_none_or(|only| only == *surface))
        .map(|(name, surface, weight, part)| Self {
            name,
            surface,
            weight,
            part,
        })
        .collect()
    }

    /// Of `st run`. What does not depend on the seed is done once. All checks are on unless something turns them off;
    /// asking for all of them here would turn those on again that the configuration leaves out for some operations.
    pub(super) fn arguments(&self, round: u32, demo: &Demo, seed: u64) -> Vec<String> {
        let phases = match round {
            0 => "examples,coverage,fuzzing,stateful",
            _ => "fuzzing,stateful",
        };
        let mut arguments: Vec<String> = [
            "--url",
            demo.base(self.surface.word()),
            "--phases",
            phases,
            "--max-examples",
            EXAMPLES,
            "--seed",
            &seed.to_string(),
            "--workers",
            "2",
            "--generation-database",
            "none",
        ]
        .map(str::to_owned)
        .into();
        let (flag, operations) = match self.part {
            Part::All => ("", [].as_slice()),
            Part::Only(operations) => ("--include-operation-id", operations),
            Part::AllBut(operations) => ("--exclude-operation-id", operations),
        };
        for operation in operations {
            arguments.extend([flag.to_owned(), (*operation).to_owned()]);
        }
        arguments
    }
}

/// Where a document is served.
pub(super) fn address(demo: &Demo, surface: Surface) -> String {
    let word = surface.word();
    format!("{}/openapi/{word}-api.json", demo.base(word))
}

/// The document as it is served.
pub(super) fn document(demo: &Demo, surface: Surface) -> Result<Value> {
    let mut answer = ureq::get(address(demo, surface)).call()?;
    Ok(serde_json::from_reader(answer.body_mut().as_reader())?)
}

/// The configuration file of a pass.
pub(super) fn configuration(demo: &Demo, pass: &Pass, hooks: &Path) -> Result<String> {
    let announced = &demo.announcement;
    let quoted = |text: &str| Value::from(text).to_string();
    let mut file = format!(
        "continue-on-failure = true\nwarnings = false\nrequest-timeout = 60\nhooks = {}\n",
        quoted(&hooks.to_string_lossy())
    );
    match pass.surface {
        Surface::Dashboard => {
            let (name, value) = announced
                .session_cookie
                .split_once('=')
                .context("the cookie has no name")?;
            // Changes made with a cookie have to come from a page of the dashboard; and whoever may work in several
            // workspaces, as superadmins can once the run has made some, says in which.
            writeln!(
                file,
                "headers = {{ Origin = {}, X-Workspace-Id = {} }}",
                quoted(&announced.dashboard_url),
                quoted(&announced.workspace)
            )?;
            writeln!(
                file,
                "# {name}\n[auth.openapi.betterAuthSession]\napi_key = {}",
                quoted(value)
            )?;
        }
        Surface::Consumer | Surface::Integrations => {
            let key = if pass.part == Part::Only(&WRITERS) {
                &announced.api_key
            } else {
                &announced.installation_key
            };
            let key = quoted(key);
            writeln!(file, "[auth.openapi.apiKeyAuth]\napi_key = {key}")?;
        }
    }
    for exception in EXCEPTIONS.iter().filter(|one| one.surface == pass.surface) {
        let operations: Vec<String> = exception.operations.iter().map(|id| quoted(id)).collect();
        writeln!(
            file,
            "\n# {}\n[[operations]]\ninclude-operation-id = [{}]\n{}",
            exception.reason,
            operations.join(", "),
            exception.setting
        )?;
    }
    Ok(file)
}

/// Something that some operations need otherwise.
struct Exception {
    surface: Surface,
    operations: &'static [&'static str],
    setting: &'static str,
    reason: &'static str,
}

const EXCEPTIONS: [Exception; 4] = [
    Exception {
        surface: Surface::Dashboard,
        operations: &["dashboardPatchPublication"],
        setting: "checks.positive_data_acceptance.expected-statuses = \
                  [\"2xx\", \"400\", \"401\", \"403\", \"404\", \"409\", \"412\"]",
        reason: "which values a pointer may be given is a rule of each field of the record, not of the document: 400; \
                 a version that is not the record's: 412",
    },
    Exception {
        surface: Surface::Dashboard,
        operations: &[
            "dashboardGetPublication",
            "dashboardPatchPublication",
            "dashboardDeletePublication",
        ],
        setting: "checks.use_after_free.enabled = false",
        reason: "deletion is soft: the staff go on seeing what they may restore",
    },
    Exception {
        surface: Surface::Dashboard,
        operations: &["dashboardPromoteWork"],
        setting: "checks.ensure_resource_availability.enabled = false",
        reason: "404 may mean that no registry knows the DOI; the work is there",
    },
    Exception {
        surface: Surface::Dashboard,
        operations: &[
            "dashboardGetProject",
            "dashboardChangeProject",
            "dashboardDeleteProject",
            "dashboardRestoreProject",
            "dashboardGetWork",
            "dashboardChangeWork",
            "dashboardDeleteWork",
            "dashboardRestoreWork",
            "dashboardVerifyWork",
            "dashboardPromoteWork",
            "dashboardRenameEntity",
            "dashboardRetireEntity",
            "dashboardRestoreEntity",
            "dashboardRenameCategory",
            "dashboardRetireCategory",
            "dashboardRestoreCategory",
            "dashboardGetPerson",
            "dashboardEditPerson",
            "dashboardHidePerson",
            "dashboardSetPhoto",
            "dashboardDropPhoto",
            "dashboardSetSlug",
            "dashboardSetType",
            "dashboardSetAffiliation",
            "dashboardListPersonPublications",
            "getIntegrationInstallation",
            "uninstallIntegration",
        ],
        setting: "checks.use_after_free.enabled = false",
        reason: "retiring, hiding and uninstalling take nothing away from the staff: it can be seen, changed, restored",
    },
];

/// Checks that a document has the operations that the settings name.
#[cfg(test)]
fn operation_ids(document: &Value) -> Vec<&str> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flat_map(|paths| paths.values())
        .filter_map(Value::as_object)
        .flat_map(|item| item.values())
        .filter_map(|operation| operation.get("operationId")?.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace;

    #[test]
    fn the_settings_name_operations_that_there_are() {
        for surface in [Surface::Consumer, Surface::Integrations, Surface::Dashboard] {
            let file = format!("docs/openapi/{}-api.json", surface.word());
            let document = fs::read_to_string(workspace::root().unwrap().join(file)).unwrap();
            let document: Value = serde_json::from_str(&document).unwrap();
            let known = operation_ids(&document);
            let exceptions = EXCEPTIONS.iter().filter(|one| one.surface == surface);
            for id in exceptions.flat_map(|one| one.operations) {
                assert!(known.contains(id), "{id}");
            }
            let weight: u64 = Pass::all(Some(surface)).iter().map(|pass| pass.weight).sum();
            assert_eq!(weight, u64::try_from(known.len()).unwrap());
            for pass in Pass::all(Some(surface)) {
                if let Part::Only(operations) | Part::AllBut(operations) = pass.part {
                    assert!(operations.iter().all(|id| known.contains(id)), "{}", pass.name);
                }
            }
        }
    }
}
