-- Apps that consume the catalogue. Their names are the deployment's: `workspace_id` is who published one, null for
-- those that are built in. `name_key` is the name in lower case: nobody takes a name in other letters. Rows stay when
-- an integration is unpublished, so that nobody else gets a name by which installations and events are still known.
CREATE TABLE integrations (
  name TEXT NOT NULL PRIMARY KEY,
  name_key TEXT NOT NULL UNIQUE,
  workspace_id TEXT REFERENCES workspaces (id) ON DELETE SET NULL,
  built_in INTEGER NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  summary TEXT NOT NULL,
  icon TEXT,
  preview_images TEXT NOT NULL,
  visibility TEXT NOT NULL,
  target TEXT NOT NULL,
  categories TEXT NOT NULL,
  scopes TEXT NOT NULL,
  blocks TEXT NOT NULL,
  script_hash TEXT,
  content_security_policy TEXT,
  webhook_url TEXT,
  secret_hash TEXT UNIQUE,
  unpublished_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX integrations_publisher ON integrations (workspace_id, name);
-- Every version that was ever published: pages go on embedding the one they know the hash of.
CREATE TABLE integration_scripts (
  hash TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
-- Integrations in development: what is delivered about this workspace (or about all) goes to the tunnel.
CREATE TABLE integration_development (
  integration TEXT NOT NULL PRIMARY KEY REFERENCES integrations (name) ON DELETE CASCADE,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  tunnel_url TEXT NOT NULL,
  all_workspaces INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT;
INSERT INTO integrations (name, name_key, built_in, title, description, summary, preview_images, visibility, target,
  categories, scopes, blocks, created_at, updated_at) VALUES
  ('wordpress', 'wordpress', 1, 'WordPress', 'Publications, people and projects on a WordPress site.',
   'The plugin copies the public catalogue into the site and keeps it up to date.', '[]', 'public', 'site', '["cms"]',
   '["people.read","publications.read","works.read","projects.read"]',
   '[{"id":"publications","domains":[]},{"id":"people","domains":[]},{"id":"projects","domains":[]},{"id":"works","domains":[]},{"id":"citation","domains":["doi.org"]}]',
   0, 0),
  ('drupal', 'drupal', 1, 'Drupal', 'Publications, people and projects on a Drupal site.',
   'The module reads the public catalogue for the pages of the site.', '[]', 'public', 'site', '["cms"]',
   '["people.read","publications.read","works.read","projects.read"]',
   '[{"id":"publications","domains":[]},{"id":"people","domains":[]},{"id":"projects","domains":[]},{"id":"works","domains":[]},{"id":"citation","domains":["doi.org"]}]',
   0, 0);

ALTER TABLE installations ADD COLUMN space_selection TEXT NOT NULL DEFAULT 'all';
ALTER TABLE installations ADD COLUMN site_selection TEXT NOT NULL DEFAULT 'selected';
-- `platform` is the integration's name.
CREATE INDEX installations_integration ON installations (platform, created_at DESC, id DESC);
-- The entities of installations with `space_selection` `selected`.
CREATE TABLE installation_entities (
  workspace_id TEXT NOT NULL,
  installation_id TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, installation_id, entity_id),
  FOREIGN KEY (workspace_id, installation_id) REFERENCES installations (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, entity_id) REFERENCES entities (workspace_id, id) ON DELETE CASCADE
) STRICT;
-- What the integration calls an installation.
CREATE TABLE installation_external_ids (
  workspace_id TEXT NOT NULL,
  installation_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, installation_id, external_id),
  FOREIGN KEY (workspace_id, installation_id) REFERENCES installations (workspace_id, id) ON DELETE CASCADE
) STRICT;
-- An integration asks for its installations in whichever workspace.
CREATE INDEX installation_external_ids_value ON installation_external_ids (external_id);
ALTER TABLE installation_origins ADD COLUMN added_at INTEGER;
ALTER TABLE installation_origins ADD COLUMN last_checked_at INTEGER;
ALTER TABLE installation_credentials ADD COLUMN temporary INTEGER NOT NULL DEFAULT 0;
ALTER TABLE installation_credentials ADD COLUMN revoked_at INTEGER;

-- What happened, for integrations to hear of: the outbox, written in the transaction that caused it.
CREATE TABLE integration_events (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  integration TEXT NOT NULL,
  installation_id TEXT,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE INDEX integration_events_newest ON integration_events (workspace_id, integration, created_at DESC, id DESC);
-- An integration reads its events of all workspaces.
CREATE INDEX integration_events_integration ON integration_events (integration, created_at DESC, id DESC);
-- One row for each attempt at delivering an event; the queued ones are the queue.
CREATE TABLE event_deliveries (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  status TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  lease_owner TEXT,
  lease_until INTEGER,
  started_at INTEGER,
  duration_ms INTEGER,
  response_status INTEGER,
  error TEXT,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, event_id) REFERENCES integration_events (workspace_id, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX event_deliveries_attempt ON event_deliveries (workspace_id, event_id, attempt);
-- Claims of workers, before the workspace is known.
CREATE INDEX event_deliveries_due ON event_deliveries (due_at) WHERE status IN ('queued', 'sending');
