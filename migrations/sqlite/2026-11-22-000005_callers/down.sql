DROP TABLE rate_windows;
DROP TABLE api_key_log;
DROP TABLE api_keys;
DROP TABLE installation_credentials;
DROP TABLE installation_origins;
DROP TABLE installations;
