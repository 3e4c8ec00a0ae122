package phpfront_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/go-sql-driver/mysql"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/handlers/store/mysqltest"
)

const install = "apt-get install php-cli php-curl php-mysql"

// A site is the web site with everything behind it.
type site struct {
	url       string
	db        *sql.DB
	pool      *pool
	tokenFile string
}

// start has MariaDB behind a pool of connections, the files on a server of their
// own, and the function as PHP runs it.
func start(t *testing.T) *site {
	t.Helper()
	trial.Need(t, "php", install)
	cfg := mysqltest.Start(t).Config(t)
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{db: sql.OpenDB(connector), pool: startPool(t, cfg.Net, cfg.Addr), tokenFile: filepath.Join(t.TempDir(), "token")}
	t.Cleanup(func() { _ = s.db.Close() })
	schema, err := os.ReadFile("local/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	s.run(t, string(schema))
	s.run(t, "CREATE USER front@localhost")
	s.run(t, "GRANT SELECT, INSERT ON "+cfg.DBName+".notes TO front@localhost")
	t.Cleanup(func() { _, _ = s.db.Exec("DROP USER front@localhost") }) // the server may be somebody's
	s.rotate(t, "the first token")
	s.keep(t, "the first token")

	assets := httptest.NewServer(http.FileServer(http.Dir("assets")))
	t.Cleanup(assets.Close)
	live := trial.Open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "front", Target: "function/bootstrap", Env: map[string]string{
		"DB_HOST": "127.0.0.1", "DB_PORT": s.pool.port, "DB_NAME": cfg.DBName, "DB_USER": "front", "DB_TOKEN_FILE": s.tokenFile,
	}}}})
	in := trial.Import(t, "api/openapi.yaml")
	in.Key, in.StageVariables = "", map[string]string{"assets": assets.URL}
	made, err := live.Control.Import(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	s.url = made.InvokeURL
	return s
}

func (s *site) run(t *testing.T, statement string) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// rotate makes the database take another token.
func (s *site) rotate(t *testing.T, token string) {
	t.Helper()
	s.run(t, "ALTER USER front@localhost IDENTIFIED BY '"+token+"'")
}

// keep gives the function a token.
func (s *site) keep(t *testing.T, token string) {
	t.Helper()
	if err := os.WriteFile(s.tokenFile, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// note leaves one and gives the status and the headers of the answer.
func (s *site) note(t *testing.T, client *http.Client, author, note string) (int, http.Header) {
	t.Helper()
	status, header, _ := trial.Do(t, client, s.url, trial.Call{Method: "POST", Path: "/notes",
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		Body:   url.Values{"author": {author}, "note": {note}}.Encode()})
	return status, header
}

func TestFront(t *testing.T) {
	s := start(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if status, header := s.note(t, client, "Jörg", `<script>alert("1 & 2")</script>`); status != 303 ||
		!strings.HasSuffix(s.url+"/", header.Get("Location")) || header.Get("Set-Cookie") != "author=J%C3%B6rg; Path=/; HttpOnly; SameSite=Lax" {
		t.Errorf("leave a note: %d %v", status, header)
	}
	if status, _ := s.note(t, client, "Jörg", "  "); status != 400 {
		t.Errorf("leave no note: %d, want 400", status)
	}
	status, header, page := trial.Do(t, client, s.url, trial.Call{Method: "GET", Path: "/", Header: map[string]string{"Cookie": "seen=1; author=J%C3%B6rg"}})
	want := "<li><b>Jörg</b> &lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;</li>"
	if status != 200 || header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(page, want) ||
		!strings.Contains(page, `<input name="author" value="Jörg" required>`) {
		t.Errorf("the page: %d %v\n%s\nwant %s and who was here", status, header, page, want)
	}
	trial.Run(t, client, s.url, []trial.Call{
		{Name: "no page", Method: "GET", Path: "/a/b%20c?d=1", Status: 404, Answer: "<!doctype html><title>Not found</title><p>There is no such page.</p>"},
		{Name: "another method", Method: "PUT", Path: "/notes", Body: "{}", Status: 404, Answer: "<!doctype html><title>Not found</title><p>There is no such page.</p>"},
		{Name: "a file", Method: "GET", Path: "/assets/style.css", Status: 200, With: map[string]string{"Content-Type": "text/css; charset=utf-8"},
			Answer: "body { max-width: 40rem; margin: 2rem auto; font-family: system-ui, sans-serif; }"},
		{Name: "no file", Method: "GET", Path: "/assets/none.css", Status: 404, Answer: "404 page not found"},
	})
	if got := s.pool.connections(); got != 1 {
		t.Errorf("the function connected %d times, want 1 for all its invocations", got)
	}
}

// TestRotation has tokens come to an end. A connection outlives its token; when it
// is gone, the next one wants a token that is good.
func TestRotation(t *testing.T) {
	s := start(t)
	visit := func(why string, status, connections int) {
		t.Helper()
		if got, _, body := trial.Do(t, http.DefaultClient, s.url, trial.Call{Method: "GET", Path: "/"}); got != status {
			t.Errorf("%s: status %d, want %d: %s", why, got, status, body)
		}
		if got := s.pool.connections(); got != connections {
			t.Errorf("%s: %d connections, want %d", why, got, connections)
		}
	}
	visit("the first token", 200, 1)
	s.rotate(t, "the second token")
	visit("the connection is there", 200, 1)
	s.pool.cut()
	visit("the token has expired", 500, 2)
	s.keep(t, "the second token")
	visit("the same process has a new token", 200, 3)
}

// TestToken holds the tokens the function makes on AWS against the SDK's signer.
func TestToken(t *testing.T) {
	t.Parallel()
	php := trial.Need(t, "php", install)
	for _, session := range []string{"", "a/session+token=="} {
		cmd := exec.CommandContext(t.Context(), php, "-r", `require "function/database.php"; echo token("pool.example.com", 3306, "front", 1767322984);`)
		cmd.Env = append(os.Environ(), "AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN="+session)
		got, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", cmd, err)
		}
		query := url.Values{"Action": {"connect"}, "DBUser": {"front"}, "X-Amz-Expires": {"900"}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://pool.example.com:3306/?"+query.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		role := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret", SessionToken: session}
		empty := sha256.Sum256(nil)
		want, _, err := v4.NewSigner().PresignHTTP(t.Context(), role, req, hex.EncodeToString(empty[:]), "rds-db", "eu-west-1", time.Unix(1767322984, 0))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != strings.TrimPrefix(want, "https://") {
			t.Errorf("token of %q:\n%s\nwant\n%s", session, got, want)
		}
	}
}
