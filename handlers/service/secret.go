package service

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/go-sql-driver/mysql"

	"github.com/apigen-go/apigen/handlers/store"
)

// Secrets reads the current text of a secret. It is a *secret.Manager.
type Secrets interface {
	Secret(ctx context.Context, id string) (string, error)
}

// A secretConnector connects to MySQL with the credentials of a secret.
type secretConnector struct {
	id      string
	secrets Secrets
	params  *mysql.Config // everything the secret does not say
	dial    func(*mysql.Config) (driver.Connector, error)

	mu   sync.Mutex
	text string           // of the secret that used was made of
	used driver.Connector // nil before the secret was read
}

func newSecretConnector(setting string, secrets Secrets) (*secretConnector, error) {
	if secrets == nil {
		return nil, errors.New("this program was built without a reader of secrets")
	}
	id, params, _ := strings.Cut(setting, "?")
	cfg, err := mysql.ParseDSN("/?" + params)
	if err != nil {
		return nil, fmt.Errorf("parameters of secret %s: %w", id, err)
	}
	if cfg.TLSConfig == "" {
		cfg.TLSConfig = "preferred"
	}
	store.MySQLConfig(cfg)
	return &secretConnector{id: id, secrets: secrets, params: cfg, dial: mysql.NewConnector}, nil
}

// Driver implements driver.Connector.
func (*secretConnector) Driver() driver.Driver { return mysql.MySQLDriver{} }

// Connect implements driver.Connector. When the database refuses the
// credentials, the secret is read again, since it may have been rotated, and
// another one is tried.
func (c *secretConnector) Connect(ctx context.Context) (driver.Conn, error) {
	connector, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := connector.Connect(ctx)
	if !refused(err) {
		return conn, err
	}
	fresh, readErr := c.read(ctx, connector)
	switch {
	case readErr != nil:
		return nil, errors.Join(err, readErr)
	case fresh == connector: // the secret is still the same
		return nil, fmt.Errorf("connect with secret %s: %w", c.id, err)
	}
	return fresh.Connect(ctx)
}

// refused tells that the user or the password is wrong: ER_ACCESS_DENIED_ERROR,
// or ER_ACCESS_DENIED_NO_PASSWORD_ERROR.
func refused(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && (e.Number == 1045 || e.Number == 1698)
}

func (c *secretConnector) current(ctx context.Context) (driver.Connector, error) {
	c.mu.Lock()
	used := c.used
	c.mu.Unlock()
	if used != nil {
		return used, nil
	}
	return c.read(ctx, nil)
}

// read reads the secret, unless somebody has since was in use, and returns the
// connector for it: the same one when the secret has not changed.
func (c *secretConnector) read(ctx context.Context, was driver.Connector) (driver.Connector, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.used != was {
		return c.used, nil
	}
	text, err := c.secrets.Secret(ctx, c.id)
	if err != nil {
		return nil, err
	}
	if c.used != nil && text == c.text {
		return c.used, nil
	}
	cfg, err := c.config(text)
	if err != nil {
		return nil, fmt.Errorf("secret %s: %w", c.id, err)
	}
	used, err := c.dial(cfg)
	if err != nil {
		return nil, fmt.Errorf("secret %s: %w", c.id, err)
	}
	c.text, c.used = text, used
	return used, nil
}

// config reads a secret in the form in which Secrets Manager keeps credentials
// of a database. Errors say nothing of its content.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
func (c *secretConnector) config(text string) (*mysql.Config, error) {
	var s struct {
		Username, Password, Host, DBName, Database, Engine string
		Port                                               any // a number, or a text
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&s); err != nil {
		return nil, errors.New("not a JSON object of texts")
	}
	if s.DBName == "" {
		s.DBName = s.Database
	}
	port := "3306"
	if s.Port != nil {
		port = fmt.Sprint(s.Port)
	}
	switch {
	case s.Username == "":
		return nil, errors.New("has no username")
	case s.Host == "":
		return nil, errors.New("has no host")
	case s.DBName == "":
		return nil, errors.New("has neither dbname nor database")
	case s.Engine == "", s.Engine == "mysql", s.Engine == "mariadb", s.Engine == "aurora-mysql":
	default:
		return nil, fmt.Errorf("is of engine %q, want mysql or mariadb", s.Engine)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return nil, errors.New("has a port that is none")
	}
	cfg := c.params.Clone()
	cfg.User, cfg.Passwd, cfg.DBName = s.Username, s.Password, s.DBName
	cfg.Net, cfg.Addr = "tcp", net.JoinHostPort(s.Host, port)
	return cfg, nil
}
