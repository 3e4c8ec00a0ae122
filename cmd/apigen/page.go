package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/config"
)

// defaultPage is where `apigen up` serves the front end.
const defaultPage = "localhost:8791"

// A page is the project's front end, served on an origin of its own as it will
// be in production.
type page struct {
	folder string
	ln     net.Listener
	server *http.Server
}

// A pageConfig is what the front end reads from /config.json.
type pageConfig struct {
	BaseURL  string `json:"baseUrl"`
	APIKey   string `json:"apiKey,omitempty"`
	Issuer   string `json:"issuer,omitempty"`
	TokenURL string `json:"tokenUrl,omitempty"` // POST gives {"token": ...}
}

// openPage takes the address of the front end and puts its origin into the
// parameter the configuration names. It gives nil when there is nothing to
// serve.
func (p *project) openPage(ctx context.Context, address string) (*page, error) {
	if p.Web == "" || address == "" {
		return nil, nil
	}
	folder := p.path(p.Web)
	switch _, err := os.Stat(filepath.Join(folder, "index.html")); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil // not built
	case err != nil:
		return nil, err
	}
	var listen net.ListenConfig
	ln, err := listen.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", p.Web, err)
	}
	web := &page{folder: folder, ln: ln}
	if p.WebOrigin != "" {
		p.setLocal(p.WebOrigin, web.origin())
	}
	return web, nil
}

// setLocal gives a parameter of the environment local another value.
func (p *project) setLocal(name, value string) {
	i := slices.IndexFunc(p.Environments, func(e *config.Environment) bool { return e.Name == config.Local })
	if i < 0 {
		i = len(p.Environments)
		p.Environments = append(p.Environments, &config.Environment{Name: config.Local})
	}
	local := p.Environments[i]
	local.Parameters = maps.Clone(local.Parameters)
	if local.Parameters == nil {
		local.Parameters = map[string]string{}
	}
	local.Parameters[name] = value
}

// origin is where browsers find the page. The name localhost keeps its cookies
// and storage apart from the gateway's, which is at 127.0.0.1.
func (w *page) origin() string {
	_, port, _ := net.SplitHostPort(w.ln.Addr().String())
	return "http://" + net.JoinHostPort("localhost", port)
}

// serve serves the page in the background until close. The token function makes
// a new token for whoever signs in; it is nil when the API wants none.
func (w *page) serve(c pageConfig, token func() (string, error)) {
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServer(http.Dir(w.folder)))
	if token != nil {
		c.TokenURL = "/token"
		mux.HandleFunc("POST /token", func(rw http.ResponseWriter, _ *http.Request) {
			t, err := token()
			if err != nil {
				answerJSON(rw, http.StatusInternalServerError, map[string]string{"message": err.Error()})
				return
			}
			answerJSON(rw, http.StatusOK, map[string]string{"token": t})
		})
	}
	mux.HandleFunc("GET /config.json", func(rw http.ResponseWriter, _ *http.Request) { answerJSON(rw, http.StatusOK, c) })
	w.server = &http.Server{Handler: w.guard(mux), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := w.server.Serve(w.ln); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintf(os.Stderr, "apigen: serve the front end: %v\n", err)
		}
	}()
}

// guard keeps other pages from asking for tokens: those of other origins, and
// those whose host name was made to point to this machine.
func (w *page) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if "http://"+r.Host != w.origin() || origin != "" && origin != w.origin() {
			answerJSON(rw, http.StatusForbidden, map[string]string{"message": "the front end is at " + w.origin()})
			return
		}
		rw.Header().Set("Cache-Control", "no-cache")
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(rw, r)
	})
}

func (w *page) close() error {
	if w == nil {
		return nil
	}
	if w.server != nil {
		return w.server.Close()
	}
	return w.ln.Close()
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// localValues replaces the folders and the parameters of the environment local
// in a function's environment.
func (p *project) localValues(data, root string) (*strings.Replacer, error) {
	env, err := p.Environment(config.Local)
	if err != nil {
		return nil, err
	}
	pairs := []string{"${data}", data, "${root}", root}
	for _, name := range slices.Sorted(maps.Keys(env.Parameters)) {
		pairs = append(pairs, "${"+name+"}", env.Parameters[name])
	}
	return strings.NewReplacer(pairs...), nil
}
