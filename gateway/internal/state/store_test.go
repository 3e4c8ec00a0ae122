package state

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/google/go-cmp/cmp"
)

func put(id, name string) func(*Data) error {
	return func(d *Data) error {
		d.APIs[id] = &API{
			Definition: &apigw.RestAPI{
				ID: id, Name: name, Resources: []*apigw.Resource{{ID: "r1", Path: "/"}},
				Models: []*apigw.Model{{Name: "A", Schema: json.RawMessage(`{"type":"object"}`)}, {Name: "B"}},
			},
			Deployments: map[string]*Deployment{"d1": {ID: "d1", Definition: &apigw.RestAPI{ID: id}}},
			Stages:      map[string]*Stage{"dev": {Name: "dev", DeploymentID: "d1", Variables: map[string]string{"a": "b"}}},
		}
		return nil
	}
}

func TestStateSurvivesReopening(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(put("a1", "first")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrInUse) {
		t.Errorf("Open of a folder in use: got %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.Load(), again.Load()); diff != "" {
		t.Errorf("reopened state differs (-kept +read):\n%s", diff)
	}
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	t.Parallel()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(put("a1", "first")); err != nil {
		t.Fatal(err)
	}
	before := s.Load()
	refused := errors.New("refused")
	err = s.Update(func(d *Data) error {
		a := d.Edit("a1")
		delete(a.Stages, "dev")
		delete(d.APIs, "a1")
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatalf("Update: got %v", err)
	}
	if s.Load() != before || before.APIs["a1"].Stages["dev"] == nil {
		t.Error("a refused change is visible")
	}
}

// An edit must not reach into the snapshot that requests are being served from.
func TestEditLeavesEarlierSnapshotsAlone(t *testing.T) {
	t.Parallel()
	s, _ := Open("")
	if err := s.Update(put("a1", "first")); err != nil {
		t.Fatal(err)
	}
	before := s.Load()
	if err := s.Update(func(d *Data) error {
		d.Edit("a1").Stages["prod"] = &Stage{Name: "prod"}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(before.APIs["a1"].Stages) != 1 || len(s.Load().APIs["a1"].Stages) != 2 {
		t.Error("the edit changed the wrong snapshot")
	}
}

// A process killed while it writes leaves a temporary file beside a whole one.
func TestOpenIgnoresUnfinishedWrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _ := Open(dir)
	if err := s.Update(put("a1", "first")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fileName+".123"), []byte(`{"APIs":{"x`), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir)
	if err != nil || again.Load().APIs["a1"] == nil {
		t.Errorf("Open: got %v", err)
	}
}

func TestOpenRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	d := newData()
	if err := put("a1", "first")(d); err != nil {
		t.Fatal(err)
	}
	whole, err := encode(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, content, want string }{
		{"broken", `{"APIs":`, "unexpected end"},
		{"cut", `{"FormatVersion":2,"SHA256":"e3b0c44298fc1c149afbf4c8996fb924"}` + "\n" + `{"APIs":`, "damaged"},
		{"changed", strings.Replace(string(whole), "first", "f1rst", 1), "damaged"},
		{"newer format", `{"FormatVersion":3}`, "format version 3, want 2"},
		{"an API without definition", `{"FormatVersion":1,"APIs":{"a1":{}}}`, "API a1 has no definition"},
		{"a stage without deployment", `{"FormatVersion":1,"APIs":{"a1":{"Definition":{"ID":"a1","Resources":[{"Path":"/"}]},"Stages":{"dev":{"DeploymentID":"d1"}}}}}`, "stage dev of API a1 has no deployment"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, fileName)
			if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), file) {
				t.Errorf("Open: got %v, want %q and the file", err, tt.want)
			}
			if kept, err := os.ReadFile(file); err != nil || string(kept) != tt.content {
				t.Errorf("the file is not kept: %v", err)
			}
		})
	}
}

func TestPlanFor(t *testing.T) {
	t.Parallel()
	d := newData()
	d.UsagePlans["p1"] = &UsagePlan{ID: "p1", KeyIDs: []string{"k1"}, Stages: []PlanStage{{APIID: "a1", Stage: "dev"}}}
	for _, tt := range []struct {
		name, key, api, stage string
		want                  bool
	}{
		{"key of a plan for the stage", "k1", "a1", "dev", true},
		{"other stage", "k1", "a1", "prod", false},
		{"other API", "k1", "a2", "dev", false},
		{"key of no plan", "k2", "a1", "dev", false},
	} {
		if got := d.PlanFor(tt.key, tt.api, tt.stage) != nil; got != tt.want {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
}

// A file written before there were seals is read.
func TestOpenReadsFormat1(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const content = `{"FormatVersion":1,"APIs":{"a1":{"Definition":{"ID":"a1","Name":"old","Resources":[{"Path":"/"}]}}}}`
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil || s.Load().APIs["a1"].Definition.Name != "old" {
		t.Fatalf("Open: %v", err)
	}
	if err := s.Update(func(*Data) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir); err != nil || s.Load().APIs["a1"].Definition.Name != "old" {
		t.Errorf("Open of what was written since: %v", err)
	}
}

// FuzzDecode holds that no file breaks the reader, and that what is read can be
// written and read again.
func FuzzDecode(f *testing.F) {
	d := newData()
	if err := put("a1", "first")(d); err != nil {
		f.Fatal(err)
	}
	whole, err := encode(d)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"FormatVersion":1,"APIs":{"a1":{"Definition":{"ID":"a1","Resources":[{"Path":"/"}],"Models":[null]}}}}`))
	f.Add([]byte(`{"FormatVersion":1,"APIKeys":{"k":null},"DomainNames":{"d":{}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := decode(text)
		if err != nil {
			return
		}
		again, err := encode(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decode(again); err != nil {
			t.Errorf("what was read cannot be read again: %v\n%s", err, again)
		}
	})
}
