// The API reference in Chromium: signing in at the page is all it takes to try a
// call. With SHOTS=FOLDER every step leaves a picture.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, openPage, skip, startUp } from "./up.mjs";

const shots = process.env.SHOTS;
if (shots) {
  mkdirSync(shots, { recursive: true });
}

describe("the API reference", { skip, concurrency: false }, () => {
  let up, browser, page, complaints;

  before(async () => {
    up = await startUp();
    browser = await launch();
    ({ page, complaints } = await openPage(browser));
  });

  after(async () => {
    await browser?.close();
    await up?.stop();
  });

  async function shot(name) {
    if (shots) {
      await page.screenshot({ path: join(shots, `reference-${name}.png`) });
    }
  }

  const said = (text) => page.getByRole("status").filter({ hasText: text }).waitFor();
  const operation = () => page.locator("#operations-default-listLocations, [id$='-listLocations']").first();

  /** Sends the call that is open and gives the status and the body of the answer. */
  async function execute() {
    await operation().getByRole("button", { name: "Execute" }).click();
    const answer = operation().locator(".live-responses-table .response");
    await answer.waitFor();
    return { status: await answer.locator(".response-col_status").innerText(), body: await answer.innerText() };
  }

  test("calls nothing without a token", async () => {
    await page.goto(up.docs_url);
    await page.getByRole("form", { name: "Sign in to the local gateway" }).waitFor();
    await operation().scrollIntoViewIfNeeded();
    await operation().locator(".opblock-summary-control").click();
    await operation().getByRole("button", { name: "Try it out" }).click();
    const { status, body } = await execute();
    assert.match(status, /^401/);
    assert.match(body, /Unauthorized/);
    await shot("1-unauthorized");
    assert.deepEqual(complaints.splice(0).filter((c) => !c.includes("status of 401")), []);
  });

  test("calls the API with one click on Sign in", async () => {
    await page.getByRole("textbox", { name: "Sign in as" }).fill("ana");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await said("signed in as ana, with an API key");
    await operation().getByRole("button", { name: "Clear" }).click();
    const { status, body } = await execute();
    assert.match(status, /^200/);
    assert.match(body, /"items": \[\]/);
    await operation().locator(".live-responses-table").scrollIntoViewIfNeeded();
    await shot("2-signed-in");
    assert.deepEqual(complaints.splice(0), []);
  });

  test("calls with the scopes that were chosen", async () => {
    for (const scope of await page.getByRole("form").getByRole("checkbox").all()) {
      await scope.uncheck();
    }
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await said("signed in as ana");
    await operation().getByRole("button", { name: "Clear" }).click();
    assert.match((await execute()).status, /^401/);
    complaints.splice(0);
  });

  test("signs out, by keyboard", async () => {
    await page.getByRole("button", { name: "Sign out" }).focus();
    await page.keyboard.press("Enter");
    await said("signed out");
    await operation().getByRole("button", { name: "Clear" }).click();
    assert.match((await execute()).body, /Unauthorized/);
    complaints.splice(0);
  });

  test("fits a phone", async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.evaluate(() => window.scrollTo(0, 0));
    await shot("3-phone");
    const form = await page.getByRole("form").boundingBox();
    assert.ok(form.width <= 390, `the sign-in is ${form.width} px wide`);
  });

  test("gives neither token nor key to another page", async () => {
    const origin = new URL(up.docs_url).origin;
    for (const [url, init] of [
      ["/_idp/token", { method: "POST", body: "{}" }],
      ["/apikeys?includeValues=true", {}],
    ]) {
      const answer = await fetch(origin + url, { ...init, headers: { Origin: "https://elsewhere.example.com" } });
      assert.equal(answer.status, 403, url);
    }
  });
});
