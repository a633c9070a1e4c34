DROP TABLE project_people;
DROP TABLE projects_fts;
DROP TABLE projects;
DROP TABLE work_people;
DROP TABLE works_fts;
DROP TABLE works;
