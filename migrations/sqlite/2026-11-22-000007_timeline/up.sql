-- The timeline as the staff filter and search it. The table is made anew because word search needs a row number that
-- stays. `actor_label` is what the actor was called then: the timeline still names accounts that are gone. `severity`
-- and `status` are functions of the kind and the details; they are columns so that filters have indexes.
CREATE TABLE activity_events_new (
  row_no INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  actor_label TEXT NOT NULL DEFAULT '',
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  message TEXT NOT NULL,
  details TEXT NOT NULL,
  severity TEXT NOT NULL DEFAULT 'info',
  status TEXT NOT NULL DEFAULT 'success',
  search_text TEXT NOT NULL DEFAULT ''
) STRICT;
-- What was written before is found by its words as far as the database can tell them apart.
INSERT INTO activity_events_new (
  workspace_id, id, at, kind, actor_kind, actor_id, actor_label, subject_kind, subject_id, message, details, severity,
  status, search_text
)
SELECT
  workspace_id, id, at, kind, actor_kind, actor_id, coalesce(actor_id, actor_kind), subject_kind, subject_id, message,
  details,
  CASE WHEN kind LIKE '%.failed' THEN 'error' ELSE 'info' END,
  CASE
    WHEN kind LIKE '%.failed' THEN 'failure'
    WHEN kind LIKE '%.requested' OR kind LIKE '%.started' THEN 'pending'
    ELSE 'success'
  END,
  lower(message || ' ' || coalesce(actor_id, actor_kind))
FROM activity_events;
DROP TABLE activity_events;
ALTER TABLE activity_events_new RENAME TO activity_events;
CREATE UNIQUE INDEX activity_events_id ON activity_events (workspace_id, id);
CREATE INDEX activity_events_newest ON activity_events (workspace_id, at DESC, id DESC);
CREATE INDEX activity_events_kind ON activity_events (workspace_id, kind, at DESC, id DESC);
CREATE INDEX activity_events_severity ON activity_events (workspace_id, severity, at DESC, id DESC);
CREATE INDEX activity_events_status ON activity_events (workspace_id, status, at DESC, id DESC);
CREATE INDEX activity_events_actor ON activity_events (workspace_id, actor_label, at DESC, id DESC);
-- Full-text index over events; the texts themselves stay in activity_events.
CREATE VIRTUAL TABLE activity_events_fts USING fts5 (
  search_text, content = 'activity_events', content_rowid = 'row_no', tokenize = "unicode61 remove_diacritics 0"
);
INSERT INTO activity_events_fts (activity_events_fts) VALUES ('rebuild');
CREATE TRIGGER activity_events_fts_insert AFTER INSERT ON activity_events BEGIN
  INSERT INTO activity_events_fts (rowid, search_text) VALUES (new.row_no, new.search_text);
END;
CREATE TRIGGER activity_events_fts_delete AFTER DELETE ON activity_events BEGIN
  INSERT INTO activity_events_fts (activity_events_fts, rowid, search_text) VALUES ('delete', old.row_no, old.search_text);
END;
