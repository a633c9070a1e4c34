//! Checks the arrows between the crates, and what each must never know.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Finding;
use crate::workspace::{Metadata, Package};

/// A crate's place: whom it may use, and which crates of others it must not reach.
struct Layer {
    name: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
    /// Whether `never` holds for what the dependencies depend on as well.
    through: bool,
}

/// The house's rules; ARCHITECTURE.md tells them in words. Test helpers (dev-dependencies) may use the same
/// crates.
const LAYERS: [Layer; 10] = [
    Layer {
        name: "legaciti-domain",
        may_use: &[],
        never: &[
            "tokio",
            "diesel",
            "diesel-async",
            "actix-web",
            "reqwest",
            "jiff",
            "rand",
            "uuid",
        ],
        through: true,
    },
    Layer {
        name: "legaciti-persistence",
        may_use: &["legaciti-domain"],
        never: &["actix-web", "reqwest", "utoipa"],
        through: false,
    },
    Layer {
        name: "legaciti-registries",
        may_use: &["legaciti-domain"],
        never: &["actix-web", "diesel", "diesel-async", "utoipa"],
        through: false,
    },
    Layer {
        name: "legaciti-citations",
        may_use: &["legaciti-domain"],
        never: &[
            "actix-web",
            "diesel",
            "diesel-async",
            "reqwest",
            "tokio",
            "utoipa",
        ],
        through: true,
    },
    Layer {
        name: "legaciti-api",
        // The generators of input are for its tests.
        may_use: &["legaciti-domain", "legaciti-fuzz"],
        never: &["diesel", "diesel-async", "reqwest"],
        through: false,
    },
    Layer {
        name: "legaciti-server",
        may_use: &[
            "legaciti-domain",
            "legaciti-persistence",
            "legaciti-registries",
            "legaciti-citations",
            "legaciti-api",
        ],
        never: &["diesel", "diesel-async", "reqwest"],
        through: false,
    },
    Layer {
        name: "legaciti-tests",
        may_use: &[
            "legaciti-domain",
            "legaciti-persistence",
            "legaciti-registries",
            "legaciti-citations",
            "legaciti-api",
            "legaciti-server",
        ],
        never: &[],
        through: false,
    },
    Layer {
        name: "legaciti-load",
        may_use: &["legaciti-domain", "legaciti-persistence"],
        never: &["reqwest"],
        through: false,
    },
    Layer {
        name: "legaciti-fuzz",
        may_use: &["legaciti-domain", "legaciti-registries", "legaciti-citations"],
        never: &["actix-web", "diesel", "diesel-async", "tokio"],
        through: false,
    },
    Layer {
        name: "xtask",
        may_use: &[],
        never: &[],
        through: false,
    },
];

pub(super) fn check(metadata: &Metadata) -> Vec<Finding> {
    let members: BTreeMap<&str, &Package> = metadata
        .packages
        .iter()
        .filter(|package| metadata.workspace_members.contains(&package.id))
        .map(|package| (package.name.as_str(), package))
        .collect();
    let mut findings = Vec::new();
    for (name, package) in &members {
        let Some(layer) = LAYERS.iter().find(|layer| layer.name == *name) else {
            findings.push(finding(
                name,
                "has no place in the table of layers (xtask/src/tidy/layers.rs)",
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let other = dependency.name.as_str();
            let is_self = other == *name;
            if members.contains_key(other) && !is_self && !layer.may_use.contains(&other) {
                findings.push(finding(name, &format!("must not depend on {other}")));
            }
            if dependency.kind.is_none() && layer.never.contains(&other) {
                findings.push(finding(name, &format!("must not know {other}")));
            }
        }
        if layer.through {
            let reached = reached(metadata, package);
            let forbidden = layer.never.iter().filter(|other| reached.contains(**other));
            findings.extend(
                forbidden.map(|other| finding(name, &format!("reaches {other} through a dependency"))),
            );
        }
    }
    findings
}

fn finding(package: &str, message: &str) -> Finding {
    Finding::failure(Path::new("Cargo.toml"), 0, format!("{package} {message}"))
}

/// The names of everything that normal dependencies lead to.
fn reached<'a>(metadata: &'a Metadata, package: &'a Package) -> BTreeSet<&'a str> {
    let names: BTreeMap<&str, &str> = metadata
        .packages
        .iter()
        .map(|package| (package.id.as_str(), package.name.as_str()))
        .collect();
    let nodes = metadata
        .resolve
        .as_ref()
        .map(|resolve| resolve.nodes.as_slice())
        .unwrap_or_default();
    let mut seen = BTreeSet::from([package.id.as_str()]);
    let mut open = vec![package.id.as_str()];
    while let Some(id) = open.pop() {
        let edges = nodes
            .iter()
            .filter(|node| node.id == id)
            .flat_map(|node| &node.deps);
        for edge in edges.filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none())) {
            if seen.insert(&edge.pkg) {
                open.push(&edge.pkg);
            }
        }
    }
    seen.remove(package.id.as_str());
    seen.into_iter().filter_map(|id| names.get(id).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(domain_dependency: &str, kind: Option<&str>) -> Metadata {
        let package = |name: &str, dependencies: serde_json::Value| serde_json::json!({"id": format!("{name}-id"), "name": name, "dependencies": dependencies});
        serde_json::from_value(serde_json::json!({
            "target_directory": "target",
            "workspace_members": ["legaciti-domain-id", "legaciti-api-id", "stranger-id"],
            "packages": [
                package("legaciti-domain", serde_json::json!([{"name": domain_dependency, "kind": kind}])),
                package("legaciti-api", serde_json::json!([{"name": "legaciti-domain", "kind": null}])),
                package("stranger", serde_json::json!([])),
                package("middle", serde_json::json!([])),
                package("tokio", serde_json::json!([])),
            ],
            "resolve": {"nodes": [
                {"id": "legaciti-domain-id", "deps": [
                    {"pkg": format!("{domain_dependency}-id"), "dep_kinds": [{"kind": kind}]}]},
                {"id": "middle-id", "deps": [{"pkg": "tokio-id", "dep_kinds": [{"kind": null}]}]},
            ]},
        }))
        .unwrap()
    }

    fn messages(metadata: &Metadata) -> Vec<String> {
        check(metadata)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn arrows_point_inwards() {
        let stranger = "stranger has no place in the table of layers (xtask/src/tidy/layers.rs)";
        assert_eq!(messages(&metadata("serde", None)), [stranger]);
        assert_eq!(messages(&metadata("tokio", Some("dev"))), [stranger]);
        assert_eq!(
            messages(&metadata("legaciti-api", None)),
            ["legaciti-domain must not depend on legaciti-api", stranger]
        );
        assert_eq!(
            messages(&metadata("tokio", None)),
            [
                "legaciti-domain must not know tokio",
                "legaciti-domain reaches tokio through a dependency",
                stranger
            ]
        );
        assert_eq!(
            messages(&metadata("middle", None)),
            ["legaciti-domain reaches tokio through a dependency", stranger]
        );
    }
}
