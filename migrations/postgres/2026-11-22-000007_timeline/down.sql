-- What the actors were called, severities and statuses are lost.
ALTER TABLE activity_events
  DROP COLUMN words,
  DROP COLUMN search_text,
  DROP COLUMN status,
  DROP COLUMN severity,
  DROP COLUMN actor_label;
