-- The database of the site. On AWS the user has no password but
-- IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'.
CREATE TABLE IF NOT EXISTS notes (
	id     BIGINT AUTO_INCREMENT PRIMARY KEY,
	author VARCHAR(100) NOT NULL,
	note   VARCHAR(1000) NOT NULL
);
