package lambda

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestExecutableIsLookedAtOnceInAWhile(t *testing.T) {
	t.Parallel()
	e := &executable{path: filepath.Join(t.TempDir(), "bootstrap")}
	install := func(text string) {
		t.Helper()
		if err := os.WriteFile(e.path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	if got := e.lookedAt(now, lookInterval); got != (fileStamp{}) {
		t.Errorf("without a file: got %+v", got)
	}
	install("first")
	now = now.Add(lookInterval)
	first := e.lookedAt(now, lookInterval)
	install("the second")
	if got := e.lookedAt(now.Add(lookInterval-1), lookInterval); got != first {
		t.Errorf("within the interval: got %+v, want %+v", got, first)
	}
	second := e.lookedAt(now.Add(lookInterval), lookInterval)
	if second == first || second.size != int64(len("the second")) {
		t.Errorf("after the interval: got %+v", second)
	}
	install("3rd")
	if got := e.look(); got.size != int64(len("3rd")) || e.stamp() != got {
		t.Errorf("a process that starts looks in any case, and that counts: got %+v, then %+v", got, e.stamp())
	}
}
