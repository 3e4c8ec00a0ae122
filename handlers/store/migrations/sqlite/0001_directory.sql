-- Times are microseconds since 1970 in UTC. Columns that end in _key hold a
-- folded form that is compared, sorted and searched; see fold.go.

CREATE TABLE locations (
	id          TEXT    NOT NULL PRIMARY KEY,
	name        TEXT    NOT NULL,
	name_key    TEXT    NOT NULL UNIQUE,
	sort_key    TEXT    NOT NULL,
	street      TEXT    NOT NULL,
	postal_code TEXT    NOT NULL,
	city        TEXT    NOT NULL,
	country     TEXT    NOT NULL,
	latitude    REAL,
	longitude   REAL,
	created_at  INTEGER NOT NULL,
	updated_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX locations_by_name ON locations (sort_key, id);

CREATE TABLE departments (
	id          TEXT    NOT NULL PRIMARY KEY,
	name        TEXT    NOT NULL,
	name_key    TEXT    NOT NULL UNIQUE,
	sort_key    TEXT    NOT NULL,
	location_id TEXT    NOT NULL REFERENCES locations (id),
	cost_center INTEGER NOT NULL,
	created_at  INTEGER NOT NULL,
	updated_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX departments_by_name ON departments (sort_key, id);
CREATE INDEX departments_by_location ON departments (location_id);

CREATE TABLE people (
	id            TEXT    NOT NULL PRIMARY KEY,
	first_name    TEXT    NOT NULL,
	last_name     TEXT    NOT NULL,
	name_key      TEXT    NOT NULL,
	sort_key      TEXT    NOT NULL,
	search_key    TEXT    NOT NULL,
	email         TEXT    NOT NULL,
	email_key     TEXT    NOT NULL UNIQUE,
	job_title     TEXT    NOT NULL,
	department_id TEXT    NOT NULL REFERENCES departments (id),
	manager_id    TEXT    REFERENCES people (id) ON DELETE SET NULL,
	status        TEXT    NOT NULL,
	skills        TEXT    NOT NULL,
	phones        TEXT    NOT NULL,
	created_at    INTEGER NOT NULL,
	updated_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX people_by_name ON people (sort_key, id);
CREATE INDEX people_by_age ON people (created_at, id);
CREATE INDEX people_by_department ON people (department_id);
CREATE INDEX people_by_manager ON people (manager_id);

CREATE TABLE photos (
	person_id    TEXT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
	content_type TEXT NOT NULL,
	etag         TEXT NOT NULL,
	content      BLOB NOT NULL
) STRICT;
