import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    up: { invoke_url: string; api_key: string; token: string };
  }
}

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Builds apigen, and has apigen up serve the reference API while the tests run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const work = mkdtempSync(join(tmpdir(), "apigen-ts-"));
  const apigen = join(work, "apigen");
  execFileSync("go", ["build", "-o", apigen, "./cmd/apigen"], { cwd: root, stdio: "inherit" });
  const child = spawn(apigen, ["up", "--no-generate", "--listen", "127.0.0.1:0", "--web", "", "--work", work], { cwd: root });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const facts = join(work, "up.json");
  for (const start = Date.now(); !existsSync(facts); await pause(50)) {
    if (child.exitCode !== null || Date.now() - start > 120_000) {
      child.kill("SIGKILL");
      throw new Error("apigen up did not come up:\n" + output);
    }
  }
  project.provide("up", JSON.parse(readFileSync(facts, "utf8")));
  return async () => {
    child.kill("SIGINT");
    await ended;
    rmSync(work, { recursive: true, force: true });
  };
}
