-- Every edit by hand, whole: who, when, and of each field the value before and after. The timeline tells it shortened, and
-- may be cleaned up; this stays as long as the publication. `reverts` names the entry that an entry took back.
CREATE TABLE publication_edits (
  id INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  publication_id INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
  entry_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  actor_label TEXT NOT NULL,
  fields TEXT NOT NULL,
  reverts TEXT
) STRICT;
CREATE UNIQUE INDEX publication_edits_entry ON publication_edits (workspace_id, entry_id);
CREATE INDEX publication_edits_newest ON publication_edits (workspace_id, publication_id, id DESC);
-- The staff have looked at a link that matching found, and it is right: it stays.
ALTER TABLE publication_people ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
-- People of whom the staff said that a publication is not theirs: nothing links them again.
CREATE TABLE publication_refusals (
  workspace_id TEXT NOT NULL,
  publication_id INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
  person_orcid TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_label TEXT NOT NULL,
  PRIMARY KEY (workspace_id, publication_id, person_orcid),
  FOREIGN KEY (workspace_id, person_orcid) REFERENCES people (workspace_id, orcid) ON DELETE CASCADE
) STRICT;
CREATE INDEX publication_refusals_person ON publication_refusals (workspace_id, person_orcid);
-- Works that the staff edited, whose people they chose, or that became a publication: ingestion leaves them alone.
ALTER TABLE works ADD COLUMN edited_at INTEGER;
ALTER TABLE works ADD COLUMN people_by_hand INTEGER NOT NULL DEFAULT 0;
ALTER TABLE works ADD COLUMN promoted_to TEXT;
-- What came out of a project.
CREATE TABLE work_projects (
  workspace_id TEXT NOT NULL,
  work_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, work_id, project_id),
  FOREIGN KEY (workspace_id, work_id) REFERENCES works (workspace_id, work_id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, project_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX work_projects_project ON work_projects (workspace_id, project_id, work_id);
CREATE TABLE publication_projects (
  workspace_id TEXT NOT NULL,
  publication_id INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
  project_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, publication_id, project_id),
  FOREIGN KEY (workspace_id, project_id) REFERENCES projects (workspace_id, project_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX publication_projects_project ON publication_projects (workspace_id, project_id, publication_id);
-- The staff's list of projects; that of works has its index already.
CREATE INDEX projects_all ON projects (workspace_id, created_at DESC, id DESC);
