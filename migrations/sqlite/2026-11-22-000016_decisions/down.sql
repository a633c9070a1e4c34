DROP INDEX projects_all;
DROP TABLE publication_projects;
DROP TABLE work_projects;
ALTER TABLE works DROP COLUMN promoted_to;
ALTER TABLE works DROP COLUMN people_by_hand;
ALTER TABLE works DROP COLUMN edited_at;
DROP TABLE publication_refusals;
ALTER TABLE publication_people DROP COLUMN confirmed;
-- The whole values of edits are lost; the timeline has them shortened.
DROP TABLE publication_edits;
