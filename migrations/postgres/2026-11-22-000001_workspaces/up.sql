-- A tenant. `revision` rises with every write that can change a public answer; the counters are the sizes of the
-- unfiltered public lists.
CREATE TABLE workspaces (
  id TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  default_entity TEXT NOT NULL,
  default_status TEXT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  changed_at BIGINT NOT NULL,
  public_publications BIGINT NOT NULL DEFAULT 0,
  public_people BIGINT NOT NULL DEFAULT 0,
  public_works BIGINT NOT NULL DEFAULT 0,
  public_projects BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
CREATE TABLE entities (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name JSONB NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
-- Slugs are never given to another record, not after a deletion either.
CREATE TABLE slugs (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  slug TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (workspace_id, kind, slug)
);
CREATE INDEX slugs_subject ON slugs (workspace_id, kind, subject);
CREATE TABLE activity_events (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  message TEXT NOT NULL,
  details JSONB NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX activity_events_newest ON activity_events (workspace_id, at DESC, id DESC);
