package service

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers/store"
	"github.com/apigen-go/apigen/handlers/store/mysqltest"
)

func TestFromEnv(t *testing.T) {
	t.Parallel()
	env := func(m map[string]string) func(string) string { return func(k string) string { return m[k] } }
	for value, want := range map[string]store.Schema{"": store.CheckSchema, "0": store.CheckSchema, "true": store.MigrateSchema, "1": store.MigrateSchema} {
		c, err := FromEnv(env(map[string]string{"DIRECTORY_DATABASE": "sqlite:x", "DIRECTORY_MIGRATE": value}))
		if err != nil || c.Schema != want || c.Database != "sqlite:x" || c.Addr != "127.0.0.1:8080" {
			t.Errorf("DIRECTORY_MIGRATE=%q: %+v, %v", value, c, err)
		}
	}
	if _, err := FromEnv(env(map[string]string{"DIRECTORY_MIGRATE": "maybe"})); err == nil || err.Error() != `DIRECTORY_MIGRATE is "maybe", want true or false` {
		t.Errorf("got %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ database, want string }{
		{"", "DIRECTORY_DATABASE is not set: want sqlite:PATH, mysql:DSN or secretsmanager:ID"},
		{"sqlite", "DIRECTORY_DATABASE: want sqlite:PATH"},
		{"sqlite:", "DIRECTORY_DATABASE: want sqlite:PATH"},
		{"postgres:hunter2", `DIRECTORY_DATABASE starts with "postgres", want sqlite:PATH`},
		{"mysql:root:hunter2@tcp(localhost)", "DIRECTORY_DATABASE: invalid DSN"},
		{"mysql:root:hunter2@tcp(localhost)/", "the DSN names no database"},
		{"mysql:root:hunter2@tcp(localhost)/x?tls=nonsense", "DIRECTORY_DATABASE: "},
		{"secretsmanager:x", "this program was built without a reader of secrets"},
	} {
		_, err := New(Config{Database: tt.database})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.database, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error tells the password: %v", tt.database, err)
		}
	}
	if _, err := New(Config{Database: "secretsmanager:x?tls=nonsense", Secrets: fixed("")}); err == nil || !strings.Contains(err.Error(), "parameters of secret x") {
		t.Errorf("got %v", err)
	}
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite::memory:", "sqlite:" + filepath.Join(t.TempDir(), "directory.db")} {
		s, err := New(Config{Database: database})
		if err != nil {
			t.Fatal(err)
		}
		works(t, s)
	}
}

// works stores something and reads it back.
func works(t *testing.T, s *Service) {
	t.Helper()
	defer s.Close()
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	created, err := s.CreateLocation(t.Context(), &api.CreateLocationRequest{Body: api.NewLocation{Name: "Berlin"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.GetLocation(t.Context(), &api.GetLocationRequest{LocationID: created.Body.ID}); err != nil {
		t.Error(err)
	}
}

func TestMySQL(t *testing.T) {
	t.Parallel()
	server := mysqltest.Start(t)
	t.Run("by DSN, migrated by hand", func(t *testing.T) {
		s, err := New(Config{Database: "mysql:" + server.Config(t).FormatDSN()})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "migrate it first") {
			t.Errorf("before the migration: %v", err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		works(t, s)
	})
	t.Run("by DSN, migrated at first use", func(t *testing.T) {
		s, err := New(Config{Database: "mysql:" + server.Config(t).FormatDSN(), Schema: store.MigrateSchema})
		if err != nil {
			t.Fatal(err)
		}
		works(t, s)
	})
	t.Run("by a secret that is rotated", func(t *testing.T) { testRotation(t, server.Config(t)) })
}

func testRotation(t *testing.T, admin *mysql.Config) {
	connector, err := mysql.NewConnector(admin)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	exec := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	user := strings.TrimPrefix(admin.DBName, "apigen_test_")[:16]
	exec("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'first'")
	exec("CREATE USER '" + user + "'@'localhost' IDENTIFIED BY 'first'")
	exec("GRANT ALL ON " + admin.DBName + ".* TO '" + user + "'@'%', '" + user + "'@'localhost'")
	defer exec("DROP USER '" + user + "'@'%', '" + user + "'@'localhost'")

	secrets := &rotating{}
	secrets.set(`{"username":"` + user + `","password":"first","host":"db","database":"` + admin.DBName + `"}`)
	c, err := newSecretConnector("directory", secrets)
	if err != nil {
		t.Fatal(err)
	}
	c.dial = func(cfg *mysql.Config) (driver.Connector, error) { // the server of the test has no host name
		cfg.Net, cfg.Addr, cfg.TLSConfig = admin.Net, admin.Addr, ""
		return mysql.NewConnector(cfg)
	}
	connect := func() error {
		conn, err := c.Connect(t.Context())
		if err == nil {
			err = conn.Close()
		}
		return err
	}
	for range 2 {
		if err := connect(); err != nil {
			t.Fatal(err)
		}
	}
	exec("ALTER USER '" + user + "'@'%' IDENTIFIED BY 'second', '" + user + "'@'localhost' IDENTIFIED BY 'second'")
	if err := connect(); !refused(err) {
		t.Errorf("with the old password: %v", err)
	}
	secrets.set(`{"username":"` + user + `","password":"second","host":"db","database":"` + admin.DBName + `"}`)
	for range 2 {
		if err := connect(); err != nil {
			t.Error(err)
		}
	}
	if got := secrets.reads.Load(); got != 3 {
		t.Errorf("the secret was read %d times, want 3: at first, in vain, and after the rotation", got)
	}
}

type fixed string

func (f fixed) Secret(context.Context, string) (string, error) { return string(f), nil }

type rotating struct {
	text  atomic.Value
	reads atomic.Int32
}

func (r *rotating) set(text string) { r.text.Store(text) }

func (r *rotating) Secret(context.Context, string) (string, error) {
	r.reads.Add(1)
	return r.text.Load().(string), nil
}

func TestSecretConfig(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, secret, want, err string }{
		{"of RDS", `{"engine":"mysql","host":"db.example.com","username":"u","password":"p:@/w","dbname":"directory","port":3307,"dbInstanceIdentifier":"x"}`,
			"u p:@/w tcp db.example.com:3307 directory", ""},
		{"database, port as text", `{"host":"::1","username":"u","password":"p","database":"d","port":"3308"}`, "u p tcp [::1]:3308 d", ""},
		{"no port", `{"host":"h","username":"u","password":"p","database":"d"}`, "u p tcp h:3306 d", ""},
		{"no JSON", `hunter2`, "", "secret directory: not a JSON object of texts"},
		{"no user", `{"host":"h","password":"hunter2","database":"d"}`, "", "has no username"},
		{"no host", `{"username":"u","password":"hunter2","database":"d"}`, "", "has no host"},
		{"no database", `{"host":"h","username":"u","password":"hunter2"}`, "", "has neither dbname nor database"},
		{"another engine", `{"engine":"postgres","host":"h","username":"u","database":"d"}`, "", `is of engine "postgres"`},
		{"no port number", `{"host":"h","username":"u","database":"d","port":"hunter2"}`, "", "has a port that is none"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := newSecretConnector("directory?timeout=7s", fixed(tt.secret))
			if err != nil {
				t.Fatal(err)
			}
			var got *mysql.Config
			c.dial = func(cfg *mysql.Config) (driver.Connector, error) { got = cfg; return mysql.NewConnector(cfg) }
			_, err = c.current(t.Context())
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "hunter2") {
					t.Errorf("error %v, want %q and nothing of the secret", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if is := strings.Join([]string{got.User, got.Passwd, got.Net, got.Addr, got.DBName}, " "); is != tt.want {
				t.Errorf("got %q, want %q", is, tt.want)
			}
			if !got.ClientFoundRows || got.TLSConfig != "preferred" || got.Timeout.Seconds() != 7 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestSecretThatCannotBeRead(t *testing.T) {
	t.Parallel()
	denied := errors.New("AccessDeniedException")
	s, err := New(Config{Database: "secretsmanager:directory", Secrets: failing{denied}})
	if err != nil {
		t.Fatal(err) // it is not read before it is needed
	}
	defer s.Close()
	if err := s.Ready(t.Context()); !errors.Is(err, denied) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ error }

func (f failing) Secret(context.Context, string) (string, error) { return "", f.error }
