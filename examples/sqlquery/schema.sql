-- The table, and the user of the function, who may do what the function does.
CREATE TABLE prototab (
    protokey BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    proto1 VARCHAR(100) NOT NULL,
    proto2 VARCHAR(100) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS 'sqlquery'@'%' IDENTIFIED BY 'local';
GRANT SELECT, INSERT ON prototab TO 'sqlquery'@'%';
