package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/config"
)

func TestDocsPage(t *testing.T) {
	t.Parallel()
	p, err := loadProject(filepath.Join("..", "..", config.File))
	if err != nil {
		t.Fatal(err)
	}
	page := newDocsPage(p)
	page.tryAt("http://127.0.0.1:1/dev")
	for _, tt := range []struct{ path, contentType, want string }{
		{"/", "text/html", `<script src="/_docs/sign-in.js"></script>`},
		{"/", "text/html", `<form id="sign-in" hidden`},
		{"/openapi.yaml", "application/yaml", "url: http://127.0.0.1:1/dev"},
		{"/sign-in.js", "text/javascript", "authorizeWithPersistOption"},
		{"/sign-in.css", "text/css", "#sign-in"},
		{"/sign-in.json", "application/json", `{"tokenSchemes":["staff"],"keySchemes":["api_key"],"pool":"`},
		{"/sign-in.json", "application/json", `"scopes":["directory/read","directory/write"],"validFor":43200}`},
	} {
		w := httptest.NewRecorder()
		page.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, tt.path, nil))
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), tt.contentType) || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("GET %s: %d %s, want %s with %s in %.300s", tt.path, w.Code, w.Header().Get("Content-Type"), tt.contentType, tt.want, w.Body)
		}
	}
}

// A document without a user pool and without keys has nothing to sign in to.
func TestDocsPageWithoutSecurity(t *testing.T) {
	t.Parallel()
	p := pageProject(t)
	file := p.path(p.Document)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("openapi: 3.0.1\ninfo: {title: T, version: '1'}\npaths: {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	facts, err := p.signIn()
	if err != nil || len(facts.TokenSchemes)+len(facts.KeySchemes)+len(facts.Scopes) > 0 {
		t.Errorf("signIn = %+v, %v", facts, err)
	}
}
