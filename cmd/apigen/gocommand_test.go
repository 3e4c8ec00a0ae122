package main

import (
	"context"
	"errors"
	"fmt"
	"go/version"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

func TestGoHint(t *testing.T) {
	t.Parallel()
	here := strings.TrimPrefix(version.Lang(runtime.Version()), "go")
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"no go command", fmt.Errorf("load: %w", &exec.Error{Name: "go", Err: exec.ErrNotFound}), "install Go " + here + " from https://go.dev/dl, and"},
		{"another program", &exec.Error{Name: "node", Err: exec.ErrNotFound}, ""},
		{"one that may not fetch", errors.New("go list: go: go.mod requires go >= 1.99.1 (running go 1.26.8; GOTOOLCHAIN=local): exit status 1"), "install Go 1.99.1 from https://go.dev/dl: "},
		{"one that cannot fetch", errors.New("go: download go1.99.0 for linux/amd64: toolchain not available: exit status 1"), "install Go 1.99.0 from"},
		{"one before toolchains", errors.New("go.mod:3: invalid go version '1.26.8': must match format 1.23"), "install Go 1.26.8 from"},
		{"anything else", context.Canceled, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := goHint(tt.err); got != tt.want && (tt.want == "" || !strings.HasPrefix(got, tt.want)) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
