-- What the staff note beside a publication; only the dashboard shows it.
ALTER TABLE publications ADD COLUMN q BIGINT;
ALTER TABLE publications ADD COLUMN q_percentage INTEGER;
ALTER TABLE publications ADD COLUMN if_value DOUBLE PRECISION;
ALTER TABLE publications ADD COLUMN if5a_value DOUBLE PRECISION;
ALTER TABLE publications ADD COLUMN funding BOOLEAN;
-- Folded beginning of the title, for lists in its order; empty where there is none.
ALTER TABLE publications ADD COLUMN sort_title TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE publications SET sort_title = substr(search_title, 1, 200) WHERE title IS NOT NULL;
-- What providers said of a field when it was edited: field -> value.
ALTER TABLE publication_records ADD COLUMN edit_bases JSONB NOT NULL DEFAULT '{}';
-- The staff's lists: hidden and deleted publications are in them. The condition holds for every row; only the staff's
-- queries name it, so that public lists keep to their own, smaller indexes.
CREATE INDEX publications_staff_fetched ON publications (workspace_id, last_fetched_at DESC, id DESC) WHERE slug <> '';
CREATE INDEX publications_staff_date ON publications (workspace_id, date_sort DESC, id DESC) WHERE slug <> '';
CREATE INDEX publications_staff_date_up ON publications (workspace_id, (date_sort = 0), date_sort, id) WHERE slug <> '';
CREATE INDEX publications_staff_cited ON publications (workspace_id, cited_by_sort DESC, id DESC) WHERE slug <> '';
CREATE INDEX publications_staff_cited_up ON publications (workspace_id, (cited_by_sort = -1), cited_by_sort, id) WHERE slug <> '';
CREATE INDEX publications_staff_title ON publications (workspace_id, sort_title DESC, id DESC) WHERE slug <> '';
CREATE INDEX publications_staff_title_up ON publications (workspace_id, (sort_title = ''), sort_title, id) WHERE slug <> '';
CREATE INDEX publications_staff_edits ON publications (workspace_id, edit_count DESC, id DESC) WHERE slug <> '';
CREATE INDEX publications_staff_edited ON publications (workspace_id, (last_edited_at IS NULL), last_edited_at DESC, id DESC) WHERE slug <> '';
CREATE INDEX publications_staff_edited_up ON publications (workspace_id, (last_edited_at IS NULL), last_edited_at, id) WHERE slug <> '';
CREATE INDEX publications_staff_year ON publications (workspace_id, publication_year, last_fetched_at DESC, id DESC) WHERE slug <> '';
CREATE INDEX publications_staff_type ON publications (workspace_id, publication_type, last_fetched_at DESC, id DESC) WHERE slug <> '';
-- What came in when; with all that totals count by.
CREATE INDEX publications_created ON publications (workspace_id, created_at, deleted_at, visible, edit_count);
CREATE INDEX publications_hidden ON publications (workspace_id, last_fetched_at DESC, id DESC) WHERE NOT visible;
CREATE INDEX publications_deleted ON publications (workspace_id, last_fetched_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
