-- The timeline as the staff filter and search it. `actor_label` is what the actor was called then: the timeline still
-- names accounts that are gone. `severity` and `status` are functions of the kind and the details; they are columns so
-- that filters have indexes.
ALTER TABLE activity_events
  ADD COLUMN actor_label TEXT NOT NULL DEFAULT '',
  ADD COLUMN severity TEXT NOT NULL DEFAULT 'info',
  ADD COLUMN status TEXT NOT NULL DEFAULT 'success',
  ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
-- What was written before is found by its words as far as the database can tell them apart.
UPDATE activity_events SET
  actor_label = coalesce(actor_id, actor_kind),
  severity = CASE WHEN kind LIKE '%.failed' THEN 'error' ELSE 'info' END,
  status = CASE
    WHEN kind LIKE '%.failed' THEN 'failure'
    WHEN kind LIKE '%.requested' OR kind LIKE '%.started' THEN 'pending'
    ELSE 'success'
  END,
  search_text = btrim(regexp_replace(lower(message || ' ' || coalesce(actor_id, actor_kind)), '[^[:alnum:]]+', ' ', 'g'));
-- Known to persistence/src/search.rs only. Words are made there; no parser of the database has a say.
ALTER TABLE activity_events
  ADD COLUMN words TSVECTOR GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED;
CREATE INDEX activity_events_kind ON activity_events (workspace_id, kind, at DESC, id DESC);
CREATE INDEX activity_events_severity ON activity_events (workspace_id, severity, at DESC, id DESC);
CREATE INDEX activity_events_status ON activity_events (workspace_id, status, at DESC, id DESC);
CREATE INDEX activity_events_actor ON activity_events (workspace_id, actor_label, at DESC, id DESC);
CREATE INDEX activity_events_words ON activity_events USING gin (words);
