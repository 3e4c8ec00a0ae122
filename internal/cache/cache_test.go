package cache

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := In(dir, "stub")
	if got := f.Get("key"); got != nil {
		t.Errorf("an empty folder holds %q", got)
	}
	f.Put("key", []byte("content"))
	f.Put("empty", nil)
	if got := In(dir, "stub").Get("key"); string(got) != "content" {
		t.Errorf("Get = %q", got)
	}
	if got := f.Get("empty"); got == nil || len(got) > 0 {
		t.Errorf("no content: %q", got)
	}
	if got := f.Get("other"); got != nil {
		t.Errorf("another key: %q", got)
	}
	f.Put("key", []byte("newer"))
	if got := f.Get("key"); string(got) != "newer" {
		t.Errorf("written again: %q", got)
	}
	if err := os.WriteFile(f.file("key"), []byte("cut off"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := f.Get("key"); got != nil {
		t.Errorf("damaged: %q", got)
	}
}

func TestOldFilesGo(t *testing.T) {
	t.Parallel()
	f := In(t.TempDir(), "stub")
	f.Put("old", []byte("x"))
	past := time.Now().Add(-2 * age)
	if err := os.Chtimes(f.file("old"), past, past); err != nil {
		t.Fatal(err)
	}
	f.Put("new", []byte("y"))
	if f.Get("old") != nil || f.Get("new") == nil {
		t.Error("want the new file alone")
	}
	left, err := filepath.Glob(filepath.Join(f.dir, "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("left: %q, %v", left, err)
	}
}

func TestOff(t *testing.T) {
	f := In(Off, "stub")
	f.Put("key", []byte("x"))
	if f.Get("key") != nil || !f.IsOff() {
		t.Error("something was kept")
	}
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, "")
	}
	if !In("", "stub").IsOff() {
		t.Error("there is a folder without a home")
	}
}
