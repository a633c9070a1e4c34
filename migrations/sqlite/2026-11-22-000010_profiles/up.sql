-- Groups that a centre puts its people into.
CREATE TABLE categories (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE TABLE person_categories (
  workspace_id TEXT NOT NULL,
  category_id TEXT NOT NULL,
  person_orcid TEXT NOT NULL,
  PRIMARY KEY (workspace_id, category_id, person_orcid),
  FOREIGN KEY (workspace_id, category_id) REFERENCES categories (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, person_orcid) REFERENCES people (workspace_id, orcid) ON DELETE CASCADE
) STRICT;
CREATE INDEX person_categories_person ON person_categories (workspace_id, person_orcid, category_id);
-- The staff's list: all people, in every order that can be asked for.
CREATE INDEX people_name ON people (workspace_id, sort_name, id);
CREATE INDEX people_created ON people (workspace_id, created_at, id);
CREATE INDEX people_counted ON people (workspace_id, public_publication_count, id);
CREATE INDEX people_fetched ON people (workspace_id, (last_fetched_at IS NULL), last_fetched_at DESC, id);
CREATE INDEX people_fetched_up ON people (workspace_id, (last_fetched_at IS NULL), last_fetched_at, id);
CREATE INDEX memberships_present ON memberships (workspace_id, status, entity_id, person_orcid) WHERE ends_at IS NULL;
