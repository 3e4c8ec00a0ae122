package config

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

func TestParse(t *testing.T) {
	t.Parallel()
	c, found, err := Parse(File, []byte(example))
	if err != nil || len(found) > 0 {
		t.Fatalf("Parse: %v, %v", found, err)
	}
	want := &Config{Package: "./api", Document: "api/openapi.yaml", Generated: "generated",
		Functions: []*Function{{Name: "directory", Pos: diag.Pos{File: File, Line: 5, Col: 3}, Run: "./cmd/lambda", Timeout: 10,
			Environment: map[string]string{"DIRECTORY_DATABASE": "sqlite:${data}/directory.db"},
			Allow:       map[string]string{"arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/people": "dynamodb:GetItem, dynamodb:PutItem"}}},
		Environments: []*Environment{{
			Name: "prod", Pos: diag.Pos{File: File, Line: 13, Col: 3}, Region: "eu-west-1", Account: "111111111111",
			APIName: "Company directory", Stage: "prod", Mode: "merge", Key: "partner",
			UsagePlan: UsagePlan{Throttle: "10/20", Quota: "10000/MONTH"},
			Settings:  StageSettings{Throttle: "100/50", Logging: "ERROR", Methods: []MethodSettings{{Method: "GET /personnel", Throttle: "20/10"}}},
			Domain:    Domain{Name: "api.example.com", BasePath: "directory"},
			Functions: []FunctionSetting{{Name: "directory", Pos: diag.Pos{File: File, Line: 32, Col: 7},
				Environment: map[string]string{"DIRECTORY_DATABASE": "mysql:${Database}"}}},
			StageVariables: map[string]string{"function": "directory"},
			Parameters:     map[string]string{"StaffUserPoolArn": "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_Example"},
		}},
		Stack: Stack{Format: "sam", Output: "template.yaml", LogRetention: 14},
		Rules: []RuleSetting{{Rule: "cors-gateway-responses", Severity: "off", Pos: diag.Pos{File: File, Line: 36, Col: 5}}},
	}
	if d := cmp.Diff(want, c); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestParseFindings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"misspelt key", "enviroments: {}\n", `apigen.yaml:1:1: error: the file has no key "enviroments" [config]` + "\n\thint: did you mean environments\n"},
		{"unknown key", "colour: red\n", `apigen.yaml:1:1: error: the file has no key "colour" [config]` + "\n\thint: known are package, document, public, placeholders, generated, typescript, web, webOrigin, functions, services, vpcLinks, users, environments, stack, lint\n"},
		{"format of a stack", "stack: {format: cdk}\n", `format is "cdk" [config]` + "\n\thint: write sam or terraform\n"},
		{"cache", "environments: {prod: {settings: {cache: 1}}}\n", `cache is "1" [config]` + "\n\thint: write a size such as 0.5, or off\n"},
		{"time of a cache", "environments: {prod: {settings: {cacheTTL: 3601}}}\n", "write a number of seconds from 0 to 3600"},
		{"architecture", "functions: {f: {run: ., architecture: arm}}\n", `architecture is "arm"`},
		{"actions", "functions: {f: {run: ., allow: {\"*\": GetItem}}}\n", "write actions such as dynamodb:GetItem"},
		{"functions of an environment", "environments: {prod: {functions: []}}\n", "functions is an array, want a map"},
		{"a service that is no URL", "services: {sqs: localhost}\n", `sqs is "localhost"`},
		{"misspelt key of an environment", "environments:\n  prod:\n    stagevariables: {}\n", `apigen.yaml:3:5: error: environment prod has no key "stagevariables" [config]` + "\n\thint: did you mean stageVariables\n"},
		{"throttle", "environments: {prod: {settings: {throttle: fast}}}\n", `throttle is "fast" [config]` + "\n\thint: write requests a second and burst, such as 100/50\n"},
		{"method", "environments: {prod: {settings: {methods: {personnel: {throttle: 1/1}}}}}\n", `method is "personnel"`},
		{"quota", "environments: {prod: {usagePlan: {quota: 5/YEAR}}}\n", `quota is "5/YEAR"`},
		{"metrics", "environments: {prod: {settings: {metrics: yes}}}\n", "write on or off"},
		{"mode", "environments: {prod: {mode: replace}}\n", `apigen.yaml:1:29: error: mode is "replace" [config]` + "\n\thint: write merge or overwrite\n"},
		{"stage", "environments: {prod: {stage: prod.1}}\n", `stage is "prod.1"`},
		{"account", "environments: {prod: {account: 42}}\n", `account is "42"`},
		{"endpoint", "environments: {prod: {endpoint: localhost}}\n", `endpoint is "localhost"`},
		{"variable name", "environments: {prod: {stageVariables: {a-b: c}}}\n", "letters, digits and _"},
		{"variable value", "environments: {prod: {stageVariables: {a: 'b c'}}}\n", `a is "b c"`},
		{"list for a text", "package: [a]\n", "package is an array, want a text"},
		{"text for a map", "environments: {prod: {parameters: x}}\n", "parameters is a string, want a map"},
		{"environments as a list", "environments: [prod]\n", "environments is an array, want a map"},
		{"name and id", "environments: {prod: {name: a, id: b}}\n", "both name and id"},
		{"a function that does nothing", "functions: {f: {timeout: 3}}\n", "function f has nothing to run"},
		{"a time-out in words", "functions: {f: {run: x, timeout: 3s}}\n", `timeout is "3s"`},
		{"functions as a list", "functions: [f]\n", "functions is an array, want a map"},
		{"a list", "- a\n", "the file is an array, want a map"},
		{"a rule's severity", "lint: {rules: {title: fatal}}\n", `title is "fatal"`},
		{"rules as a list", "lint: {rules: [title]}\n", "rules is an array, want a map"},
		{"misspelt key of lint", "lint: {rule: {}}\n", "did you mean rules"},
		{"key twice", "package: a\npackage: b\n", `key "package" stands twice`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, found, err := Parse(File, []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := diag.Write(&b, "text", found); err != nil {
				t.Fatal(err)
			}
			if len(found) != 1 || !found.HasErrors() || !strings.Contains(b.String(), tt.want) {
				t.Errorf("got %q, want %q", b.String(), tt.want)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, _, err := Load(filepath.Join(dir, File))
	if err != nil || c.Document != "api/openapi.yaml" {
		t.Errorf("without a file: %+v, %v", c, err)
	}
	file := filepath.Join(dir, File)
	if err := os.WriteFile(file, []byte("a: b: c\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var syntax *openapi.SyntaxError
	if _, _, err := Load(file); !errors.As(err, &syntax) {
		t.Errorf("a broken file gave %v", err)
	}
	if _, _, err := Load(dir); err == nil {
		t.Error("a folder is taken for a file")
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	c, _, err := Parse(File, []byte("environments:\n  production: {region: eu-west-1, name: a, stageVariables: {x: 1, y: 2}}\n  empty:\n"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := c.Environment("production")
	if err != nil || e.Stage != "production" || e.Mode != "merge" {
		t.Errorf("production is %+v, %v", e, err)
	}
	with := e.With(Environment{APIID: "abc", Stage: "blue", StageVariables: map[string]string{"y": "3"}})
	if with.Region != "eu-west-1" || with.Stage != "blue" || with.APIName != "" || with.APIID != "abc" || with.StageVariables["x"] != "1" || with.StageVariables["y"] != "3" {
		t.Errorf("with flags: %+v", with)
	}
	if e.StageVariables["y"] != "2" {
		t.Error("With changed the environment")
	}
	if local, err := c.Environment(Local); err != nil || local.Stage != "local" {
		t.Errorf("local is %+v, %v", local, err)
	}
	for name, want := range map[string]string{"producton": "did you mean production", "x": "there are production, empty, local"} {
		if _, err := c.Environment(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Environment(%s) gave %v, want %q", name, err, want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	golden.Check(t, "../../docs/configuration.md", Markdown())
}

// TestSchema holds the JSON schema to the keys, and to what the reader takes.
func TestSchema(t *testing.T) {
	t.Parallel()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "../../docs/apigen.schema.json", data)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("apigen.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("apigen.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, valid := range map[string]bool{
		example:                                true,
		"environments: {prod: }\n":             true,
		"enviroments: {}\n":                    false,
		"environments: {prod: {stages: a}}\n":  false,
		"functions: {f: {run: x, timeout: a}}": false,
		"lint: {rules: {path-chars: off}}\n":   true,
		"environments: {prod: {settings: {methods: {GET /a: {throttle: 1/1}}}}}\n": true,
		"environments: {prod: {settings: {methods: {GET /a: {limit: 1/1}}}}}\n":    false,
	} {
		parsed, err := openapi.Parse(File, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		asJSON, err := parsed.Root.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(value); (err == nil) != valid {
			t.Errorf("%s: the schema says %v, want valid %v", text, err, valid)
		}
		if _, found, err := Parse(File, []byte(text)); err != nil || found.HasErrors() == valid {
			t.Errorf("%s: the reader says %v, %v, want valid %v", text, found, err, valid)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("environments: {a: {stageVariables: {x: [1]}}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, _, err := Parse("fuzz", data)
		if err == nil && c == nil {
			t.Error("neither a configuration nor an error")
		}
	})
}
