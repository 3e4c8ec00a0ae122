package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
)

// Memory is the path of a SQLite database that lives as long as its Store.
const Memory = ":memory:"

// OpenSQLite returns the store in a SQLite file, which is made when it does not
// exist, together with its folder. Several programs may use the file at once.
func OpenSQLite(file string) (*Store, error) {
	params := url.Values{
		"_foreign_keys": {"1"},
		"_busy_timeout": {"5000"}, // milliseconds
		"_journal_mode": {"WAL"},
		"_synchronous":  {"NORMAL"},
		// A transaction that reads first and writes later would fail at the
		// write when another was faster; one that starts as a writer waits.
		"_txlock": {"immediate"},
	}
	name := "file::memory:"
	if file != Memory {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, fmt.Errorf("open SQLite database: %w", err)
		}
		name = "file:" + (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath()
	}
	db, err := sql.Open("sqlite", name+"?"+params.Encode())
	if err != nil {
		return nil, fmt.Errorf("open SQLite database %s: %w", file, err)
	}
	if file == Memory { // every connection would have a database of its own
		db.SetMaxOpenConns(1)
	}
	return &Store{db: db, dialect: sqliteDialect{}}, nil
}

type sqliteDialect struct{}

func (sqliteDialect) name() string                { return "sqlite" }
func (sqliteDialect) transaction() *sql.TxOptions { return nil }
func (sqliteDialect) forUpdate() string           { return "" } // a transaction locks the database

func (d sqliteDialect) prepare(ctx context.Context, db *sql.DB) error { return d.migrate(ctx, db) }

// Programs that open a new file at once all try to put it into WAL mode. SQLite
// lets one of them, and tells the others at once that it is busy: the busy
// time-out does not hold for that change.
const (
	openPatience = 5 * time.Second
	openPause    = 10 * time.Millisecond
)

// migrate runs all migrations, and tries again while another program makes the
// file.
func (d sqliteDialect) migrate(ctx context.Context, db *sql.DB) error {
	all, err := migrations("sqlite")
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(openPatience); ; {
		err := d.migrateOnce(ctx, db, all)
		if sqliteCode(err)&0xff != sqliteBusy || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(openPause):
		}
	}
}

// migrateOnce runs all migrations in one transaction.
func (sqliteDialect) migrateOnce(ctx context.Context, db *sql.DB, all []migration) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	if err := apply(ctx, tx, all); err != nil {
		return err
	}
	return tx.Commit()
}

// Extended result codes, see https://www.sqlite.org/rescode.html
const (
	sqliteBusy       = 5 // the primary code, in the low byte of its extended ones
	sqliteForeignKey = 787
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

func sqliteCode(err error) int {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func (sqliteDialect) duplicate(err error) bool {
	code := sqliteCode(err)
	return code == sqliteUnique || code == sqlitePrimaryKey
}

func (sqliteDialect) reference(err error) bool { return sqliteCode(err) == sqliteForeignKey }
func (sqliteDialect) deadlock(error) bool      { return false } // writers wait their turn
