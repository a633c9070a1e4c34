DROP TABLE memberships;
DROP TABLE person_name_keys;
DROP TABLE person_aliases;
DROP TABLE people;
