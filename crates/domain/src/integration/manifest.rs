//! What a publisher says about an integration.

use std::collections::BTreeMap;

use super::name::is_word;
use super::{Artwork, Block, Category, Script, Target, Visibility};
use crate::identifier::WebAddress;
use crate::installation::Scope;
use crate::text::visible_lines;

/// Longest policy, in bytes.
const MAX_POLICY: usize = 4_096;
/// Hosts that one block may name.
pub const MAX_DOMAINS: usize = 20;

/// What is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// 2 to 30 characters.
    pub title: String,
    /// At most 100 characters.
    pub description: String,
    /// At most 2,048 characters of Markdown.
    pub summary: String,
    /// Its pictures.
    pub artwork: Artwork,
    /// Who finds it.
    pub visibility: Visibility,
    /// What it can be installed for.
    pub target: Target,
    /// What kind of app it is.
    pub categories: Vec<Category>,
    /// What it wants to read.
    pub scopes: Vec<Scope>,
    /// What it offers to pages.
    pub blocks: Vec<Block>,
    /// Its script.
    pub script: Option<Script>,
    /// What its script may do in a page.
    pub content_security_policy: Option<String>,
    /// Where its events are delivered to.
    pub webhook: Option<WebAddress>,
}

/// What is wrong with a manifest, by field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("some fields of this integration cannot be used")]
pub struct InvalidManifest(pub BTreeMap<&'static str, String>);

impl Manifest {
    /// Puts lists in order, each value once, and checks what no single field can tell.
    pub fn checked(mut self) -> Result<Self, InvalidManifest> {
        self.title = self.title.trim().into();
        self.description = visible_lines(&self.description);
        self.summary = visible_lines(&self.summary);
        self.categories.sort_unstable();
        self.categories.dedup();
        self.scopes.sort_unstable();
        self.scopes.dedup();
        let mut faults = BTreeMap::new();
        let mut bounded = |name, text: &str, low: usize, high: usize| {
            let length = text.chars().count();
            if !(low..=high).contains(&length) {
                faults.insert(name, format!("must have between {low} and {high} characters"));
            }
        };
        bounded("title", &self.title, 2, 30);
        bounded("description", &self.description, 0, 100);
        bounded("summary", &self.summary, 0, 2_048);
        if self.title.contains(char::is_control) {
            faults.insert("title", "must be one line".to_owned());
        }
        if let Some(policy) = &self.content_security_policy
            && !is_policy(policy)
        {
            let why = format!("must be one line of at most {MAX_POLICY} ASCII characters");
            faults.insert("contentSecurityPolicy", why);
        }
        let mut kinds: Vec<_> = self.blocks.iter().map(|block| block.id).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let fits = |block: &Block| {
            block.domains.len() <= MAX_DOMAINS && block.domains.iter().all(|domain| is_word(domain))
        };
        if kinds.len() != self.blocks.len() {
            faults.insert("blocks", "must name each block once".to_owned());
        } else if !self.blocks.iter().all(fits) {
            let why = format!("must name at most {MAX_DOMAINS} hosts each, such as doi.org");
            faults.insert("blocks", why);
        }
        if faults.is_empty() {
            Ok(self)
        } else {
            Err(InvalidManifest(faults))
        }
    }
}

/// What a header can hold.
fn is_policy(text: &str) -> bool {
    text.len() <= MAX_POLICY && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::BlockKind;
    use super::*;

    type Spoil = fn(&mut Manifest);

    pub(in super::super) fn manifest() -> Manifest {
        Manifest {
            title: "Weekly digest".to_owned(),
            description: "Mails what is new.".to_owned(),
            summary: String::new(),
            artwork: Artwork::default(),
            visibility: Visibility::Public,
            target: Target::All,
            categories: vec![Category::Other, Category::Cms, Category::Other],
            scopes: vec![Scope::WorksRead, Scope::PeopleRead, Scope::WorksRead],
            blocks: Vec::new(),
            script: None,
            content_security_policy: None,
            webhook: None,
        }
    }

    #[test]
    fn lists_are_put_in_order() {
        let checked = manifest().checked().unwrap();
        assert_eq!(checked.categories, [Category::Cms, Category::Other]);
        assert_eq!(checked.scopes, [Scope::PeopleRead, Scope::WorksRead]);
    }

    #[test]
    fn texts_are_kept_without_control_characters() {
        let mut wordy = manifest();
        wordy.description = "n\0C$\u{90}".to_owned();
        wordy.summary = "# One\r\n\0two".to_owned();
        let kept = wordy.checked().unwrap();
        assert_eq!(
            (kept.description.as_str(), kept.summary.as_str()),
            ("nC$", "# One\ntwo")
        );
    }

    #[test]
    fn faults_are_named_by_field() {
        let block = |id, domains: &[&str]| Block {
            id,
            domains: domains.iter().map(|&domain| domain.to_owned()).collect(),
        };
        let table: [(Spoil, &str); 9] = [
            (|m| m.title = " x ".to_owned(), "title"),
            (|m| m.title = "x".repeat(31), "title"),
            (|m| m.title = "a\nb".to_owned(), "title"),
            (|m| m.description = "x".repeat(101), "description"),
            (|m| m.summary = "x".repeat(2_049), "summary"),
            (
                |m| m.content_security_policy = Some("default-src 'self'\r\nX: y".to_owned()),
                "contentSecurityPolicy",
            ),
            (
                |m| m.content_security_policy = Some("x".repeat(4_097)),
                "contentSecurityPolicy",
            ),
            (
                |m| m.content_security_policy = Some("é".to_owned()),
                "contentSecurityPolicy",
            ),
            (|m| m.visibility = Visibility::Public, ""),
        ];
        for (spoil, field) in table {
            let mut spoilt = manifest();
            spoil(&mut spoilt);
            match spoilt.checked() {
                Ok(_) => assert_eq!(field, ""),
                Err(InvalidManifest(faults)) => {
                    assert_eq!(faults.keys().copied().collect::<Vec<_>>(), [field]);
                }
            }
        }
        for (blocks, good) in [
            (
                vec![
                    block(BlockKind::Citation, &["doi.org"]),
                    block(BlockKind::People, &[]),
                ],
                true,
            ),
            (
                vec![block(BlockKind::People, &[]), block(BlockKind::People, &[])],
                false,
            ),
            (vec![block(BlockKind::People, &["https://doi.org"])], false),
            (vec![block(BlockKind::People, &["a"; 21])], false),
        ] {
            let checked = Manifest { blocks, ..manifest() }.checked();
            assert_eq!(checked.is_ok(), good);
        }
    }
}
