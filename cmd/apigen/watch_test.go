package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWatch changes a file from within the work, after the watcher has looked.
func TestWatch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "api.go")
	if err := os.WriteFile(file, []byte("package a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan int, 10)
	done := make(chan error, 1)
	runs := 0
	go func() {
		done <- watch(ctx, dir, time.Millisecond, func() error {
			runs++
			ran <- runs
			return errFindings // a contract with errors is waited for as well
		})
	}()
	if n := <-ran; n != 1 {
		t.Errorf("run %d, want the first", n)
	}
	if err := os.WriteFile(file, []byte("package api\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := <-ran; n != 2 {
		t.Errorf("run %d, want the second", n)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("watch: %v", err)
	}
	if err := watch(t.Context(), filepath.Join(dir, "none"), time.Millisecond, func() error { return nil }); err == nil {
		t.Error("a folder that is not there can be watched")
	}
}
