CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  orcid TEXT NOT NULL,
  slug TEXT NOT NULL,
  display_name TEXT NOT NULL,
  name_edit TEXT,
  biography_edit TEXT,
  photo_url TEXT,
  people_type TEXT,
  is_internal INTEGER NOT NULL DEFAULT 0,
  public_publication_count INTEGER NOT NULL DEFAULT 0,
  sort_name TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  last_fetched_at INTEGER,
  created_at INTEGER NOT NULL,
  names TEXT NOT NULL,
  biography TEXT,
  locale TEXT,
  search_text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX people_orcid ON people (workspace_id, orcid);
CREATE INDEX people_public ON people (workspace_id, sort_name, id) WHERE public_publication_count > 0;
CREATE INDEX people_changed ON people (workspace_id, changed_at) WHERE public_publication_count > 0;
CREATE INDEX people_withdrawn ON people (workspace_id, withdrawn_at) WHERE withdrawn_at IS NOT NULL;
-- Full-text index over people; the texts themselves stay in people.
CREATE VIRTUAL TABLE people_fts USING fts5 (
  search_text, content = 'people', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER people_fts_insert AFTER INSERT ON people BEGIN
  INSERT INTO people_fts (rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER people_fts_delete AFTER DELETE ON people BEGIN
  INSERT INTO people_fts (people_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER people_fts_update AFTER UPDATE OF search_text ON people BEGIN
  INSERT INTO people_fts (people_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
  INSERT INTO people_fts (rowid, search_text) VALUES (new.id, new.search_text);
END;
-- Deprecated iDs that lead to a person.
CREATE TABLE person_aliases (
  workspace_id TEXT NOT NULL,
  alias TEXT NOT NULL,
  orcid TEXT NOT NULL,
  PRIMARY KEY (workspace_id, alias),
  FOREIGN KEY (workspace_id, orcid) REFERENCES people (workspace_id, orcid) ON DELETE CASCADE
) STRICT;
CREATE INDEX person_aliases_orcid ON person_aliases (workspace_id, orcid);
-- Under which name keys a person may be found among authors.
CREATE TABLE person_name_keys (
  workspace_id TEXT NOT NULL,
  name_key TEXT NOT NULL,
  orcid TEXT NOT NULL,
  PRIMARY KEY (workspace_id, name_key, orcid),
  FOREIGN KEY (workspace_id, orcid) REFERENCES people (workspace_id, orcid) ON DELETE CASCADE
) STRICT;
CREATE INDEX person_name_keys_orcid ON person_name_keys (workspace_id, orcid);
CREATE TABLE memberships (
  id INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  person_orcid TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  status TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER,
  FOREIGN KEY (workspace_id, person_orcid) REFERENCES people (workspace_id, orcid) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, entity_id) REFERENCES entities (workspace_id, id) ON DELETE RESTRICT
) STRICT;
CREATE UNIQUE INDEX memberships_open ON memberships (workspace_id, person_orcid, entity_id) WHERE ends_at IS NULL;
CREATE INDEX memberships_person ON memberships (workspace_id, person_orcid, starts_at);
CREATE INDEX memberships_entity ON memberships (workspace_id, entity_id, person_orcid);
