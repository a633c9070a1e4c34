//! The SQL that differs between the two databases: word search, and locks that skip.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use domain::text::fold;

use crate::schema::publications_fts;

/// Longer words cannot be indexed by PostgreSQL (2 KiB a lexeme), and nobody searches for them.
const MAX_WORD: usize = 255;

/// The words of a text as they are indexed: folded, joined by blanks.
pub(crate) fn indexed(text: &str) -> String {
    let words = fold::words(text);
    words
        .into_iter()
        .filter(|word| word.len() <= MAX_WORD)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Which index is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordIndex {
    People,
    PublicationTitles,
    PublicationAuthors,
    Works,
    Projects,
    Events,
}

/// `table.id` of rows with these words.
#[derive(Debug, Clone)]
pub(crate) struct WordMatch {
    index: WordIndex,
    pg: String,
    sqlite: String,
}

impl WordMatch {
    /// Rows in which every word of `q` begins a word; `None` where `q` has no words.
    pub(crate) fn all(index: WordIndex, q: &str) -> Option<Self> {
        Self::build(index, &fold::words(q), true)
    }

    /// Rows that hold one of these (folded) words as a whole word; `None` where there are none.
    pub(crate) fn any(index: WordIndex, words: &[String]) -> Option<Self> {
        Self::build(index, words, false)
    }

    /// The same condition on SQLite's index itself.
    pub(crate) fn in_index(&self) -> InIndex {
        InIndex(self.sqlite.clone())
    }

    fn build(index: WordIndex, words: &[String], all: bool) -> Option<Self> {
        let words: Vec<&String> = words
            .iter()
            .filter(|word| !word.is_empty() && word.len() <= MAX_WORD)
            .take(32)
            .collect();
        if words.is_empty() {
            return None;
        }
        let (prefix_pg, prefix_sqlite) = if all { (":*", "*") } else { ("", "") };
        let pg: Vec<String> = words
            .iter()
            .map(|w| format!("'{}'{prefix_pg}", w.replace('\'', "''")))
            .collect();
        let sqlite: Vec<String> = words
            .iter()
            .map(|w| format!("\"{}\"{prefix_sqlite}", w.replace('"', "\"\"")))
            .collect();
        let terms = sqlite.join(if all { " AND " } else { " OR " });
        let sqlite = match index.column() {
            Some(column) => format!("{column} : ({terms})"),
            None => terms,
        };
        Some(Self {
            index,
            pg: pg.join(if all { " & " } else { " | " }),
            sqlite,
        })
    }
}

impl WordIndex {
    /// The FTS5 column, where the index has several.
    fn column(self) -> Option<&'static str> {
        match self {
            Self::PublicationTitles => Some("search_title"),
            Self::PublicationAuthors => Some("search_authors"),
            Self::People | Self::Works | Self::Projects | Self::Events => None,
        }
    }

    fn pg_sql(self) -> &'static str {
        match self {
            Self::People => "people.words @@ CAST(",
            Self::PublicationTitles => "publications.title_words @@ CAST(",
            Self::PublicationAuthors => "publications.author_words @@ CAST(",
            Self::Works => "works.words @@ CAST(",
            Self::Projects => "projects.words @@ CAST(",
            Self::Events => "activity_events.words @@ CAST(",
        }
    }

    fn sqlite_sql(self) -> &'static str {
        match self {
            Self::People => "people.id IN (SELECT rowid FROM people_fts WHERE people_fts MATCH ",
            Self::PublicationTitles | Self::PublicationAuthors => {
                "publications.id IN (SELECT rowid FROM publications_fts WHERE publications_fts MATCH "
            }
            Self::Works => "works.id IN (SELECT rowid FROM works_fts WHERE works_fts MATCH ",
            Self::Projects => "projects.id IN (SELECT rowid FROM projects_fts WHERE projects_fts MATCH ",
            Self::Events => {
                "activity_events.row_no IN \
                 (SELECT rowid FROM activity_events_fts WHERE activity_events_fts MATCH "
            }
        }
    }
}

/// Publications in which every word of `q` begins a word of the title or of an author's name.
#[derive(Debug, Clone)]
pub(crate) struct TitleOrAuthors {
    pg: Vec<String>,
    sqlite: String,
}

impl TitleOrAuthors {
    /// `None` where `q` has no words.
    pub(crate) fn all(q: &str) -> Option<Self> {
        let words = fold::words(q);
        let words: Vec<&String> = words
            .iter()
            .filter(|word| !word.is_empty() && word.len() <= MAX_WORD)
            .take(32)
            .collect();
        let sqlite: Vec<String> = words
            .iter()
            .map(|word| format!("\"{}\"*", word.replace('"', "\"\"")))
            .collect();
        let pg = words
            .iter()
            .map(|word| format!("'{}':*", word.replace('\'', "''")));
        (!words.is_empty()).then(|| Self {
            pg: pg.collect(),
            sqlite: sqlite.join(" AND "),
        })
    }
}

// No static id: there are as many conditions as words.
impl QueryId for TitleOrAuthors {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for TitleOrAuthors {
    type SqlType = Bool;
}
impl ValidGrouping<()> for TitleOrAuthors {
    type IsAggregate = is_aggregate::No;
}
impl<QS> AppearsOnTable<QS> for TitleOrAuthors {}
impl<QS> SelectableExpression<QS> for TitleOrAuthors {}

impl QueryFragment<Pg> for TitleOrAuthors {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // Each word may stand in either of the two: one index for both would have to be kept beside them.
        for (index, word) in self.pg.iter().enumerate() {
            out.push_sql(if index == 0 { "((" } else { " AND (" });
            out.push_sql("publications.title_words @@ CAST(");
            out.push_bind_param::<Text, _>(word)?;
            out.push_sql(" AS tsquery) OR publications.author_words @@ CAST(");
            out.push_bind_param::<Text, _>(word)?;
            out.push_sql(" AS tsquery))");
        }
        out.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for TitleOrAuthors {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(WordIndex::PublicationTitles.sqlite_sql());
        out.push_bind_param::<Text, _>(&self.sqlite)?;
        out.push_sql(")");
        Ok(())
    }
}

// No static id: the SQL depends on the index.
impl QueryId for WordMatch {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for WordMatch {
    type SqlType = Bool;
}
impl ValidGrouping<()> for WordMatch {
    type IsAggregate = is_aggregate::No;
}
impl<QS> AppearsOnTable<QS> for WordMatch {}
impl<QS> SelectableExpression<QS> for WordMatch {}

impl QueryFragment<Pg> for WordMatch {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.index.pg_sql());
        out.push_bind_param::<Text, _>(&self.pg)?;
        out.push_sql(" AS tsquery)");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for WordMatch {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(self.index.sqlite_sql());
        out.push_bind_param::<Text, _>(&self.sqlite)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Rows of `publications_fts` that match a query of its language.
#[derive(Debug, Clone, QueryId)]
pub(crate) struct InIndex(String);

impl Expression for InIndex {
    type SqlType = Bool;
}
impl ValidGrouping<()> for InIndex {
    type IsAggregate = is_aggregate::No;
}
impl AppearsOnTable<publications_fts::table> for InIndex {}

impl QueryFragment<Sqlite> for InIndex {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("publications_fts MATCH ");
        out.push_bind_param::<Text, _>(&self.0)
    }
}

/// ` FOR UPDATE SKIP LOCKED` on PostgreSQL; nothing on SQLite, which has one writer.
#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct SkipLocked<Q>(pub(crate) Q);

impl<Q: Query> Query for SkipLocked<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> diesel::RunQueryDsl<Conn> for SkipLocked<Q> {}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for SkipLocked<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" FOR UPDATE SKIP LOCKED");
        Ok(())
    }
}

impl<Q: QueryFragment<Sqlite>> QueryFragment<Sqlite> for SkipLocked<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}
