// Starts apigen up with the built front end, and Chromium.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** The folder of the project. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The built front end. */
export const dist = join(root, "web", "dist");

/** Where Debian and most others put Chromium; CHROMIUM says otherwise. */
export const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

/** Why the tests cannot run here; with APIGEN_STRICT=1 that is a failure. */
export const skip = process.env.APIGEN_STRICT === "1" || browserPath ? false : "there is no Chromium: install it, or set CHROMIUM";

/** Starts apigen up on free ports and gives its facts, and what ends it. */
export async function startUp() {
  const work = mkdtempSync(join(tmpdir(), "apigen-web-"));
  const apigen = join(work, "apigen");
  execFileSync("go", ["build", "-o", apigen, "./cmd/apigen"], { cwd: root, stdio: "inherit" });
  const child = spawn(apigen, ["up", "--no-generate", "--listen", "127.0.0.1:0", "--web", "localhost:0", "--work", work], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => (output += text));
  }
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const facts = join(work, "up.json");
  for (const start = Date.now(); !existsSync(facts); ) {
    if (child.exitCode !== null || Date.now() - start > 120_000) {
      child.kill("SIGKILL");
      throw new Error("apigen up did not come up:\n" + output);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const up = JSON.parse(readFileSync(facts, "utf8"));
  if (!up.web_url) {
    child.kill("SIGINT");
    throw new Error("apigen up serves no front end: run npm run build first");
  }
  return {
    ...up,
    async stop() {
      child.kill("SIGINT");
      await ended;
      rmSync(work, { recursive: true, force: true });
    },
  };
}

export function launch() {
  if (!browserPath) {
    throw new Error("there is no Chromium");
  }
  return chromium.launch({
    executablePath: browserPath,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/** A page that notes everything the browser complains about. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  return { page, complaints, close: () => context.close() };
}

/** A PNG of one color, made by the browser. */
export function picture(page, color) {
  return page.evaluate((color) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    const context = canvas.getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, 64, 64);
    return canvas.toDataURL("image/png").split(",")[1];
  }, color).then((base64) => Buffer.from(base64, "base64"));
}
