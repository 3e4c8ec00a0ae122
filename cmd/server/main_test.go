package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

func env(pairs ...string) func(string) string {
	return func(key string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == key {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		defer w.Close()
		code <- run(ctx, []string{"-addr", "127.0.0.1:0"}, env("DIRECTORY_DATABASE", "sqlite::memory:", "DIRECTORY_ADDR", "256.0.0.1:1"), w)
	}()
	lines := bufio.NewScanner(r)
	next := func() (line struct {
		Msg, URL, Path string
		Status         int
	}) {
		t.Helper()
		if !lines.Scan() {
			t.Fatalf("no more lines: %v", lines.Err())
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, lines.Bytes())
		}
		return line
	}
	url := next().URL
	for _, tt := range []struct {
		method, path, body, contentType string
		status                          int
	}{
		{"GET", "/healthz", "", "application/json", 200},
		{"GET", "/locations", "", "application/json", 200},
		{"POST", "/locations", `{"name":"Berlin","address":{"street":"Allee 1","city":"Berlin","country":"DE"}}`, "application/json", 201},
		{"POST", "/locations", `{"name":"berlin","address":{"street":"Allee 1","city":"Berlin","country":"DE"}}`, "application/problem+json", 409},
		{"GET", "/personnel/00000000-0000-4000-8000-000000000000", "", "application/problem+json", 404},
		{"GET", "/personnel?cursor=x", "", "application/problem+json", 400},
		{"GET", "/nowhere", "", "application/problem+json", 404},
	} {
		req, err := http.NewRequest(tt.method, url+tt.path, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		answered := make(chan *http.Response, 1)
		go func() {
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
			}
			answered <- resp
		}()
		if tt.path != "/healthz" { // the log is a pipe: reading it lets the answer go on
			if line := next(); line.Msg != "request" || line.Status != tt.status {
				t.Errorf("%s %s: log %+v", tt.method, tt.path, line)
			}
		}
		resp := <-answered
		if resp == nil {
			t.FailNow()
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.status || !strings.HasPrefix(resp.Header.Get("Content-Type"), tt.contentType) {
			t.Errorf("%s %s: %d %s %s", tt.method, tt.path, resp.StatusCode, resp.Header.Get("Content-Type"), body)
		}
	}
	stop()
	if c := <-code; c != 0 {
		t.Errorf("exit code %d", c)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		env  func(string) string
		code int
		want string
	}{
		{"help", []string{"-h"}, env(), 0, "-migrate"},
		{"unknown flag", []string{"-x"}, env(), 2, "flag provided but not defined"},
		{"argument", []string{"x"}, env(), 2, `server: unexpected argument "x"`},
		{"no database", nil, env("DIRECTORY_DATABASE", "oracle:x"), 2, "want sqlite:PATH, mysql:DSN or secretsmanager:ID"},
		{"no such port", []string{"-addr", "127.0.0.1:port"}, env("DIRECTORY_DATABASE", "sqlite::memory:"), 2, "port"},
		{"no boolean", nil, env("DIRECTORY_MIGRATE", "x"), 2, "DIRECTORY_MIGRATE"},
		{"trust that is no boolean", nil, env("DIRECTORY_TRUST_GATEWAY", "perhaps"), 2, `DIRECTORY_TRUST_GATEWAY is "perhaps"`},
		{"trust where others reach it", []string{"-addr", "0.0.0.0:0", "-trust-gateway"}, env("DIRECTORY_DATABASE", "sqlite::memory:"), 2, "on a loopback address alone"},
		{"migrate", []string{"-migrate"}, env("DIRECTORY_DATABASE", "sqlite:"+filepath.Join(t.TempDir(), "a", "b.db")), 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stderr bytes.Buffer
			if code := run(t.Context(), tt.args, tt.env, &stderr); code != tt.code || !strings.Contains(stderr.String(), tt.want) {
				t.Errorf("exit code %d, %s", code, &stderr)
			}
		})
	}
}
