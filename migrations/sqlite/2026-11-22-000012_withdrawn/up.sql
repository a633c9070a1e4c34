CREATE INDEX works_withdrawn ON works (workspace_id, withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX projects_withdrawn ON projects (workspace_id, withdrawn_at) WHERE withdrawn_at IS NOT NULL;
