DROP TABLE project_people;
DROP TABLE projects;
DROP TABLE work_people;
DROP TABLE works;
