package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"
)

// A Schema is what a store does on its first use about a MySQL schema that is
// older than the program.
type Schema int

const (
	// CheckSchema refuses to use it: a service does not change the database of
	// others by starting.
	CheckSchema Schema = iota
	// MigrateSchema brings it up to date.
	MigrateSchema
)

// OpenMySQL returns the store in a MySQL or MariaDB database. Its connections
// come from connect, whose configuration must have gone through [MySQLConfig].
func OpenMySQL(connect driver.Connector, schema Schema) *Store {
	db := sql.OpenDB(connect)
	// A Lambda function handles one request at a time, but there are many of
	// them: few connections each, and none that the server has long closed.
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(8)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &Store{db: db, dialect: mysqlDialect{schema}}
}

// MySQLConfig sets what the store relies on.
func MySQLConfig(cfg *mysql.Config) {
	cfg.ClientFoundRows = true  // an UPDATE that changes nothing has found its row
	cfg.MultiStatements = false // as a second wall behind bound parameters
	cfg.InterpolateParams = false
	if cfg.Timeout == 0 {
		cfg.Timeout = 5 * time.Second
	}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'" // never cut a value short
}

type mysqlDialect struct{ schema Schema }

func (mysqlDialect) name() string      { return "mysql" }
func (mysqlDialect) forUpdate() string { return " FOR UPDATE" }

// transaction asks for the level without locks on gaps between rows: changes
// lock the rows they read, keys and foreign keys do the rest.
func (mysqlDialect) transaction() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelReadCommitted}
}

func (d mysqlDialect) prepare(ctx context.Context, db *sql.DB) error {
	if d.schema == MigrateSchema {
		return d.migrate(ctx, db)
	}
	all, err := migrations("mysql")
	if err != nil {
		return err
	}
	have, err := schemaVersion(ctx, db)
	switch {
	case mysqlNumber(err) == mysqlNoSuchTable:
		have = 0
	case err != nil:
		return err
	}
	switch {
	case have > len(all):
		return newerSchema(have, len(all))
	case have < len(all):
		return fmt.Errorf("the schema is at version %d, this program needs %d: migrate it first", have, len(all))
	}
	return nil
}

// migrate runs the migrations one after the other. MySQL has no transactions
// for them, so a lock keeps others away, and each can be run again.
func (mysqlDialect) migrate(ctx context.Context, db *sql.DB) (err error) {
	all, err := migrations("mysql")
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	const lock = "apigen-directory-migrations"
	var got sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT GET_LOCK(?, 60)", lock).Scan(&got); err != nil {
		return fmt.Errorf("wait for other migrations: %w", err)
	}
	if got.Int64 != 1 {
		return errors.New("wait for other migrations: none of them ended within a minute")
	}
	defer func() {
		var released sql.NullInt64
		err = errors.Join(err, conn.QueryRowContext(context.WithoutCancel(ctx), "SELECT RELEASE_LOCK(?)", lock).Scan(&released))
	}()
	return apply(ctx, conn, all)
}

// Error numbers, the same in MySQL and MariaDB, see
// https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
const (
	mysqlDuplicate    = 1062
	mysqlNoSuchTable  = 1146
	mysqlLockTimeout  = 1205
	mysqlDeadlock     = 1213
	mysqlIsReferenced = 1451
	mysqlNoReferenced = 1452
)

func mysqlNumber(err error) uint16 {
	if e := (*mysql.MySQLError)(nil); errors.As(err, &e) {
		return e.Number
	}
	return 0
}

func (mysqlDialect) duplicate(err error) bool { return mysqlNumber(err) == mysqlDuplicate }

func (mysqlDialect) reference(err error) bool {
	n := mysqlNumber(err)
	return n == mysqlIsReferenced || n == mysqlNoReferenced
}

func (mysqlDialect) deadlock(err error) bool {
	n := mysqlNumber(err)
	return n == mysqlDeadlock || n == mysqlLockTimeout
}
