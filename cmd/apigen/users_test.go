package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadUsers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text, want string // the name of the last user, or a part of the error
		ok               bool
	}{
		{"two", "- {username: ada, password: x, groups: [a, b], claims: {c: 1}}\n- username: bob\n", "bob", true},
		{"JSON", `[{"username":"ada"}]`, "ada", true},
		{"none", "", "", true},
		{"an unknown key", "- {username: ada, colour: x}", "colour", false},
		{"no name", "- email: a@b", "user 1: want a username of its own", false},
		{"twice", "- username: ada\n- username: ada", "user 2: want a username of its own", false},
		{"no list", "username: ada", "want a list", false},
	} {
		file := filepath.Join(t.TempDir(), "users.yaml")
		if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		users, err := readUsers(file)
		switch {
		case tt.ok && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case !tt.ok && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		case tt.ok && tt.want != "" && (len(users) == 0 || users[len(users)-1].Username != tt.want):
			t.Errorf("%s: got %+v", tt.name, users)
		}
	}
}

func TestOpenLog(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "logs", "access.log")
	for range 2 {
		w, end, err := openLog(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("x\n")); err != nil {
			t.Fatal(err)
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "x\nx\n" {
		t.Errorf("the log holds %q, %v", b, err)
	}
}
