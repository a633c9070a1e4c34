CREATE TABLE installations (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  platform TEXT NOT NULL,
  status TEXT NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT,
  scopes TEXT NOT NULL,
  rate_limit_per_minute INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE INDEX installations_newest ON installations (workspace_id, created_at DESC, id);
CREATE TABLE installation_origins (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  installation_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  status TEXT NOT NULL,
  token TEXT NOT NULL,
  verified_at INTEGER,
  last_verification_error TEXT,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, installation_id) REFERENCES installations (workspace_id, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX installation_origins_origin ON installation_origins (workspace_id, installation_id, origin);
-- Asked before the workspace is known: verification pages and preflight requests.
CREATE UNIQUE INDEX installation_origins_id ON installation_origins (id);
CREATE INDEX installation_origins_verified ON installation_origins (origin) WHERE verified_at IS NOT NULL;
CREATE TABLE installation_credentials (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  installation_id TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  active INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, installation_id) REFERENCES installations (workspace_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX installation_credentials_installation ON installation_credentials (workspace_id, installation_id);
CREATE TABLE api_keys (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  key_hash TEXT NOT NULL UNIQUE,
  client_name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  active INTEGER NOT NULL,
  rate_limit_per_minute INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (workspace_id, key_hash)
) STRICT;
CREATE TABLE api_key_log (
  id INTEGER PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  key_hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  status INTEGER NOT NULL,
  request_id TEXT NOT NULL
) STRICT;
CREATE INDEX api_key_log_newest ON api_key_log (workspace_id, key_hash, at DESC);
-- Requests leased from a minute, by all processes together.
CREATE TABLE rate_windows (
  key_hash TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (key_hash, starts_at)
) STRICT;
CREATE INDEX rate_windows_age ON rate_windows (starts_at);
