package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"

	"github.com/apigen-go/apigen/gateway"
)

// readUsers reads the users of the local identity provider: a list in YAML or
// JSON. An empty name has none.
func readUsers(file string) ([]gateway.User, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	var list []struct {
		Username string         `yaml:"username"`
		Password string         `yaml:"password"`
		Subject  string         `yaml:"subject"`
		Email    string         `yaml:"email"`
		Name     string         `yaml:"name"`
		Groups   []string       `yaml:"groups"`
		Claims   map[string]any `yaml:"claims"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read users %s: %w; want a list of username, password, email, name, groups, subject, claims", file, err)
	}
	var users []gateway.User
	seen := map[string]bool{}
	for i, u := range list {
		if u.Username == "" || seen[u.Username] {
			return nil, fmt.Errorf("read users %s: user %d: want a username of its own, got %q", file, i+1, u.Username)
		}
		seen[u.Username] = true
		users = append(users, gateway.User(u))
	}
	return users, nil
}

// openLog gives what a log is written to, and how it is closed: a file that is
// appended to, the stream for a hyphen, nothing for an empty name.
func openLog(name string, stream io.Writer) (io.Writer, func() error, error) {
	none := func() error { return nil }
	switch name {
	case "":
		return nil, none, nil
	case "-":
		return stream, none, nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, none, err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, none, fmt.Errorf("open log: %w", err)
	}
	return f, f.Close, nil
}
