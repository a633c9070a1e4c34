DROP INDEX projects_withdrawn;
DROP INDEX works_withdrawn;
