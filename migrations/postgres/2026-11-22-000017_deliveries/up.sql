-- The queue of deliveries has a lane for each installation, in which events are delivered in order, and a lane for each
-- task. A lane that is due is leased by one worker. `last_place` is the place of the newest event in it; `due_at` is
-- null while nothing waits.
CREATE TABLE delivery_lanes (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  lane TEXT NOT NULL,
  last_place BIGINT NOT NULL,
  due_at BIGINT,
  lease_owner TEXT,
  lease_until BIGINT,
  PRIMARY KEY (workspace_id, lane)
);
-- Claims of workers, before the workspace is known.
CREATE INDEX delivery_lanes_due ON delivery_lanes (due_at) WHERE due_at IS NOT NULL;

-- `lane` and `place` are null where an event is not delivered. `waiting` until it is accepted or given up, which is
-- counted from `due_from`; `failures` since then.
ALTER TABLE integration_events ADD COLUMN lane TEXT;
ALTER TABLE integration_events ADD COLUMN place BIGINT;
ALTER TABLE integration_events ADD COLUMN waiting BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE integration_events ADD COLUMN due_from BIGINT;
ALTER TABLE integration_events ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
UPDATE integration_events SET
  lane = coalesce(installation_id, id), waiting = TRUE,
  place = (SELECT count(*) FROM integration_events AS e WHERE e.workspace_id = integration_events.workspace_id
    AND coalesce(e.installation_id, e.id) = coalesce(integration_events.installation_id, integration_events.id)
    AND (e.created_at, e.id) <= (integration_events.created_at, integration_events.id)),
  due_from = (SELECT min(d.due_at) FROM event_deliveries AS d
    WHERE d.workspace_id = integration_events.workspace_id AND d.event_id = integration_events.id)
  WHERE EXISTS (SELECT 1 FROM event_deliveries AS d WHERE d.workspace_id = integration_events.workspace_id
    AND d.event_id = integration_events.id AND d.status IN ('queued', 'sending'));
INSERT INTO delivery_lanes (workspace_id, lane, last_place, due_at)
  SELECT workspace_id, lane, max(place), min(due_from) FROM integration_events WHERE waiting GROUP BY workspace_id, lane;
-- What waits in a lane, in order.
CREATE INDEX integration_events_waiting ON integration_events (workspace_id, lane, place) WHERE waiting;
-- Clean-up, in all workspaces.
CREATE INDEX integration_events_oldest ON integration_events (created_at) WHERE NOT waiting;

-- Lanes are leased, not attempts.
DROP INDEX event_deliveries_due;
ALTER TABLE event_deliveries DROP COLUMN lease_owner;
ALTER TABLE event_deliveries DROP COLUMN lease_until;
