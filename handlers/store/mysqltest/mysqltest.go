// Package mysqltest gives tests a MySQL or MariaDB server to throw away.
package mysqltest

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// A Server is a running server. It stops when its test ends.
type Server struct {
	cfg *mysql.Config
	tcp string // HOST:PORT; empty when the server given is not reached so
}

// Start returns the server that APIGEN_TEST_MYSQL_DSN names (its user must be
// allowed to create databases), or else starts one when mariadbd or mysqld is
// installed. Without either the test is skipped; with APIGEN_STRICT=1 it fails.
func Start(t *testing.T) *Server {
	t.Helper()
	if dsn := os.Getenv("APIGEN_TEST_MYSQL_DSN"); dsn != "" {
		cfg, err := mysql.ParseDSN(dsn)
		if err != nil {
			t.Fatalf("APIGEN_TEST_MYSQL_DSN: %v", err)
		}
		given := &Server{cfg: cfg}
		if cfg.Net == "tcp" {
			given.tcp = cfg.Addr
		}
		return given
	}
	for _, program := range []string{"mariadbd", "/usr/sbin/mariadbd", "mysqld", "/usr/sbin/mysqld"} {
		path, err := exec.LookPath(program)
		if err != nil {
			continue
		}
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real // MariaDB calls itself mysqld, too
		}
		if _, err := exec.LookPath("mariadb-install-db"); err != nil && strings.HasSuffix(path, "mariadbd") {
			continue // it comes with the server's package, but may not be on PATH
		}
		return run(t, path)
	}
	const message = "neither APIGEN_TEST_MYSQL_DSN is set nor mariadbd or mysqld installed"
	if os.Getenv("APIGEN_STRICT") == "1" {
		t.Fatal(message)
	}
	t.Skip(message)
	return nil
}

// run starts a server of its own data on a socket in a temporary folder.
func run(t *testing.T, path string) *Server {
	t.Helper()
	dir, err := os.MkdirTemp("", "mysql") // t.TempDir may be too long for the name of a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)

	data, socket := filepath.Join(dir, "data"), filepath.Join(dir, "sock")
	install := exec.CommandContext(ctx, path, "--no-defaults", "--initialize-insecure", "--datadir="+data)
	if strings.HasSuffix(path, "mariadbd") {
		install = exec.CommandContext(ctx, "mariadb-install-db", "--no-defaults", "--datadir="+data,
			"--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
	}
	address := freeAddress(t)
	args := []string{"--no-defaults", "--datadir=" + data, "--socket=" + socket, "--bind-address=127.0.0.1", "--port=" + address[strings.LastIndexByte(address, ':')+1:],
		"--pid-file=" + filepath.Join(dir, "pid"), "--innodb-flush-log-at-trx-commit=0"}
	if os.Getuid() == 0 { // as in a container
		install.Args = append(install.Args, "--user=root")
		args = append(args, "--user=root")
	}
	// A server removes what looks like left-over tables from its folder of
	// temporary files when it starts, those of other servers among them.
	tmp := filepath.Join(dir, "tmp")
	if err := os.Mkdir(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	install.Env = append(os.Environ(), "TMPDIR="+tmp)
	args = append(args, "--tmpdir="+tmp)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", install, err, out)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	waitUntilReady(t, stderr)
	cfg := mysql.NewConfig()
	cfg.User, cfg.Net, cfg.Addr = "root", "unix", socket
	return &Server{cfg, address}
}

// freeAddress is one of this machine that nobody listens on: a server takes no
// port 0.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Address is the HOST:PORT of the server, for clients that know no sockets. A
// test whose server, of APIGEN_TEST_MYSQL_DSN, has none fails.
func (s *Server) Address(t *testing.T) string {
	t.Helper()
	if s.tcp == "" {
		t.Fatal("the server of APIGEN_TEST_MYSQL_DSN is not reached by TCP")
	}
	return s.tcp
}

// waitUntilReady reads the server's log up to the line that says so.
func waitUntilReady(t *testing.T, log io.Reader) {
	t.Helper()
	var seen strings.Builder
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		fmt.Fprintln(&seen, lines.Text())
		if strings.Contains(lines.Text(), "ready for connections") {
			go io.Copy(io.Discard, log) //nolint:errcheck // it ends with the server
			return
		}
	}
	t.Fatalf("the server did not start:\n%s", &seen)
}

// Config returns the configuration of a connection to a new, empty database,
// which is dropped when the test ends.
func (s *Server) Config(t *testing.T) *mysql.Config {
	t.Helper()
	name := "apigen_test_" + strings.ToLower(rand.Text())
	admin := s.cfg.Clone()
	admin.DBName = ""
	connector, err := mysql.NewConnector(admin)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "DROP DATABASE "+name); err != nil {
			t.Error(err)
		}
	})
	cfg := s.cfg.Clone()
	cfg.DBName = name
	return cfg
}
