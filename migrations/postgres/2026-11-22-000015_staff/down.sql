-- Hidden people show again when they are ingested next; which slug was chosen last is forgotten.
ALTER TABLE slugs DROP COLUMN chosen_at;
DROP INDEX people_hidden;
ALTER TABLE people DROP COLUMN hidden_at;
ALTER TABLE categories DROP COLUMN retired_at;
ALTER TABLE entities DROP COLUMN retired_at;
