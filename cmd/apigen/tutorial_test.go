package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTutorial follows docs/tutorial.md.
func TestTutorial(t *testing.T) {
	said := 0
	w := walk(t, "../../docs/tutorial.md", func(dev *background, diff string) {
		switch {
		case strings.Contains(diff, "api/api.go") && strings.Contains(diff, "gen.POST"):
			said++
			dev.await(t, "missing method FinishTask")
		case strings.Contains(diff, "handlers/memory.go"):
			said++
			dev.await(t, "deployed: Plan")
		}
	})
	if said != 2 || w.ran < 7 {
		t.Errorf("the tutorial has only %d blocks of commands, or make dev says too little", w.ran)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "dist", "demo.zip")); err != nil {
		t.Error(err)
	}
}
