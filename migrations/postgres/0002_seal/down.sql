DROP TABLE returned;
DROP TABLE seal;
