DROP INDEX memberships_present;
DROP INDEX people_fetched_up;
DROP INDEX people_fetched;
DROP INDEX people_counted;
DROP INDEX people_created;
DROP INDEX people_name;
DROP TABLE person_categories;
DROP TABLE categories;
