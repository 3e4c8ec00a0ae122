// Package service puts the directory together as the environment asks for it.
// The programs of the directory, cmd/server and cmd/lambda, start here.
//
// These are the variables:
//
//	DIRECTORY_DATABASE  where the directory is kept:
//	    sqlite:PATH               a SQLite file, made when it does not exist
//	    sqlite::memory:           SQLite in memory, gone with the program
//	    mysql:DSN                 MySQL or MariaDB: mysql:USER:PASSWORD@tcp(HOST:3306)/DATABASE?tls=true
//	                              (https://github.com/go-sql-driver/mysql#dsn-data-source-name)
//	    secretsmanager:ID         MySQL, as the secret of that name or ARN in AWS Secrets Manager says:
//	                              JSON with username, password, host, port (3306 when absent) and
//	                              dbname or database. Parameters of a DSN may follow: ID?tls=true.
//	                              TLS is used without them if the server offers it.
//	DIRECTORY_WEB_ORIGIN  the origin of the front end, e.g. https://directory.example.com; pages of
//	                    other origins cannot read the answers
//	DIRECTORY_MIGRATE   true brings the schema of MySQL up to date at the first use. Otherwise
//	                    an older schema is refused, and is to be migrated by server -migrate.
//	                    SQLite is always brought up to date.
//	DIRECTORY_ADDR      where cmd/server listens, HOST:PORT; 127.0.0.1:8080 when it is empty
//	DIRECTORY_TRUST_GATEWAY  true has cmd/server believe what the local gateway, or the AWS Lambda
//	                    Web Adapter, says of callers in headers. The server then listens on this
//	                    machine alone, since anybody who reaches it may say it is somebody else.
//
// The secret is read once, when the first connection is made, and again when
// the database refuses the password, so that it may be rotated at any time.
package service

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/apigen-go/apigen/handlers"
	"github.com/apigen-go/apigen/handlers/store"
)

// A Config says how to build a service. The fields are those of the environment.
type Config struct {
	Database string       // DIRECTORY_DATABASE
	Schema   store.Schema // DIRECTORY_MIGRATE
	Addr     string       // DIRECTORY_ADDR
	Origin   string       // DIRECTORY_WEB_ORIGIN
	Trust    bool         // DIRECTORY_TRUST_GATEWAY
	Secrets  Secrets      // reads secrets, when the database needs one
}

// DefaultAddr is where the server listens unless DIRECTORY_ADDR says otherwise:
// on this machine alone.
const DefaultAddr = "127.0.0.1:8080"

// FromEnv reads the variables of the package comment.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{Database: getenv("DIRECTORY_DATABASE"), Addr: getenv("DIRECTORY_ADDR"), Origin: getenv("DIRECTORY_WEB_ORIGIN")}
	if c.Addr == "" {
		c.Addr = DefaultAddr
	}
	migrate, err := truth(getenv, "DIRECTORY_MIGRATE")
	if err != nil {
		return Config{}, err
	}
	if migrate {
		c.Schema = store.MigrateSchema
	}
	if c.Trust, err = truth(getenv, "DIRECTORY_TRUST_GATEWAY"); err != nil {
		return Config{}, err
	}
	return c, nil
}

// truth reads a variable that is true or false; empty is false.
func truth(getenv func(string) string, name string) (bool, error) {
	v := getenv(name)
	if v == "" {
		return false, nil
	}
	is, err := strconv.ParseBool(v)
	if err != nil {
		return false, fmt.Errorf("%s is %q, want true or false", name, v)
	}
	return is, nil
}

// Params are the values of the contract's parameters that the server needs.
func (c Config) Params() map[string]string {
	return map[string]string{"WebOrigin": c.Origin}
}

// A Service is the directory on its database. It implements api.Directory.
type Service struct {
	*handlers.Directory
	store *store.Store
}

// New builds a service. It only looks at the configuration: the database is
// connected to at its first use, or by [Service.Ready].
func New(c Config) (*Service, error) {
	s, err := openStore(c)
	if err != nil {
		return nil, err
	}
	return &Service{handlers.New(s, handlers.Options{}), s}, nil
}

// Ready connects to the database and reports whether it can be used.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ready(ctx) }

// Migrate brings the schema of the database up to date.
func (s *Service) Migrate(ctx context.Context) error { return s.store.Migrate(ctx) }

// Close closes the connections to the database.
func (s *Service) Close() error { return s.store.Close() }

func openStore(c Config) (*store.Store, error) {
	kind, rest, _ := strings.Cut(c.Database, ":")
	switch {
	case c.Database == "":
		return nil, errors.New("DIRECTORY_DATABASE is not set: want sqlite:PATH, mysql:DSN or secretsmanager:ID")
	case rest == "":
		// What stands there may hold a password, so no error repeats it.
		return nil, errors.New("DIRECTORY_DATABASE: want sqlite:PATH, mysql:DSN or secretsmanager:ID")
	}
	switch kind {
	case "sqlite":
		return store.OpenSQLite(rest)
	case "mysql":
		cfg, err := mysql.ParseDSN(rest)
		if err != nil {
			return nil, fmt.Errorf("DIRECTORY_DATABASE: %w", err)
		}
		if cfg.DBName == "" {
			return nil, errors.New("DIRECTORY_DATABASE: the DSN names no database: mysql:USER:PASSWORD@tcp(HOST:3306)/DATABASE")
		}
		store.MySQLConfig(cfg)
		connector, err := mysql.NewConnector(cfg)
		if err != nil {
			return nil, fmt.Errorf("DIRECTORY_DATABASE: %w", err)
		}
		return store.OpenMySQL(connector, c.Schema), nil
	case "secretsmanager":
		connector, err := newSecretConnector(rest, c.Secrets)
		if err != nil {
			return nil, fmt.Errorf("DIRECTORY_DATABASE: %w", err)
		}
		return store.OpenMySQL(connector, c.Schema), nil
	}
	return nil, fmt.Errorf("DIRECTORY_DATABASE starts with %q, want sqlite:PATH, mysql:DSN or secretsmanager:ID", kind)
}
