-- What was erased is forgotten, and revoked keys look as if they were switched off.
DROP TABLE tombstones;
DROP INDEX publications_rows;
DROP INDEX ingestion_jobs_silent;
DROP INDEX ingestion_jobs_waiting;
DROP INDEX api_keys_newest;
ALTER TABLE api_keys DROP COLUMN revoked_at;
