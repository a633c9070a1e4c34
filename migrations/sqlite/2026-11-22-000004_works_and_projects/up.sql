CREATE TABLE works (
  id INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  work_id TEXT NOT NULL,
  orcid TEXT,
  put_code INTEGER,
  title TEXT NOT NULL,
  work_type TEXT,
  publication_date TEXT,
  publication_year INTEGER,
  date_sort INTEGER NOT NULL DEFAULT 0,
  verified INTEGER NOT NULL,
  visible INTEGER NOT NULL,
  deleted_at INTEGER,
  is_public INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  fields TEXT NOT NULL,
  search_text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX works_work_id ON works (workspace_id, work_id);
CREATE UNIQUE INDEX works_orcid_key ON works (workspace_id, orcid, put_code);
CREATE INDEX works_created ON works (workspace_id, created_at DESC, id DESC) WHERE is_public;
CREATE INDEX works_date ON works (workspace_id, date_sort DESC, id DESC) WHERE is_public;
CREATE INDEX works_date_up ON works (workspace_id, (date_sort = 0), date_sort, id) WHERE is_public;
CREATE INDEX works_year ON works (workspace_id, publication_year, id) WHERE is_public;
CREATE INDEX works_type ON works (workspace_id, work_type, created_at DESC, id DESC) WHERE is_public;
CREATE INDEX works_changed ON works (workspace_id, changed_at) WHERE is_public;
CREATE INDEX works_all ON works (workspace_id, created_at DESC, id DESC);
-- Full-text index over works; the texts themselves stay in works.
CREATE VIRTUAL TABLE works_fts USING fts5 (
  search_text, content = 'works', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER works_fts_insert AFTER INSERT ON works BEGIN
  INSERT INTO works_fts (rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER works_fts_delete AFTER DELETE ON works BEGIN
  INSERT INTO works_fts (works_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER works_fts_update AFTER UPDATE OF search_text ON works BEGIN
  INSERT INTO works_fts (works_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
  INSERT INTO works_fts (rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TABLE work_people (
  workspace_id TEXT NOT NULL,
  work_id TEXT NOT NULL,
  person_orcid TEXT NOT NULL,
  PRIMARY KEY (workspace_id, work_id, person_orcid),
  FOREIGN KEY (workspace_id, work_id) REFERENCES works (workspace_id, work_id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, person_orcid) REFERENCES people (workspace_id, orcid) ON DELETE CASCADE
) STRICT;
CREATE INDEX work_people_person ON work_people (workspace_id, person_orcid, work_id);
CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  project_id TEXT NOT NULL,
  funding_currency TEXT NOT NULL,
  start_sort INTEGER NOT NULL DEFAULT 0,
  end_sort INTEGER NOT NULL DEFAULT 0,
  visible INTEGER NOT NULL,
  deleted_at INTEGER,
  is_public INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  fields TEXT NOT NULL,
  search_text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX projects_project_id ON projects (workspace_id, project_id);
CREATE INDEX projects_created ON projects (workspace_id, created_at DESC, id DESC) WHERE is_public;
CREATE INDEX projects_start ON projects (workspace_id, start_sort DESC, id DESC) WHERE is_public;
CREATE INDEX projects_start_up ON projects (workspace_id, (start_sort = 0), start_sort, id) WHERE is_public;
CREATE INDEX projects_end ON projects (workspace_id, end_sort DESC, id DESC) WHERE is_public;
CREATE INDEX projects_end_up ON projects (workspace_id, (end_sort = 0), end_sort, id) WHERE is_public;
CREATE INDEX projects_currency ON projects (workspace_id, funding_currency, created_at DESC, id DESC) WHERE is_public;
CREATE INDEX projects_changed ON projects (workspace_id, changed_at) WHERE is_public;
-- Full-text index over projects; the texts themselves stay in projects.
CREATE VIRTUAL TABLE projects_fts USING fts5 (
  search_text, content = 'projects', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER projects_fts_insert AFTER INSERT ON projects BEGIN
  INSERT INTO projects_fts (rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER projects_fts_delete AFTER DELETE ON projects BEGIN
  INSERT INTO projects_fts (projects_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER projects_fts_update AFTER UPDATE OF search_text ON projects BEGIN
  INSERT INTO projects_fts (projects_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
  INSERT INTO projects_fts (rowid, search_text) VALUES (new.id, new.search_text);
END;
-- Members need not be in the catalogue.
CREATE TABLE project_people (
  workspace_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  person_orcid TEXT NOT NULL,
  PRIMARY KEY (workspace_id, project_id, role, position),
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, project_id) ON DELETE CASCADE
) STRICT;
