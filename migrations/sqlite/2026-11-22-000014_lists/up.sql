-- Lists filtered by type and year: without it, every row of the type is looked up to see its year.
CREATE INDEX publications_type_year ON publications (workspace_id, publication_type, publication_year, last_fetched_at DESC, id DESC) WHERE is_public;
-- With the default order in it, what changed since a time is read from the index alone.
DROP INDEX publications_changed;
CREATE INDEX publications_changed ON publications (workspace_id, changed_at, last_fetched_at DESC, id DESC) WHERE is_public;
-- A page's people are read from the index alone.
CREATE INDEX publication_people_listed ON publication_people (workspace_id, publication_id, person_orcid, position);
