-- Switched off can be switched on again, revoked cannot. So far keys were switched off by revoking them; when is not
-- known, so the last sign of them stands in.
ALTER TABLE api_keys ADD COLUMN revoked_at BIGINT;
UPDATE api_keys SET revoked_at = coalesce(last_used_at, created_at) WHERE NOT active;
CREATE INDEX api_keys_newest ON api_keys (workspace_id, created_at DESC, key_hash);
-- Which jobs nobody works on: due ones that wait, claimed ones without a sign of life.
CREATE INDEX ingestion_jobs_waiting ON ingestion_jobs (workspace_id, run_at, id) WHERE status = 'queued';
CREATE INDEX ingestion_jobs_silent ON ingestion_jobs (workspace_id, updated_at, id) WHERE status = 'processing';
-- What left the public set by being erased: clients who keep copies are still told.
CREATE TABLE tombstones (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  external_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, kind, external_id)
);
CREATE INDEX tombstones_at ON tombstones (workspace_id, kind, at, external_id);
