package sqlquery_test

import (
	"database/sql"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/handlers/store/mysqltest"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/emulator"
	"github.com/apigen-go/apigen/internal/generate"
)

// A database is what the function reaches: its DSN, and an administrator beside
// it.
type database struct {
	dsn   string
	admin *sql.DB
}

func startDatabase(t *testing.T) database {
	t.Helper()
	cfg := mysqltest.Start(t).Config(t)
	schema, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	cfg.MultiStatements = true
	admin, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	db := database{admin: admin}
	db.exec(t, string(schema))
	cfg.MultiStatements, cfg.User, cfg.Passwd = false, "sqlquery", "local"
	db.dsn = cfg.FormatDSN()
	return db
}

func (d database) exec(t *testing.T, text string) {
	t.Helper()
	if _, err := d.admin.ExecContext(t.Context(), text); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, db database) trial.Live {
	t.Helper()
	return trial.Open(t, gateway.Config{Functions: []gateway.FunctionConfig{trial.Function(t, "sqlquery", map[string]string{"DATABASE": db.dsn})}})
}

func get(name, query string, header map[string]string, status int, answer string) trial.Call {
	return trial.Call{Name: name, Method: "GET", Path: "/?" + query, Header: header, Status: status, Answer: answer,
		With: map[string]string{"Access-Control-Allow-Origin": "https://proto.example.com"}}
}

func post(name, body string, header map[string]string, status int, answer string) trial.Call {
	c := get(name, "", header, status, answer)
	c.Method, c.Path, c.Body = "POST", "/", body
	return c
}

const unavailable = `{"type":"database","title":"The database does not answer","status":503}`

// TestSQLQuery goes through the three checks of the way to a row: is the caller
// allowed, may the gateway invoke the function, does the database let it.
func TestSQLQuery(t *testing.T) {
	db := startDatabase(t)
	live := open(t, db)
	cfg := trial.Import(t, "api/openapi.yaml")
	made, err := live.Control.Import(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(made.InvokeURL, "/Release") {
		t.Errorf("the stage is at %s, want Release", made.InvokeURL)
	}
	token := func(r gateway.TokenRequest) map[string]string {
		t.Helper()
		r.Pool = "us-east-1_staff"
		text, err := live.Token(r)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{"Authorization": text}
	}
	staff := token(gateway.TokenRequest{Scopes: []string{"pId/pScope"}})
	unauthorized := `{"message":"Unauthorized"}`

	t.Run("caller", func(t *testing.T) {
		trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
			get("no token", "", nil, 401, unauthorized),
			get("another scope", "", token(gateway.TokenRequest{Scopes: []string{"pId/other"}}), 401, unauthorized),
			get("an ID token, which has no scope", "", token(gateway.TokenRequest{Use: "id"}), 401, unauthorized),
			get("the scope", "", staff, 200, `[]`),
			{Name: "preflight", Method: "OPTIONS", Path: "/", Status: 200, With: map[string]string{
				"Access-Control-Allow-Origin": "https://proto.example.com", "Access-Control-Allow-Methods": "GET,POST,OPTIONS",
			}},
		})
	})
	t.Run("permission", func(t *testing.T) {
		functions := lambda.NewFromConfig(emulator.Config(live.URL()))
		for _, id := range statements(t, functions) {
			if _, err := functions.RemovePermission(t.Context(), &lambda.RemovePermissionInput{FunctionName: aws.String("sqlquery"), StatementId: &id}); err != nil {
				t.Fatal(err)
			}
		}
		trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{get("taken away", "", staff, 500, `{"message":"Internal server error"}`)})
		again, err := live.Control.Import(t.Context(), cfg)
		if err != nil || len(again.Permissions) == 0 {
			t.Fatalf("the import that mends it: %+v, %v", again, err)
		}
		trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{get("given again", "", staff, 200, `[]`)})
	})
	t.Run("database", func(t *testing.T) {
		row := `{"proto1":"a","proto2":"b"}`
		db.exec(t, "REVOKE INSERT ON prototab FROM 'sqlquery'@'%'")
		trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
			get("what the function may", "", staff, 200, `[]`), post("what it may not", row, staff, 503, unavailable),
		})
		db.exec(t, "GRANT INSERT ON prototab TO 'sqlquery'@'%'")
		trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{post("granted", row, staff, 201, `{"protokey":1,"proto1":"a","proto2":"b"}`)})
	})
	t.Run("rows", func(t *testing.T) { tryRows(t, made, staff) })
}

// tryRows filters, and tries to make SQL of values.
func tryRows(t *testing.T, made *control.Result, staff map[string]string) {
	drop := `x'); DROP TABLE prototab; -- \"é`
	first, second := `{"protokey":1,"proto1":"a","proto2":"b"}`, `{"protokey":2,"proto1":"`+drop+`","proto2":"it's b"}`
	query := func(name, value string) string { return name + "=" + url.QueryEscape(value) }
	trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
		post("a value that looks like SQL", `{"proto1":"`+drop+`","proto2":"it's b"}`, staff, 201, second),
		get("all", "", staff, 200, "["+first+","+second+"]"),
		get("by one column", "proto1=a", staff, 200, "["+first+"]"),
		get("by both", "proto1=a&proto2=it%27s+b", staff, 200, "[]"),
		get("by a value with quotes", query("proto2", "it's b"), staff, 200, "["+second+"]"),
		get("by what would be SQL", query("proto1", `x'); DROP TABLE prototab; -- "é`), staff, 200, "["+second+"]"),
		get("or everything", query("proto1", "' OR '1'='1"), staff, 200, "[]"),
		get("a parameter nobody asked for", query("sql", "SELECT * FROM mysql.user"), staff, 200, "["+first+","+second+"]"),
		get("too long", query("proto1", strings.Repeat("'", 101)), staff, 400,
			`{"type":"invalid-query","title":"The query is not valid","status":400,"detail":"proto1 is longer than 100 characters"}`),
		post("no row", `{"proto1":"a"}`, staff, 400, `{"message":"Invalid request body"}`),
		post("a key of the caller's own", `{"protokey":1,"proto1":"a","proto2":"b"}`, staff, 400, `{"message":"Invalid request body"}`),
	})
}

// statements are those of the function's policy.
func statements(t *testing.T, functions *lambda.Client) []string {
	t.Helper()
	out, err := functions.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: aws.String("sqlquery")})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, part := range strings.Split(*out.Policy, `"Sid":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

// TestOpen has the API as it begins: by the build tag, everybody may call, and a
// stage variable limits what they get.
func TestOpen(t *testing.T) {
	t.Setenv("GOFLAGS", "-tags=open")
	made, err := generate.Run(t.Context(), generate.Config{})
	if err != nil || made.Diagnostics.HasErrors() {
		t.Fatalf("the contract has findings: %v, %v", made.Diagnostics, err)
	}
	t.Setenv("GOFLAGS", "")
	file := t.TempDir() + "/openapi.yaml"
	if err := os.WriteFile(file, made.Document, 0o600); err != nil {
		t.Fatal(err)
	}
	db := startDatabase(t)
	live := open(t, db)
	cfg := trial.Import(t, file)
	cfg.StageVariables = map[string]string{"maxRows": "1"}
	result, err := live.Control.Import(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	trial.Run(t, http.DefaultClient, result.InvokeURL, []trial.Call{
		post("one", `{"proto1":"a","proto2":"b"}`, nil, 201, `{"protokey":1,"proto1":"a","proto2":"b"}`),
		post("two", `{"proto1":"c","proto2":"d"}`, nil, 201, `{"protokey":2,"proto1":"c","proto2":"d"}`),
		get("the stage gives one", "", nil, 200, `[{"protokey":1,"proto1":"a","proto2":"b"}]`),
	})
}
