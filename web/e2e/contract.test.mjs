// A breaking change of the Go contract must not get past the compiler of the
// front end: the contract is changed in a copy, everything is generated from it,
// and the front end is compiled against that.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "./up.mjs";

describe("the front end", () => {
  let work, apigen;

  before(() => {
    work = mkdtempSync(join(tmpdir(), "apigen-contract-"));
    apigen = join(work, "apigen");
    execFileSync("go", ["build", "-o", apigen, "./cmd/apigen"], { cwd: root, stdio: "inherit" });
  });

  after(() => rmSync(work, { recursive: true, force: true }));

  /** Compiles the front end against a contract with these changes, [file, from, to] each. */
  function compile(name, changes) {
    const copy = join(work, name);
    for (const path of ["go.mod", "go.sum", "apigen.yaml", "api", "gen", "problem", "web/src", "generated/ts/src"]) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    for (const [file, from, to] of changes) {
      const path = join(copy, file);
      const text = readFileSync(path, "utf8");
      assert.ok(text.includes(from), `${file} has no ${from}`);
      writeFileSync(path, text.replaceAll(from, to));
    }
    execFileSync(apigen, ["generate"], { cwd: copy, stdio: "pipe" });
    const modules = join(root, "generated", "ts", "node_modules");
    execFileSync(join(modules, ".bin", "openapi-typescript"), ["api/openapi.yaml", "--output", "generated/ts/src/schema.d.ts"], {
      cwd: copy,
      stdio: "pipe",
    });
    symlinkSync(modules, join(copy, "generated/ts/node_modules"));
    symlinkSync(join(root, "web/node_modules"), join(copy, "web/node_modules"));
    const { compilerOptions, include } = JSON.parse(readFileSync(join(root, "web/tsconfig.json"), "utf8"));
    const paths = { "@apigen/directory-client": ["../generated/ts/src/index.ts"] };
    mkdirSync(join(copy, "web"), { recursive: true });
    writeFileSync(join(copy, "web/tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, paths }, include }));
    const { status, stdout } = spawnSync(join(root, "web/node_modules/.bin/tsc"), ["--noEmit", "--pretty", "false"], {
      cwd: join(copy, "web"),
      encoding: "utf8",
    });
    return { status, stdout };
  }

  test("compiles against the contract as it is", () => {
    const { status, stdout } = compile("same", []);
    assert.equal(status, 0, stdout);
  });

  for (const [name, changes, want] of [
    ["a renamed member", [["api/personnel.go", 'json:"lastName', 'json:"familyName']], /^src\/people\/.*lastName/m],
    ["a value that is gone", [["api/personnel.go", 'Left Status = "left"', 'Left Status = "gone"']], /^src\/people\/.*(left|gone)/m],
    ["a problem that is gone", [["api/problems.go", '"department-in-use"', '"department-has-people"']], /^src\/messages.*department-in-use/m],
    ["another media type", [["api/personnel.go", "image/jpeg,image/png,image/webp", "application/json"]], /^src\/people\/photo.*contentType/m],
    ["an operation that is gone", [
      ["api/api.go", '\t\tgen.DELETE("/personnel/{personId}/photo"', '\t\t// gen.DELETE("/personnel/{personId}/photo"'],
      ["api/api.go", "\tDeletePhoto(context.Context", "\t// DeletePhoto(context.Context"],
    ], /^src\/people\/photo.*deletePhoto/m],
  ]) {
    test(`does not compile with ${name}`, () => {
      const { status, stdout } = compile(name.replaceAll(" ", "-"), changes);
      assert.notEqual(status, 0);
      assert.match(stdout, want);
    });
  }
});
