-- What the actors were called, severities and statuses are lost.
DROP TABLE activity_events_fts;
CREATE TABLE activity_events_old (
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
INSERT INTO activity_events_old
SELECT workspace_id, id, at, kind, actor_kind, actor_id, subject_kind, subject_id, message, details FROM activity_events;
DROP TRIGGER activity_events_fts_insert;
DROP TRIGGER activity_events_fts_delete;
DROP TABLE activity_events;
ALTER TABLE activity_events_old RENAME TO activity_events;
CREATE INDEX activity_events_newest ON activity_events (workspace_id, at DESC, id DESC);
