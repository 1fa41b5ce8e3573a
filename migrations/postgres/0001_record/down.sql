DROP TABLE problem;
DROP TABLE meta;
DROP TABLE code;
DROP TABLE token;
DROP TABLE account;
DROP TABLE progress;
DROP TABLE entry;
