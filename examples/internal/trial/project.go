package trial

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/openapi"
)

// Import says how the document of the example in the test's folder is imported
// to the environment local of its apigen.yaml: with its stage, parameters and
// stage variables and, to a REST API, a key.
func Import(t *testing.T, document string) control.Config {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := openapi.Parse(document, text)
	if err != nil {
		t.Fatal(err)
	}
	local := Local(t)
	cfg := control.Config{
		Document: parsed, Stage: local.Stage, Parameters: local.Parameters, StageVariables: local.StageVariables,
		Key: "local", BackupDir: t.TempDir(),
	}
	if apigw.IsHTTP(parsed) {
		cfg.Key = ""
	}
	return cfg
}

// Local is the environment local of the example.
func Local(t *testing.T) *config.Environment {
	t.Helper()
	local, err := project(t).Environment(config.Local)
	if err != nil {
		t.Fatal(err)
	}
	return local
}

// Function is a function of the example's apigen.yaml, built and with its
// environment, in which env is put or replaced. It runs as a process of its own
// behind a Lambda Runtime API, as it does under apigen up.
func Function(t *testing.T, name string, env map[string]string) gateway.FunctionConfig {
	t.Helper()
	f := function(t, name)
	full := maps.Clone(f.Environment)
	if full == nil {
		full = map[string]string{}
	}
	maps.Copy(full, env)
	return gateway.FunctionConfig{Name: name, Target: Bootstrap(t, f.Run), Env: full, Timeout: time.Duration(f.Timeout) * time.Second}
}

// Allowed are the actions that apigen.yaml allows to a function, by resource.
func Allowed(t *testing.T, name string) map[string][]string {
	t.Helper()
	allowed := map[string][]string{}
	for resource, actions := range function(t, name).Allow {
		for action := range strings.SplitSeq(actions, ",") {
			allowed[resource] = append(allowed[resource], strings.TrimSpace(action))
		}
	}
	return allowed
}

func function(t *testing.T, name string) *config.Function {
	t.Helper()
	all := project(t).Functions
	i := slices.IndexFunc(all, func(f *config.Function) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("apigen.yaml has no function %s", name)
	}
	return all[i]
}

func project(t *testing.T) *config.Config {
	t.Helper()
	c, found, err := config.Load(config.File)
	if err != nil {
		t.Fatal(err)
	}
	if found.HasErrors() {
		t.Fatalf("apigen.yaml: %v", found)
	}
	return c
}
