//! Which integrations somebody looks for.

use super::{Category, Integration};
use crate::storage::SliceRequest;
use crate::text::fold;
use crate::workspace::WorkspaceId;

/// Which part of the catalogue of integrations; filters combine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueQuery {
    /// Who looks.
    pub workspace: WorkspaceId,
    /// Each word must begin a word of the name or the title; empty = all.
    pub search: String,
    /// Of this kind.
    pub category: Option<Category>,
    /// With a block for links of this host.
    pub block_domain: Option<String>,
    /// With or without blocks.
    pub blocks: Option<bool>,
    /// Ordered by name.
    pub slice: SliceRequest,
}

impl CatalogueQuery {
    /// Whether an integration is asked for, and may be shown.
    pub fn finds(&self, integration: &Integration) -> bool {
        let has_domain = |domain: &String| {
            let mut domains = integration.blocks.iter().flat_map(|block| &block.domains);
            domains.any(|own| own.eq_ignore_ascii_case(domain))
        };
        integration.is_listed_for(&self.workspace)
            && is_called(integration, &self.search)
            && self
                .category
                .is_none_or(|category| integration.categories.contains(&category))
            && self.block_domain.as_ref().is_none_or(has_domain)
            && self
                .blocks
                .is_none_or(|wanted| wanted != integration.blocks.is_empty())
    }
}

/// Whether each word of the search begins a word of the name or the title.
pub fn is_called(integration: &Integration, search: &str) -> bool {
    let words = fold::words(&format!("{} {}", integration.name, integration.title));
    fold::words(search)
        .iter()
        .all(|wanted| words.iter().any(|word| word.starts_with(wanted)))
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::integration;
    use super::super::{Block, BlockKind, Visibility};
    use super::*;

    type Set = fn(&mut CatalogueQuery);

    fn query() -> CatalogueQuery {
        CatalogueQuery {
            workspace: WorkspaceId::new("b"),
            search: String::new(),
            category: None,
            block_domain: None,
            blocks: None,
            slice: SliceRequest {
                after: None,
                limit: 10,
            },
        }
    }

    #[test]
    fn filters_combine() {
        let mut found = integration();
        found.blocks = vec![Block {
            id: BlockKind::Citation,
            domains: vec!["doi.org".to_owned()],
        }];
        let table: [(Set, bool); 11] = [
            (|_| {}, true),
            (|q| q.search = "DIGEST week".to_owned(), true),
            (|q| q.search = "gest".to_owned(), false),
            (|q| q.category = Some(Category::Communication), true),
            (|q| q.category = Some(Category::Cms), false),
            (|q| q.block_domain = Some("DOI.org".to_owned()), true),
            (|q| q.block_domain = Some("example.org".to_owned()), false),
            (|q| q.blocks = Some(true), true),
            (|q| q.blocks = Some(false), false),
            (
                |q| {
                    q.search = "digest".to_owned();
                    q.category = Some(Category::Cms);
                },
                false,
            ),
            (|q| q.workspace = WorkspaceId::new("a"), true),
        ];
        for (n, (set, expected)) in table.into_iter().enumerate() {
            let mut query = query();
            set(&mut query);
            assert_eq!(query.finds(&found), expected, "row {n}");
        }
        found.visibility = Visibility::Unlisted;
        assert!(!query().finds(&found), "unlisted ones are not listed for others");
    }
}
