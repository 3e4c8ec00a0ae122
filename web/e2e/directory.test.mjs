// The front end in Chromium, on another origin than the API, against the local
// gateway and the real service. With SHOTS=FOLDER every step leaves a picture.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { dist, launch, openPage, picture, skip, startUp } from "./up.mjs";

const shots = process.env.SHOTS;
if (shots) {
  mkdirSync(shots, { recursive: true });
}

describe("the directory", { skip, concurrency: false }, () => {
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

  async function shot(name, of = page) {
    if (shots) {
      await of.screenshot({ path: join(shots, name + ".png"), fullPage: true });
    }
  }

  const field = (label) => page.getByLabel(label, { exact: false }).first();
  /** A field is marked as wrong and has the focus. */
  const invalid = (name) => page.locator(`[name="${name}"][aria-invalid="true"]:focus`).waitFor();
  const heading = (name, of = page) => of.getByRole("heading", { level: 1, name }).waitFor();
  const notice = (text, of = page) => of.getByRole("status").filter({ hasText: text }).first().waitFor();

  /** The browser notes answers with an error status; those are the API's, not the page's. */
  const expectErrors = (...statuses) => {
    const unexpected = complaints.splice(0).filter((c) => !statuses.some((s) => c.includes(`status of ${s}`)));
    assert.deepEqual(unexpected, []);
  };

  test("asks who is there, and takes a local token", async () => {
    await page.goto(up.web_url);
    await heading("Sign in");
    await shot("01-sign-in");
    await page.getByRole("button", { name: "Sign in with a local token" }).click();
    await heading("People");
    await page.getByText("Nobody is here yet").waitFor();
    await shot("02-empty");
    expectErrors();
  });

  test("takes a location and a department", async () => {
    await page.getByRole("link", { name: "a location" }).click();
    await heading("Add a location");
    await field("Name").fill("Lisbon");
    await field("Street").fill("Rua Augusta 1");
    await field("City").fill("Lisboa");
    await field("Country").fill("pt");
    await page.getByRole("button", { name: "Add the location" }).click();
    await invalid("/address/country");
    await shot("03-location-error");
    await field("Country").fill("PT");
    await page.getByRole("button", { name: "Add the location" }).click();
    await notice("Lisbon has been added.");

    await page.getByRole("link", { name: "Departments" }).click();
    await page.getByRole("link", { name: "Add a department" }).click();
    await field("Name").fill("Engineering");
    await field("Location").selectOption({ label: "Lisbon, Lisboa" });
    await field("Cost center").fill("4711");
    await page.getByRole("button", { name: "Add the department" }).click();
    await notice("Engineering has been added.");
    await notice("1 department");
    await shot("04-departments");
    expectErrors();
  });

  async function fillPerson(first, last, email) {
    await page.getByRole("link", { name: "Add a person" }).click();
    await heading("Add a person");
    await field("First name").fill(first);
    await field("Last name").fill(last);
    await field("E-mail").fill(email);
    await field("Department").selectOption({ label: "Engineering" });
  }

  test("creates a person, after a problem of the API at its field", async () => {
    await page.getByRole("link", { name: "People", exact: true }).click();
    await heading("People");
    await page.locator(".notice:empty").waitFor({ state: "attached" }); // what was said of the department is gone
    await fillPerson("Ana", "Silva", "ana@example.com");
    await field("Job title").fill("Engineer");
    await field("Skills").fill("go, sql ,");
    await field("Office phone").fill("+351 1");
    await page.getByRole("button", { name: "Add the person" }).click();
    await heading("Ana Silva");
    await notice("Ana Silva has been added.");
    assert.match(await page.locator("dl").innerText(), /go, sql/);
    await shot("05-person");

    await page.getByRole("link", { name: "People", exact: true }).click();
    await fillPerson("Bo", "Berg", "ana@example.com");
    await page.getByRole("button", { name: "Add the person" }).click();
    await page.getByRole("alert").filter({ hasText: "There is one like it already" }).waitFor();
    const email = field("E-mail");
    await invalid("/email");
    assert.equal(await page.locator(`#${(await email.getAttribute("aria-describedby")).split(" ")[0]}`).innerText(), "This is taken");
    await shot("06-field-error");
    expectErrors(409);

    await email.fill("bo@example.com");
    await page.locator('[aria-invalid="true"]').waitFor({ state: "detached" });
    const manager = page.getByRole("combobox", { name: "Manager" });
    await manager.fill("zz");
    await page.getByText("Nobody matches.").waitFor();
    await page.getByRole("button", { name: "Add the person" }).click();
    await invalid("/managerId"); // a word is not a person
    await manager.fill("sil");
    await page.getByRole("option", { name: "Ana Silva" }).waitFor();
    await shot("06-manager");
    await page.getByRole("option", { name: "Ana Silva" }).click();
    assert.equal(await manager.inputValue(), "Ana Silva");
    await page.getByRole("button", { name: "Add the person" }).click();
    await heading("Bo Berg");
    await page.getByRole("link", { name: "Ana Silva" }).waitFor();
    expectErrors();
  });

  test("says what is wrong with a field before it asks the API", async () => {
    await page.getByRole("link", { name: "Edit" }).click();
    await heading("Edit Bo Berg");
    await field("Last name").fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await invalid("/lastName");
    await field("Last name").fill("Bergman");
    await field("Status").selectOption("on-leave");
    await page.getByRole("button", { name: "Save" }).click();
    await heading("Bo Bergman");
    assert.match(await page.locator("dl").innerText(), /On leave/);
    expectErrors();
  });

  test("takes a photo, shows it, and takes another", async () => {
    for (const [color, label, rgb] of [["#c02020", "Add a photo", [192, 32, 32]], ["#2020c0", "Replace the photo", [32, 32, 192]]]) {
      await page.getByLabel(label).setInputFiles({ name: "face.png", mimeType: "image/png", buffer: await picture(page, color) });
      await notice("The photo has been stored.");
      await page.waitForFunction((want) => {
        const image = document.querySelector(".photo img");
        if (!image?.complete || image.naturalWidth !== 64) {
          return false;
        }
        const canvas = document.createElement("canvas");
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        return want.every((v, i) => context.getImageData(10, 10, 1, 1).data[i] === v);
      }, rgb);
    }
    await shot("07-photo");
    await page.getByLabel("Replace the photo").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await page.getByRole("alert").filter({ hasText: "notes.txt is no photo" }).waitFor();
    await page.getByRole("button", { name: "Remove the photo" }).click();
    await notice("The photo has been removed.");
    await page.locator(".nophoto").waitFor();
    expectErrors();
  });

  test("searches, filters, and keeps both in the address", async () => {
    await page.getByRole("link", { name: "People", exact: true }).click();
    await notice("2 people");
    await field("Search").fill("bergm");
    await notice("1 person");
    await field("Search").fill("");
    await field("Status").selectOption("active");
    await page.getByRole("link", { name: "Ana Silva" }).waitFor();
    await notice("1 person");
    await page.reload();
    await notice("1 person");
    assert.equal(await field("Status").inputValue(), "active");
    await field("Search").fill("nobody at all");
    await page.getByText("Nobody matches").waitFor();
    await shot("08-nobody");
    expectErrors();
  });

  test("shows a long list page by page", async () => {
    await page.evaluate(async ({ url, token, key }) => {
      const headers = { Authorization: token, "x-api-key": key, "Content-Type": "application/json" };
      const { items } = await (await fetch(url + "/departments", { headers })).json();
      for (let i = 0; i < 23; i++) {
        const body = { firstName: "N" + i, lastName: "Zz" + String(i).padStart(2, "0"), email: `n${i}@example.com`, departmentId: items[0].id, status: "left" };
        await fetch(url + "/personnel", { method: "POST", headers, body: JSON.stringify(body) });
      }
    }, { url: up.invoke_url, token: up.token, key: up.api_key });
    await page.goto(up.web_url + "/#/people");
    await page.reload();
    await notice("20 people, and there are more");
    await shot("09-list");
    await page.getByRole("button", { name: "Show more" }).click();
    await notice("25 people");
    assert.equal(await page.locator(".list li").count(), 25);
    await page.waitForFunction(() => document.activeElement === document.querySelectorAll(".list li")[20].querySelector("a"));
    expectErrors();
  });

  test("says why a department that has people stays", async () => {
    await page.getByRole("link", { name: "Departments" }).click();
    await page.getByRole("link", { name: "Engineering" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete Engineering" }).click();
    await page.getByRole("alert").filter({ hasText: "The department has people. Move or delete them first." }).waitFor();
    await shot("10-in-use");
    await page.getByRole("button", { name: "Close" }).click();
    expectErrors(409);
  });

  test("deletes a person after it has asked", async () => {
    await page.getByRole("link", { name: "People", exact: true }).click();
    await field("Search").fill("bergman");
    await page.getByRole("link", { name: "Bo Bergman" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await shot("11-delete");
    await page.getByRole("button", { name: "Delete Bo Bergman" }).click();
    await notice("Bo Bergman has been deleted.");
    await heading("People");
    expectErrors();
  });

  test("fits a phone, light and dark", async () => {
    for (const colorScheme of ["light", "dark"]) {
      const phone = await openPage(browser, { viewport: { width: 360, height: 740 }, colorScheme, isMobile: true, hasTouch: true });
      const p = phone.page;
      await p.goto(up.web_url);
      await p.getByRole("button", { name: "Sign in with a local token" }).tap();
      await notice("20 people", p);
      const places = ["#/people", "#/people/new", "#/departments", "#/locations/new"];
      const first = await p.locator(".list a").first().getAttribute("href");
      for (const place of [...places, first]) {
        await p.goto(up.web_url + "/" + place);
        await p.locator("h1").waitFor();
        await p.locator("form, .list li, dl").first().waitFor();
        const wide = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, `${place} is ${wide} px too wide`);
        await shot(`12-phone-${colorScheme}-${place.replaceAll(/[^a-z]+/g, "-").slice(0, 20)}`, p);
      }
      assert.deepEqual(phone.complaints, []);
      await phone.close();
    }
  });

  test("needs no mouse", async () => {
    const keys = await openPage(browser, { colorScheme: "dark" });
    const k = keys.page;
    const press = (...names) => names.reduce((p, n) => p.then(() => k.keyboard.press(n)), Promise.resolve());
    /** Goes on with the tabulator until something of that name has the focus. */
    const tabTo = async (name) => {
      for (let i = 0; i < 60; i++) {
        await press("Tab");
        const text = await k.evaluate(() => {
          const e = document.activeElement;
          return (e.labels?.[0]?.innerText ?? e.innerText ?? "").trim();
        });
        if (text.startsWith(name)) {
          return;
        }
      }
      assert.fail(`the tabulator never came to ${name}`);
    };
    await k.goto(up.web_url);
    await heading("Sign in", k);
    await tabTo("Sign in with a local token");
    await press("Enter");
    await heading("People", k);
    await k.waitForFunction(() => document.activeElement.tagName === "H1");
    await tabTo("Add a person");
    await press("Enter");
    await heading("Add a person", k);
    await k.getByLabel("First name").waitFor();
    await tabTo("First name");
    await k.keyboard.type("Key");
    await tabTo("Last name");
    await k.keyboard.type("Board");
    await tabTo("E-mail");
    await k.keyboard.type("ana@example.com");
    await tabTo("Department");
    await k.keyboard.type("Eng");
    await tabTo("Manager");
    await k.keyboard.type("ana");
    await k.getByRole("option", { name: "Ana Silva", selected: true }).waitFor();
    await press("Enter");
    assert.equal(await k.getByRole("combobox", { name: "Manager" }).inputValue(), "Ana Silva");
    await tabTo("Add the person");
    await press("Enter");
    await k.getByRole("alert").filter({ hasText: "There is one like it already" }).waitFor();
    await k.waitForFunction(() => document.activeElement.name === "/email");
    await shot("13-keyboard", k);
    await press("Control+a");
    await k.keyboard.type("key@example.com");
    await press("Enter");
    await heading("Key Board", k);
    await tabTo("Delete");
    await press("Enter");
    await k.getByRole("dialog").waitFor();
    await press("Escape");
    await k.getByRole("dialog").waitFor({ state: "hidden" });
    await k.waitForFunction(() => document.activeElement.innerText === "Delete");
    await press("Enter");
    await tabTo("Delete Key Board");
    await press("Enter");
    await notice("Key Board has been deleted.", k);
    assert.deepEqual(keys.complaints.filter((c) => !c.includes("status of 409")), []);
    await keys.close();
  });

  test("signs out when the API does not take the token, and takes a pasted one", async () => {
    await page.evaluate(() => sessionStorage.setItem("directory.token", "broken"));
    await page.reload();
    await heading("Sign in");
    await notice("You have been signed out");
    await shot("14-signed-out");
    await field("Access token").fill(up.token);
    await page.getByRole("button", { name: "Sign in with this token" }).click();
    await heading("People");
    await page.getByRole("button", { name: "Sign out" }).click();
    await heading("Sign in");
    expectErrors(401);
  });

  test("says so when the API does not allow its origin", async () => {
    const other = await openPage(browser);
    const config = JSON.stringify({ baseUrl: up.invoke_url, apiKey: up.api_key });
    // The same page from an origin that is not the contract's.
    const origin = "http://elsewhere.localhost:8080";
    await other.page.route(origin + "/**", async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === "/config.json") {
        return route.fulfill({ contentType: "application/json", body: config });
      }
      return route.fulfill({ path: join(dist, pathname === "/" ? "index.html" : pathname) });
    });
    await other.page.goto(origin + "/");
    await other.page.getByLabel("Access token").fill(up.token);
    await other.page.getByRole("button", { name: "Sign in with this token" }).click();
    await other.page.getByRole("alert").filter({ hasText: `does not allow pages of ${origin}` }).first().waitFor();
    await shot("15-other-origin", other.page);
    assert.ok(other.complaints.some((c) => c.includes("CORS policy")), other.complaints.join("\n"));
    await other.close();
  });
});
