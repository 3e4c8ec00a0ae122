-- A database on a laptop, with what local/token holds for a token.
CREATE DATABASE notes;
CREATE USER front@localhost IDENTIFIED BY 'not-a-secret';
GRANT SELECT, INSERT ON notes.* TO front@localhost;
USE notes;
