// The inspector of the local gateway in Chromium: the live list, one request step
// by step, replay, copying, the tree, the dark and the phone. With SHOTS=FOLDER
// every step leaves a picture.

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launch, openPage, root, skip } from "./up.mjs";

const shots = process.env.SHOTS;
if (shots) {
  mkdirSync(shots, { recursive: true });
}

/** Functions door, an authorizer, and shop, which gives its event back. */
function functions() {
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = request.url.includes("/door/") ? { principalId: "ada", policyDocument: policy } : JSON.parse(body);
    response.end(JSON.stringify(answer));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("the inspector", { skip, concurrency: false }, () => {
  let work, server, child, ended, gateway, stage, browser, page, complaints;

  before(async () => {
    work = mkdtempSync(join(tmpdir(), "apigen-inspector-"));
    const apigen = join(work, "apigen");
    execFileSync("go", ["build", "-o", apigen, "./cmd/apigen"], { cwd: root, stdio: "inherit" });
    server = await functions();
    const target = (name) => `${name}=http://127.0.0.1:${server.address().port}/2015-03-31/functions/${name}/invocations`;
    child = spawn(apigen, [
      "local", join(root, "web/e2e/inspector.yaml"), "--listen", "127.0.0.1:0",
      "--function", target("door"), "--function", target("shop"),
    ], { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
    ended = new Promise((resolve) => child.on("exit", resolve));
    let output = "";
    child.stderr.on("data", (text) => (output += text));
    await new Promise((resolve, reject) => {
      child.stdout.on("data", (text) => {
        output += text;
        const found = /(http:\/\/[^/]+)(\/_gateway\/[a-z0-9]+\/local)\s/.exec(output);
        if (found) {
          [, gateway] = found;
          stage = found[1] + found[2];
          resolve();
        }
      });
      child.on("exit", () => reject(new Error("apigen local ended:\n" + output)));
    });
    browser = await launch();
    ({ page, complaints } = await openPage(browser));
  });

  after(async () => {
    await browser?.close();
    child?.kill("SIGINT");
    await ended;
    server?.close();
    rmSync(work, { recursive: true, force: true });
  });

  async function shot(name) {
    if (shots) {
      await page.screenshot({ path: join(shots, `inspector-${name}.png`), fullPage: true });
    }
  }

  const rows = () => page.locator("#requests tr:visible");

  test("shows the deployed API as a tree", async () => {
    await page.goto(gateway + "/_gateway/");
    await page.getByText("Pet shop").first().waitFor();
    const tree = page.locator("ul.tree");
    assert.match(await tree.innerText(), /\/pets\s+GET\s+listPets\s+mock\s+POST\s+addPet\s+aws shop\s+CUSTOM door\s+\/\{id\}/);
    await page.getByText("live").waitFor();
    assert.deepEqual(complaints.splice(0), []);
  });

  test("shows requests while they happen, and filters them", async () => {
    await fetch(stage + "/pets");
    await fetch(stage + "/nothing");
    await fetch(stage + "/pets", {
      method: "POST", headers: { "Content-Type": "application/json", Authorization: "a-token-of-some-length" }, body: '{"name": "tom"}',
    });
    await rows().nth(2).waitFor();
    assert.match(await rows().nth(0).innerText(), /201\s+POST/);
    assert.match(await rows().nth(1).innerText(), /403[^]*MISSING_AUTHENTICATION_TOKEN/);
    await shot("1-list");
    await page.getByRole("searchbox", { name: "Filter requests" }).fill("403");
    assert.equal(await rows().count(), 1);
    await page.getByRole("searchbox", { name: "Filter requests" }).fill("");
    assert.deepEqual(complaints.splice(0), []);
  });

  test("shows one request step by step", async () => {
    await rows().filter({ hasText: "POST" }).getByRole("link").click();
    await page.getByRole("heading", { name: "Steps" }).waitFor();
    const text = await page.locator("main").innerText();
    for (const want of [
      "/pets", "POST /pets", "ada", '"principalId": "ada"', '"authorizationToken": "a-token-of-some-length"', '"name": "tom"',
      '"by": "ada"', "function:shop", '"added": "tom"', "Content-Type: application/json",
    ]) {
      assert.ok(text.includes(want), `${want} is not shown:\n${text}`);
    }
    assert.ok(!text.includes("Authorization: a-token"), "the token stands among the headers");
    await shot("2-request");
    assert.deepEqual(complaints.splice(0), []);
  });

  test("gives a command that does the same", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: gateway });
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    const { stdout } = await promisify(execFile)("sh", ["-c", command]);
    assert.match(stdout, /201 Created[^]*"added": ?"tom"/);
  });

  test("sends a request again", async () => {
    const before = page.url();
    await page.getByRole("button", { name: "Replay" }).click();
    await page.waitForURL((url) => url.href !== before && url.pathname.includes("/requests/"));
    assert.match(await page.locator("main").innerText(), /201[^]*"added": "tom"/);
    assert.deepEqual(complaints.splice(0), []);
  });

  test("works in the dark and on a phone", async () => {
    for (const [name, options] of [
      ["dark", { colorScheme: "dark" }],
      ["phone", { viewport: { width: 375, height: 800 } }],
      ["phone-dark", { viewport: { width: 375, height: 800 }, colorScheme: "dark" }],
    ]) {
      const narrow = await openPage(browser, options);
      for (const [kind, url] of [["list", gateway + "/_gateway/"], ["request", page.url()]]) {
        await narrow.page.goto(url);
        await narrow.page.locator("main").waitFor();
        const overflow = await narrow.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, `${kind} is wider than the ${name}`);
        const ink = await narrow.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(ink === "rgb(255, 255, 255)", options.colorScheme !== "dark");
        if (shots) {
          await narrow.page.screenshot({ path: join(shots, `inspector-${kind}-${name}.png`), fullPage: true });
        }
      }
      assert.deepEqual(narrow.complaints, []);
      await narrow.close();
    }
  });
});
