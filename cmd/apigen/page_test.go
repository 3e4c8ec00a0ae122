package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/config"
)

func pageProject(t *testing.T) *project {
	t.Helper()
	c := config.Default()
	c.Web, c.WebOrigin = "dist", "WebOrigin"
	c.Environments = []*config.Environment{{Name: config.Local, Parameters: map[string]string{"WebOrigin": "http://elsewhere", "Pool": "p"}}}
	return &project{Config: c, root: t.TempDir()}
}

func TestPage(t *testing.T) {
	t.Parallel()
	p := pageProject(t)
	if err := os.Mkdir(p.path("dist"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.path("dist"), "index.html"), []byte("<title>Directory</title>"), 0o644); err != nil {
		t.Fatal(err)
	}
	front, err := p.openPage(t.Context(), "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { front.close() })
	front.serve(pageConfig{BaseURL: "http://127.0.0.1:1/dev", APIKey: "k"}, func() (string, error) { return "t", nil })

	host := strings.TrimPrefix(front.origin(), "http://")
	for _, tt := range []struct {
		name, method, path, host, origin string
		status                           int
		body                             string
	}{
		{"the page", "GET", "/", host, "", 200, "<title>Directory</title>"},
		{"a file that is not there", "GET", "/nothing.js", host, "", 404, "404 page not found\n"},
		{"its configuration", "GET", "/config.json", host, "", 200, `{"baseUrl":"http://127.0.0.1:1/dev","apiKey":"k","tokenUrl":"/token"}` + "\n"},
		{"a token", "POST", "/token", host, front.origin(), 200, `{"token":"t"}` + "\n"},
		{"a token for another page", "POST", "/token", host, "https://evil.example", 403, ""},
		{"another host name", "GET", "/config.json", "evil.example", "", 403, ""},
		{"a token by GET", "GET", "/token", host, "", 404, "404 page not found\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), tt.method, "http://"+front.ln.Addr().String()+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = tt.host
			if tt.origin != "" {
				req.Header.Set("Origin", tt.origin)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != tt.status || tt.body != "" && string(body) != tt.body {
				t.Errorf("%s %s: %d %q, want %d %q", tt.method, tt.path, resp.StatusCode, body, tt.status, tt.body)
			}
		})
	}

	t.Run("its origin is known to the API and to functions", func(t *testing.T) {
		env, err := p.environment(&config.Function{Environment: map[string]string{"A": "${WebOrigin} ${Pool} ${Other}", "B": "${data}"}}, "/w")
		if err != nil {
			t.Fatal(err)
		}
		if want := front.origin() + " p ${Other}"; env["A"] != want || env["B"] != "/w" {
			t.Errorf("environment %q, want A %q and B /w", env, want)
		}
	})
}

func TestPageThatIsNotBuilt(t *testing.T) {
	t.Parallel()
	p := pageProject(t)
	front, err := p.openPage(t.Context(), "localhost:0")
	if err != nil || front != nil {
		t.Fatalf("openPage = %v, %v, want nothing", front, err)
	}
	if err := front.close(); err != nil {
		t.Error(err)
	}
	if got := p.Environments[0].Parameters["WebOrigin"]; got != "http://elsewhere" {
		t.Errorf("the parameter is %q", got)
	}
}
