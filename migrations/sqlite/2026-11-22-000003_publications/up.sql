-- What lists show, and what they are filtered and sorted by. Long texts come last: list reads never touch them.
-- `date_sort` is 0 and `cited_by_sort` -1 where the value is not known: sorted last in both directions.
CREATE TABLE publications (
  id INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  doi TEXT NOT NULL,
  slug TEXT NOT NULL,
  title TEXT,
  publication_date TEXT,
  publication_year INTEGER,
  publication_type TEXT,
  cited_by_count INTEGER,
  last_fetched_at INTEGER NOT NULL,
  author_match_state TEXT NOT NULL,
  journal TEXT,
  date_sort INTEGER NOT NULL DEFAULT 0,
  cited_by_sort INTEGER NOT NULL DEFAULT -1,
  visible INTEGER NOT NULL DEFAULT 1,
  deleted_at INTEGER,
  is_public INTEGER NOT NULL DEFAULT 0,
  resolution TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  last_edited_at INTEGER,
  edit_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  abstract TEXT,
  search_title TEXT NOT NULL,
  search_authors TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX publications_doi ON publications (workspace_id, doi);
CREATE INDEX publications_fetched ON publications (workspace_id, last_fetched_at DESC, id DESC) WHERE is_public;
CREATE INDEX publications_date ON publications (workspace_id, date_sort DESC, id DESC) WHERE is_public;
CREATE INDEX publications_date_up ON publications (workspace_id, (date_sort = 0), date_sort, id) WHERE is_public;
CREATE INDEX publications_cited ON publications (workspace_id, cited_by_sort DESC, id DESC) WHERE is_public;
CREATE INDEX publications_cited_up ON publications (workspace_id, (cited_by_sort = -1), cited_by_sort, id) WHERE is_public;
CREATE INDEX publications_year ON publications (workspace_id, publication_year, last_fetched_at DESC, id DESC) WHERE is_public;
CREATE INDEX publications_type ON publications (workspace_id, publication_type, last_fetched_at DESC, id DESC) WHERE is_public;
CREATE INDEX publications_changed ON publications (workspace_id, changed_at) WHERE is_public;
CREATE INDEX publications_withdrawn ON publications (workspace_id, withdrawn_at) WHERE withdrawn_at IS NOT NULL;
-- Full-text index over publications; the texts themselves stay in publications.
CREATE VIRTUAL TABLE publications_fts USING fts5 (
  search_title, search_authors, content = 'publications', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER publications_fts_insert AFTER INSERT ON publications BEGIN
  INSERT INTO publications_fts (rowid, search_title, search_authors) VALUES (new.id, new.search_title, new.search_authors);
END;
CREATE TRIGGER publications_fts_delete AFTER DELETE ON publications BEGIN
  INSERT INTO publications_fts (publications_fts, rowid, search_title, search_authors) VALUES ('delete', old.id, old.search_title, old.search_authors);
END;
CREATE TRIGGER publications_fts_update AFTER UPDATE OF search_title, search_authors ON publications BEGIN
  INSERT INTO publications_fts (publications_fts, rowid, search_title, search_authors) VALUES ('delete', old.id, old.search_title, old.search_authors);
  INSERT INTO publications_fts (rowid, search_title, search_authors) VALUES (new.id, new.search_title, new.search_authors);
END;
-- The record itself: what providers say (original), hand-made values (edited), what everyone sees (merged).
CREATE TABLE publication_records (
  workspace_id TEXT NOT NULL,
  publication_id INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
  original TEXT NOT NULL,
  edited TEXT NOT NULL,
  merged TEXT NOT NULL,
  provenance TEXT NOT NULL,
  attention TEXT NOT NULL,
  PRIMARY KEY (workspace_id, publication_id)
) STRICT;
-- Other DOIs that lead to a publication.
CREATE TABLE publication_aliases (
  workspace_id TEXT NOT NULL,
  doi TEXT NOT NULL,
  publication_id INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
  PRIMARY KEY (workspace_id, doi)
) STRICT;
CREATE INDEX publication_aliases_publication ON publication_aliases (workspace_id, publication_id);
-- What each provider said last, and how the last question went. `record_of` is the iD of the ORCID record; empty
-- for the other providers. `payload` is the answer as received, gzip-compressed.
CREATE TABLE publication_sources (
  workspace_id TEXT NOT NULL,
  publication_id INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  record_of TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  error TEXT,
  record TEXT,
  payload BLOB,
  PRIMARY KEY (workspace_id, publication_id, provider, record_of)
) STRICT;
CREATE TABLE publication_people (
  workspace_id TEXT NOT NULL,
  publication_id INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
  person_orcid TEXT NOT NULL,
  position INTEGER,
  origin TEXT NOT NULL,
  score REAL NOT NULL,
  claimed INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, publication_id, person_orcid),
  FOREIGN KEY (workspace_id, person_orcid) REFERENCES people (workspace_id, orcid) ON DELETE CASCADE
) STRICT;
CREATE INDEX publication_people_person ON publication_people (workspace_id, person_orcid, publication_id);
