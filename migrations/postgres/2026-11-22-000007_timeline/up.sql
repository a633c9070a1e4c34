-- What the actor was called then: the timeline still names accounts that are gone.
ALTER TABLE activity_events ADD COLUMN actor_label TEXT NOT NULL DEFAULT '';
