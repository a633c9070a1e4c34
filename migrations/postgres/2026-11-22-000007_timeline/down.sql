ALTER TABLE activity_events DROP COLUMN actor_label;
