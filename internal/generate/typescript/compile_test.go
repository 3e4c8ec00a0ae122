package typescript_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
)

// documentTypes makes schema.d.ts of every openapi.yaml in the folders below the
// one it is given.
const documentTypes = `
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
const root = process.argv[1];
for (const name of readdirSync(root, { withFileTypes: true }).filter((e) => e.isDirectory() && e.name !== "node_modules")) {
  const folder = root + "/" + name.name + "/";
  writeFileSync(folder + "schema.d.ts", astToString(await openapiTS(readFileSync(folder + "openapi.yaml", "utf8"))));
}
`

const strictConfig = `{
  "compilerOptions": {
    "strict": true, "noUncheckedIndexedAccess": true, "noUnusedLocals": true, "exactOptionalPropertyTypes": false,
    "verbatimModuleSyntax": true, "target": "ES2022", "lib": ["ES2022", "DOM", "DOM.Iterable"], "types": [],
    "module": "NodeNext", "skipLibCheck": true, "noEmit": true
  },
  "include": ["."]
}`

// TestCompiles compiles what is made for every contract of the generator's
// tests, together with the types openapi-typescript makes of its document.
func TestCompiles(t *testing.T) {
	t.Parallel()
	modules, err := filepath.Abs(filepath.Join(root, "generated", "ts", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, ".bin", "tsc")); err != nil {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatalf("there is no TypeScript compiler: %v; run npm ci in generated/ts", err)
		}
		t.Skip("there is no TypeScript compiler: run npm ci in generated/ts")
	}
	dir := t.TempDir()
	write := func(name string, content []byte) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	contracts := writeContracts(t, write)
	if contracts < 10 {
		t.Fatalf("found %d contracts", contracts)
	}
	write("package.json", []byte(`{"type": "module"}`))
	write("tsconfig.json", []byte(strictConfig))
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	run := func(dir, program string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", program, err, out)
		}
	}
	run(filepath.Dir(modules), "node", "--input-type=module", "--eval", documentTypes, dir)
	run(dir, filepath.Join(modules, ".bin", "tsc"), "--project", ".", "--pretty", "false")
}

// writeContracts writes the document and the sources of each contract without
// errors into a folder of its own, and tells how many there are.
func writeContracts(t *testing.T, write func(name string, content []byte)) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, "internal/generate/testdata"))
	if err != nil {
		t.Fatal(err)
	}
	contracts := 0
	for _, e := range entries {
		result, err := generate.Run(t.Context(), generate.Config{Dir: root, Pattern: "./internal/generate/testdata/" + e.Name()})
		if err != nil || result.Contract == nil || result.Diagnostics.HasErrors() {
			continue // a contract that is wrong on purpose
		}
		contracts++
		write(filepath.Join(e.Name(), "openapi.yaml"), result.Document)
		for name, content := range files(t, result.Contract) {
			write(filepath.Join(e.Name(), name), content)
		}
	}
	return contracts
}
