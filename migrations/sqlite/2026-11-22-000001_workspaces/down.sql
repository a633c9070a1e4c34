DROP TABLE activity_events;
DROP TABLE slugs;
DROP TABLE entities;
DROP TABLE workspaces;
