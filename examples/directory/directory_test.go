// Package directory_test runs the company directory, which lies in the root of the
// repository, as it runs in production: on MySQL, with its credentials in Secrets
// Manager, called by a page of another origin.
package directory_test

import (
	"database/sql"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/handlers/store/mysqltest"
	"github.com/apigen-go/apigen/internal/emulator"
)

const origin = "https://directory.example.com"

// secret makes a user of a new database and gives the secret that says how to
// reach it, in the form Secrets Manager has it.
func secret(t *testing.T) string {
	t.Helper()
	server := mysqltest.Start(t)
	cfg := server.Config(t)
	admin, err := sql.Open("mysql", cfg.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	for _, text := range []string{
		"CREATE USER IF NOT EXISTS 'directory'@'%' IDENTIFIED BY 'rotate me'", "GRANT ALL ON `" + cfg.DBName + "`.* TO 'directory'@'%'",
	} {
		if _, err := admin.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	host, port, err := net.SplitHostPort(server.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]string{
		"engine": "mysql", "username": "directory", "password": "rotate me", "host": host, "port": port, "dbname": cfg.DBName,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDirectory(t *testing.T) {
	t.Chdir("../..")
	text := secret(t)
	moto := trial.StartMoto(t)
	secrets := secretsmanager.NewFromConfig(emulator.Config(moto.URL))
	if _, err := secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String("directory"), SecretString: &text}); err != nil {
		t.Fatal(err)
	}
	live := trial.Open(t, gateway.Config{Functions: []gateway.FunctionConfig{trial.Function(t, "directory", map[string]string{
		"DIRECTORY_DATABASE": "secretsmanager:directory", "DIRECTORY_MIGRATE": "true", "DIRECTORY_WEB_ORIGIN": origin, "AWS_ENDPOINT_URL": moto.URL,
	})}})
	made, err := live.Control.Import(t.Context(), trial.Import(t, "api/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := live.Token(gateway.TokenRequest{Pool: "us-east-1_staff", Scopes: []string{"directory/read", "directory/write"}})
	if err != nil {
		t.Fatal(err)
	}
	staff := map[string]string{"Authorization": token, "x-api-key": made.Key.Value, "Origin": origin}
	page := map[string]string{"Access-Control-Allow-Origin": origin}
	do := func(method, path, body string) (int, http.Header, string) {
		t.Helper()
		return trial.Do(t, http.DefaultClient, made.InvokeURL, trial.Call{Method: method, Path: path, Header: staff, Body: body})
	}

	trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
		{Name: "nobody", Method: "GET", Path: "/personnel", Header: map[string]string{"x-api-key": made.Key.Value}, Status: 401, Answer: `{"message":"Unauthorized"}`, With: page},
		{Name: "empty", Method: "GET", Path: "/personnel", Header: staff, Status: 200, Answer: `{"items":[]}`, With: page},
		{Name: "a page of another origin asks first", Method: "OPTIONS", Path: "/departments/engineering", Status: 200, With: page},
	})
	var location struct{ ID string }
	if status, _, body := do("POST", "/locations", `{"name":"Lisbon","address":{"street":"Rua Augusta 1","city":"Lisboa","country":"PT"}}`); status != 201 || json.Unmarshal([]byte(body), &location) != nil {
		t.Fatalf("create a location: %d %s", status, body)
	}
	if status, _, body := do("PUT", "/departments/engineering", `{"name":"Engineering","locationId":"`+location.ID+`"}`); status != 201 {
		t.Fatalf("create a department: %d %s", status, body)
	}
	var person struct{ ID string }
	if status, _, body := do("POST", "/personnel", `{"firstName":"Ana","lastName":"Ünal","email":"ana@example.com","departmentId":"engineering","status":"active"}`); status != 201 || json.Unmarshal([]byte(body), &person) != nil {
		t.Fatalf("create a person: %d %s", status, body)
	}
	for _, kept := range []struct{ path, why string }{
		{"/departments/engineering", "a department that has people"}, {"/locations/" + location.ID, "a location that has departments"},
	} {
		status, header, body := do("DELETE", kept.path, "")
		if status != http.StatusConflict || header.Get("Content-Type") != "application/problem+json" || !strings.Contains(body, `"title"`) {
			t.Errorf("delete %s: got %d %s, want a problem of status 409", kept.why, status, body)
		}
	}
	for _, path := range []string{"/personnel/" + person.ID, "/departments/engineering", "/locations/" + location.ID} {
		if status, _, body := do("DELETE", path, ""); status != 204 {
			t.Errorf("delete %s, which nothing needs any more: %d %s", path, status, body)
		}
	}

	read := 0
	for _, r := range moto.Requests(t) {
		if r.Header["X-Amz-Target"] == "secretsmanager.GetSecretValue" {
			read++
		}
	}
	if read != 1 {
		t.Errorf("the secret was read %d times, want once", read)
	}
}
