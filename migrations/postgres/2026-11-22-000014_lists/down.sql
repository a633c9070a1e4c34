DROP INDEX publications_type_year;
DROP INDEX publications_changed;
CREATE INDEX publications_changed ON publications (workspace_id, changed_at) WHERE is_public;
DROP INDEX publication_people_listed;
