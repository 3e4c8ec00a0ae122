package gateway_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/gateway"
)

// The SDKs of other languages drive the control plane: import, deploy, pages,
// keys and plans, export, single calls, errors, delete. Go's is what the other
// tests of the gateway use. (API Gateway's models have no waiters.)
//
// APIGEN_NODE_SDK is a folder node_modules with @aws-sdk/client-api-gateway,
// APIGEN_PYTHON_SDK a Python that has boto3; else they are where .ci/run installs
// them. Without them the tests are skipped, which APIGEN_STRICT=1 makes a failure.
func TestOtherSDKs(t *testing.T) {
	document, err := filepath.Abs("testdata/clients/pets.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
		"waiters": [], "import": ["Pets", ["REGIONAL"], true], "deployments": 1,
		"resources": [2, ["/", "/pets", "/pets/{id}", "/pets/{id}/friends"]], "models": ["Pet"],
		"keys": [3, ["key0", "key1", "key2", "key3", "key4"], true], "planKeys": 5,
		"calls": [[403, "{\"message\":\"Forbidden\"}"], [200, "{\"name\": \"rex\"}"]], "usage": 5,
		"export": ["application/octet-stream", "attachment; filename=\"oas30_1.0.json\"", ["/pets", "/pets/{id}", "/pets/{id}/friends"]],
		"yaml": "swagger: \"2.0\"", "method": "toys",
		"refused": [
			[404, "NotFoundException", "Invalid model name specified: Nobody"],
			[400, "BadRequestException", "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]"],
			[501, "UnsupportedOperation", "GetSdk is not served by the local gateway"]
		],
		"left": [0, 0, 0]
	}`
	for _, tt := range []struct{ name, env, place, script string }{
		{"javascript", "APIGEN_NODE_SDK", "sdks/node_modules", "drive.cjs"},
		{"python", "APIGEN_PYTHON_SDK", "python/bin/python", "drive.py"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sdk := findSDK(t, tt.env, tt.place)
			w := open(t, gateway.Config{})
			script := filepath.Join("testdata", "clients", tt.script)
			cmd := exec.CommandContext(t.Context(), sdk, script, w.URL(), document)
			if tt.name == "javascript" {
				cmd = exec.CommandContext(t.Context(), "node", script, w.URL(), document)
				cmd.Env = append(os.Environ(), "NODE_PATH="+sdk)
			}
			var out, failures bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &failures
			if err := cmd.Run(); err != nil {
				t.Fatalf("%v\n%s", err, failures.String())
			}
			if got, want := canonical(t, out.Bytes()), canonical(t, []byte(want)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func canonical(t *testing.T, text []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func findSDK(t *testing.T, env, place string) string {
	t.Helper()
	path := os.Getenv(env)
	if path == "" {
		path = filepath.Join("..", ".apigen", "ci", place)
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatalf("no SDK: neither %s nor %s", env, place)
		}
		t.Skipf("no SDK: %s is not set", env)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
