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

// modules is the folder of the npm packages. Without them a test is skipped, or
// fails when APIGEN_STRICT=1.
func modules(t *testing.T) string {
	t.Helper()
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
	return modules
}

// multipartUse holds the types of a form to what its fields are.
const multipartUse = `
import type { Client } from "./index.js";
export async function upload(client: Client, file: File) {
  const body = { title: "t", photo: file, paper: [file, new Blob(["p"])], metadata: { camera: "c" } };
  await client.upload({ path: { id: "1" }, body });
  await client.upload({ path: { id: "1" }, body: { ...body, labels: { a: "b" }, width: 1.5 } });
  // @ts-expect-error a file is no string
  await client.upload({ path: { id: "1" }, body: { ...body, photo: "photo" } });
  // @ts-expect-error a list of files is no file
  await client.upload({ path: { id: "1" }, body: { ...body, paper: file } });
  // @ts-expect-error the title is required
  await client.upload({ path: { id: "1" }, body: { photo: file, paper: [], metadata: { camera: "c" } } });
}
`

// TestCompiles compiles what is made for each contract, together with the types openapi-typescript makes of its document.
func TestCompiles(t *testing.T) {
	t.Parallel()
	modules := modules(t)
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
	for _, name := range contracts {
		result, err := generate.Run(t.Context(), generate.Config{Dir: root, Pattern: "./internal/generate/testdata/" + name})
		if err != nil {
			t.Fatal(err)
		}
		write(filepath.Join(name, "openapi.yaml"), result.Document)
		for file, content := range files(t, result.Contract) {
			write(filepath.Join(name, file), content)
		}
	}
	write(filepath.Join("multipart", "use.ts"), []byte(multipartUse))
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

// TestDocumentTypes holds schema.d.ts of the reference contract, which only
// openapi-typescript can make, to the document.
func TestDocumentTypes(t *testing.T) {
	t.Parallel()
	modules := modules(t)
	cmd := exec.CommandContext(t.Context(), filepath.Join(modules, ".bin", "openapi-typescript"),
		"api/openapi.yaml", "--output", "generated/ts/src/schema.d.ts", "--check")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("generated/ts/src/schema.d.ts is stale: run make generate\n%v\n%s", err, out)
	}
}
