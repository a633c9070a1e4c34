DROP TABLE publication_people;
DROP TABLE publication_sources;
DROP TABLE publication_aliases;
DROP TABLE publication_records;
DROP TABLE publications;
