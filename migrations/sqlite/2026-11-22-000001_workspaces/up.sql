-- A tenant. `revision` rises with every write that can change a public answer; the counters are the sizes of the
-- unfiltered public lists.
CREATE TABLE workspaces (
  id TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  default_entity TEXT NOT NULL,
  default_status TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  changed_at INTEGER NOT NULL,
  public_publications INTEGER NOT NULL DEFAULT 0,
  public_people INTEGER NOT NULL DEFAULT 0,
  public_works INTEGER NOT NULL DEFAULT 0,
  public_projects INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE entities (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT;
-- Slugs are never given to another record, not after a deletion either.
CREATE TABLE slugs (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  slug TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (workspace_id, kind, slug)
) STRICT;
CREATE INDEX slugs_subject ON slugs (workspace_id, kind, subject);
CREATE TABLE activity_events (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  message TEXT NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE INDEX activity_events_newest ON activity_events (workspace_id, at DESC, id DESC);
