-- The queue. A job is claimed with a lease; `lease_owner` is null while it waits.
CREATE TABLE ingestion_jobs (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  orcid TEXT NOT NULL,
  status TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until BIGINT,
  progress JSONB NOT NULL,
  reason TEXT,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  updated_at BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (workspace_id, id)
);
-- One open job for each iD.
CREATE UNIQUE INDEX ingestion_jobs_open ON ingestion_jobs (workspace_id, orcid) WHERE finished_at IS NULL;
CREATE INDEX ingestion_jobs_due ON ingestion_jobs (run_at, id) WHERE status = 'queued';
CREATE INDEX ingestion_jobs_leased ON ingestion_jobs (lease_until) WHERE status = 'processing';
CREATE INDEX ingestion_jobs_owner ON ingestion_jobs (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX ingestion_jobs_person ON ingestion_jobs (workspace_id, orcid, created_at DESC);
CREATE INDEX ingestion_jobs_status ON ingestion_jobs (workspace_id, status);
-- Facts of the world, not of a workspace: which agency a prefix (or a single DOI) belongs to.
CREATE TABLE doi_agencies (
  doi_or_prefix TEXT NOT NULL PRIMARY KEY,
  agency TEXT NOT NULL,
  learnt_at BIGINT NOT NULL
);
