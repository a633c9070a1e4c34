DROP TABLE doi_agencies;
DROP TABLE ingestion_jobs;
