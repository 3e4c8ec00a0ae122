package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUpTwice holds a second apigen up off the files of the first one.
func TestUpTwice(t *testing.T) {
	t.Parallel()
	first := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(first.Close)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "up.json"), fmt.Appendf(nil, `{"endpoint":%q}`, first.URL), 0o600); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	code := run(t.Context(), []string{"up", "--work", dir}, stdio{strings.NewReader(""), &said, &said})
	if code != exitTrouble || !strings.Contains(said.String(), "running already, at "+first.URL) {
		t.Errorf("got %d and %q", code, said.String())
	}
}

// TestListenFirst judges --listen before it builds anything, let alone generates.
func TestListenFirst(t *testing.T) {
	t.Parallel()
	other, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	taken := other.Addr().String()
	for _, tt := range []struct{ name, listen, want string }{
		{"taken", taken, "--listen " + taken + ": something else listens there: give another address, or 127.0.0.1:0"},
		{"port alone", "8081", "--listen 8081: missing port in address: want HOST:PORT, e.g. 127.0.0.1:8081"},
		{"no address", "nonsense", "want HOST:PORT, e.g. 127.0.0.1:8790"},
		{"no port", "127.0.0.1:99999", "--listen 127.0.0.1:99999: invalid port"},
	} {
		for _, verb := range []string{"up", "dev", "local"} {
			t.Run(verb+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				args := []string{verb, "--listen", tt.listen, "--function", "f=./no-such-folder"}
				if verb == "local" {
					args = append(args, "--data", "")
				}
				var said strings.Builder
				code := run(t.Context(), args, stdio{strings.NewReader(""), &said, &said})
				if code != exitTrouble || !strings.Contains(said.String(), tt.want) || strings.Count(said.String(), "\n") != 1 {
					t.Errorf("got %d and %q, want %q alone", code, said.String(), tt.want)
				}
			})
		}
	}
}

// TestTokenUse completes the token that an API takes: without scopes a REST API
// takes ID tokens alone.
func TestTokenUse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ scopes, use, want string }{
		{"", "", "id"},
		{"", "access", "access"},
		{"notes/read", "", ""},
		{"notes/read", "id", "id"},
	} {
		p := pageProject(t)
		p.Document = "openapi.yaml"
		text := fmt.Sprintf(`{"openapi":"3.0.1","info":{"title":"Notes","version":"1"},
			"paths":{"/notes":{"get":{"responses":{},"security":[{"staff":[%s]}],
				"x-amazon-apigateway-integration":{"type":"mock"}}}},
			"components":{"securitySchemes":{"staff":{"type":"apiKey","name":"Authorization","in":"header",
				"x-amazon-apigateway-authtype":"cognito_user_pools",
				"x-amazon-apigateway-authorizer":{"type":"cognito_user_pools",
					"providerARNs":["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_staff"]}}}}}`, quoted(tt.scopes))
		if err := os.WriteFile(p.path(p.Document), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := p.localToken()
		if err != nil {
			t.Fatal(err)
		}
		if tt.use == "" && r.Use != tt.want {
			t.Errorf("scopes %q: got a token of use %q, want %q", tt.scopes, r.Use, tt.want)
		}
		r.Use = tt.use
		if err := p.completeToken(&r); err != nil || r.Use != tt.want {
			t.Errorf("scopes %q, --use %q: got %q, %v, want %q", tt.scopes, tt.use, r.Use, err, tt.want)
		}
	}
}

func quoted(word string) string {
	if word == "" {
		return ""
	}
	return fmt.Sprintf("%q", word)
}

func TestFunctionRegion(t *testing.T) {
	t.Parallel()
	const books, people = "arn:aws:lambda:eu-west-1:123456789012:function:books", "arn:aws:lambda:us-gov-west-1:123456789012:function:people"
	for document, want := range map[string]string{
		"": "",
		"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" + books + "/invocations": "eu-west-1",
		books + " " + books:  "eu-west-1",
		people:               "us-gov-west-1",
		books + " " + people: "",
		"arn:aws:lambda:${AWS::Region}:123456789012:function:books": "",
	} {
		if got := functionRegion([]byte(document)); got != want {
			t.Errorf("%s: got %q, want %q", document, got, want)
		}
	}
}
