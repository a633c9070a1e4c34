-- Units and groups that a centre has given up: what bears them keeps them, nothing new gets them.
ALTER TABLE entities ADD COLUMN retired_at INTEGER;
ALTER TABLE categories ADD COLUMN retired_at INTEGER;
-- People whom the staff have taken out of the public answers.
ALTER TABLE people ADD COLUMN hidden_at INTEGER;
CREATE INDEX people_hidden ON people (workspace_id, orcid) WHERE hidden_at IS NOT NULL;
-- When somebody chose a slug by hand; 0 for those that were made from a name or a title.
ALTER TABLE slugs ADD COLUMN chosen_at INTEGER NOT NULL DEFAULT 0;
