-- Times are microseconds since 1970 in UTC. Columns that end in _key hold a
-- folded form that is compared, sorted and searched; see fold.go. They and the
-- ids are binary, since every text collation of MySQL or MariaDB folds or pads
-- in a way the other does not.
--
-- MySQL commits each of these statements at once. Each may run again after a
-- migration that broke off.

CREATE TABLE IF NOT EXISTS locations (
	id          VARBINARY(64)  NOT NULL PRIMARY KEY,
	name        VARCHAR(80)    NOT NULL,
	name_key    VARBINARY(320) NOT NULL UNIQUE,
	sort_key    VARBINARY(200) NOT NULL,
	street      VARCHAR(120)   NOT NULL,
	postal_code VARCHAR(16)    NOT NULL,
	city        VARCHAR(80)    NOT NULL,
	country     VARBINARY(2)   NOT NULL,
	latitude    DOUBLE,
	longitude   DOUBLE,
	created_at  BIGINT         NOT NULL,
	updated_at  BIGINT         NOT NULL,
	KEY locations_by_name (sort_key, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS departments (
	id          VARBINARY(64)  NOT NULL PRIMARY KEY,
	name        VARCHAR(80)    NOT NULL,
	name_key    VARBINARY(320) NOT NULL UNIQUE,
	sort_key    VARBINARY(200) NOT NULL,
	location_id VARBINARY(64)  NOT NULL,
	cost_center BIGINT         NOT NULL,
	created_at  BIGINT         NOT NULL,
	updated_at  BIGINT         NOT NULL,
	KEY departments_by_name (sort_key, id),
	KEY departments_by_location (location_id),
	CONSTRAINT departments_location FOREIGN KEY (location_id) REFERENCES locations (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS people (
	id            VARBINARY(64)   NOT NULL PRIMARY KEY,
	first_name    VARCHAR(80)     NOT NULL,
	last_name     VARCHAR(80)     NOT NULL,
	name_key      VARBINARY(644)  NOT NULL,
	sort_key      VARBINARY(200)  NOT NULL,
	search_key    MEDIUMBLOB      NOT NULL,
	email         VARCHAR(254)    NOT NULL,
	email_key     VARBINARY(1016) NOT NULL UNIQUE,
	job_title     VARCHAR(120)    NOT NULL,
	department_id VARBINARY(64)   NOT NULL,
	manager_id    VARBINARY(64),
	status        VARBINARY(16)   NOT NULL,
	skills        MEDIUMTEXT      NOT NULL,
	phones        MEDIUMTEXT      NOT NULL,
	created_at    BIGINT          NOT NULL,
	updated_at    BIGINT          NOT NULL,
	KEY people_by_name (sort_key, id),
	KEY people_by_age (created_at, id),
	KEY people_by_department (department_id),
	KEY people_by_manager (manager_id),
	CONSTRAINT people_department FOREIGN KEY (department_id) REFERENCES departments (id),
	CONSTRAINT people_manager FOREIGN KEY (manager_id) REFERENCES people (id) ON DELETE SET NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS photos (
	person_id    VARBINARY(64) NOT NULL PRIMARY KEY,
	content_type VARCHAR(64)   NOT NULL,
	etag         VARCHAR(80)   NOT NULL,
	content      MEDIUMBLOB    NOT NULL,
	CONSTRAINT photos_person FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
