// Package store keeps the company directory in a SQL database: SQLite, which
// is linked into the program, or MySQL (or MariaDB).
//
// Both run the same SQL with bound parameters; only the schema, how a row is
// locked and how errors are told apart differ. What is compared, sorted or
// searched is folded in Go and compared byte by byte, so both give the same
// answers in the same order.
//
// A Store is opened without touching the database. Its first use connects and
// looks at the schema: that of SQLite is brought up to date there and then, that
// of MySQL if [MigrateSchema] says so, else it must have been, by [Store.Migrate].
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of the store. Those with fields are [ReferenceError] and
// [DuplicateError].
var (
	ErrNotFound = errors.New("no such record")
	ErrNoPhoto  = errors.New("person has no photo")
	ErrInUse    = errors.New("other records refer to the record")
)

// A ReferenceError is a change that refers to a record that does not exist.
type ReferenceError struct {
	Member string // the JSON member, e.g. "departmentId"; empty when a concurrent change left it open
	ID     string // what it refers to
}

func (e *ReferenceError) Error() string { return fmt.Sprintf("%s %q does not exist", e.Member, e.ID) }

// A DuplicateError is a change that would make two records alike in what is
// unique.
type DuplicateError struct {
	Member string // the JSON member, e.g. "email"
	Value  string
}

func (e *DuplicateError) Error() string { return fmt.Sprintf("%s %q is taken", e.Member, e.Value) }

// A Key is the place of a record in a sorted list.
type Key struct {
	Text   string // the folded name, in lists by name
	Micros int64  // since 1970, in lists by time
	ID     string // tells records of the same name or time apart
}

// A Page is one page of a list.
type Page[T any] struct {
	Items []T
	// Next is the key of the last item when more follow, else nil.
	Next *Key
}

// A Store is safe for concurrent use. Close it when it is not needed any more.
type Store struct {
	db      *sql.DB
	dialect dialect

	usable atomic.Bool // the schema has been seen to be right
	mu     sync.Mutex  // held while it is looked at
}

// A dialect is what differs between databases.
type dialect interface {
	// name is that of the folder of migrations.
	name() string
	// transaction is the kind of transaction changes run in.
	transaction() *sql.TxOptions
	// forUpdate ends a SELECT in a transaction that goes on to change the row.
	forUpdate() string
	// prepare makes sure that the schema is the one this program wants.
	prepare(context.Context, *sql.DB) error
	// migrate brings the schema up to date.
	migrate(context.Context, *sql.DB) error
	// duplicate, reference and deadlock tell the errors of the driver apart.
	duplicate(error) bool
	reference(error) bool
	deadlock(error) bool
}

// Ready connects to the database, if that has not happened, and reports whether
// it can be used. Programs call it at their start, and for health checks.
func (s *Store) Ready(ctx context.Context) error {
	if _, err := s.open(ctx); err != nil {
		return err
	}
	if err := s.db.PingContext(ctx); err != nil {
		return fmt.Errorf("connect to the %s database: %w", s.dialect.name(), err)
	}
	return nil
}

// Migrate brings the schema up to date. Running it again, or from several
// programs at once, is safe.
func (s *Store) Migrate(ctx context.Context) error {
	if err := s.dialect.migrate(ctx, s.db); err != nil {
		return fmt.Errorf("migrate the %s database: %w", s.dialect.name(), err)
	}
	return nil
}

// Close closes the connections.
func (s *Store) Close() error { return s.db.Close() }

// open returns the database once it is usable.
func (s *Store) open(ctx context.Context) (*sql.DB, error) {
	if s.usable.Load() {
		return s.db, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.usable.Load() {
		return s.db, nil
	}
	if err := s.dialect.prepare(ctx, s.db); err != nil {
		return nil, fmt.Errorf("open the %s database: %w", s.dialect.name(), err)
	}
	s.usable.Store(true)
	return s.db, nil
}

// attempts is how often a transaction is tried that loses against others.
const attempts = 5

// tx runs f in a transaction, which is committed unless f returns an error.
func (s *Store) tx(ctx context.Context, f func(*sql.Tx) error) error {
	db, err := s.open(ctx)
	if err != nil {
		return err
	}
	for i := 1; ; i++ {
		err := s.try(ctx, db, f)
		if i == attempts || !s.dialect.deadlock(err) {
			return err
		}
	}
}

func (s *Store) try(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, s.dialect.transaction())
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing, else f's error says why
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// A querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// rows runs a query and reads each row with scan.
func rows[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	r, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	items := []T{} // an empty list is [] on the wire, not null
	for r.Next() {
		item, err := scan(r)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, errors.Join(r.Err(), r.Close())
}

// row is [rows] for a query by id.
func row[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) (T, error) {
	var none T
	items, err := rows(ctx, q, scan, query, args...)
	switch {
	case err != nil:
		return none, err
	case len(items) == 0:
		return none, ErrNotFound
	}
	return items[0], nil
}

// exists reports whether a table has a record of that id.
func exists(ctx context.Context, q querier, table, id string) (bool, error) {
	_, err := row(ctx, q, scanNothing, "SELECT 1 FROM "+table+" WHERE id = ?", id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func scanNothing(r *sql.Rows) (int, error) {
	var n int
	return n, r.Scan(&n)
}

// changed turns an UPDATE or DELETE that met no row into ErrNotFound.
func changed(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// Times are kept as microseconds since 1970: both databases sort, compare and
// return them exactly.
func micros(t time.Time) int64     { return t.UnixMicro() }
func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }
