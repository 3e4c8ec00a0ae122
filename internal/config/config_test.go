package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/internal/config"
)

func TestParse(t *testing.T) {
	got, err := config.Parse("apigen.yaml", []byte(`
package: ./contract
functions:
  directory:
    run: ./cmd/lambda
    environment: {DIRECTORY_DATABASE: "sqlite:x.db", DEBUG: true}
    timeout: 5
environments:
  prod:
    region: eu-central-1
    account: "210987654321"
    stage: prod
    mode: overwrite
    stageVariables: {function: directory}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &config.Config{
		Package: "./contract", Document: "api/openapi.yaml", Generated: "generated",
		Functions: []config.Function{{Name: "directory", Run: "./cmd/lambda", Timeout: 5 * time.Second,
			Environment: map[string]string{"DIRECTORY_DATABASE": "sqlite:x.db", "DEBUG": "true"}}},
		Environments: []config.Environment{
			{Name: "local", Region: "us-east-1", Stage: "dev", APIKey: "local"},
			{Name: "prod", Region: "eu-central-1", Account: "210987654321", Stage: "prod", Mode: "overwrite", StageVariables: map[string]string{"function": "directory"}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, err := got.Environment("prd"); err == nil || !strings.Contains(err.Error(), "local, prod") {
		t.Errorf("an unknown environment gives %v, want the names there are", err)
	}
}

func TestParseReportsEverythingWrong(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"unknown keys", "packge: ./api\nenvironments:\n  prod: {stgae: x}\n",
			"apigen.yaml:1:1: apigen.yaml has no setting \"packge\"; did you mean \"package\"?\n" +
				"apigen.yaml:3:10: environment prod has no setting \"stgae\"; did you mean \"stage\"?"},
		{"wrong kinds", "functions: [a]\nenvironments:\n  prod: {mode: replace, stage: [x]}\n",
			"apigen.yaml:1:12: functions must be a mapping of names, not array\n" +
				"apigen.yaml:3:16: want one of [merge overwrite], not \"replace\"\n" +
				"apigen.yaml:3:32: want a text, not array"},
		{"a function that does nothing", "functions:\n  f: {timeout: -1}\n",
			"apigen.yaml:2:16: want a whole number, not -1\n" +
				"apigen.yaml:2:6: function f needs run: a main package such as ./cmd/lambda, a bootstrap executable, or an http URL"},
		{"not a mapping", "- a\n", "apigen.yaml:1:1: apigen.yaml must be a mapping, not array"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.Parse("apigen.yaml", []byte(tt.in))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	if c, err := config.Load(filepath.Join(dir, config.File)); err != nil || c.Package != "./api" {
		t.Errorf("without a file: %v, %v; want the defaults", c, err)
	}
	if _, err := config.Load(filepath.Join(dir, "other.yaml")); !os.IsNotExist(err) {
		t.Errorf("a file that was asked for and is not there gives %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("package: ./api\nenvironments: {local: {stage: dev}}\n")
	f.Add("functions: {f: {run: x, timeout: 1e9}}")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := config.Parse("apigen.yaml", []byte(text))
		if (c == nil) == (err == nil) {
			t.Errorf("Parse gave %v and %v", c, err)
		}
	})
}
