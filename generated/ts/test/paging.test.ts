import { expect, test } from "vitest";
import { items, pages } from "../src/index.js";
import { fake, json, person } from "./fake.js";

function people(n: number) {
  return fake([
    ({ url }) => {
      const page = Number(url.searchParams.get("cursor") ?? "0");
      const next = page + 1 < n ? { next: String(page + 1) } : {};
      return json({ items: [{ ...person, lastName: `a${page}` }, { ...person, lastName: `b${page}` }], ...next });
    },
  ]);
}

test("pages walks to the last page and keeps the other parameters", async () => {
  const { client, sent } = people(3);
  const seen: number[] = [];
  for await (const page of pages(client.listPersonnel, { query: { q: "doe", limit: 2 } })) {
    seen.push(page.items.length);
  }
  expect(seen).toEqual([2, 2, 2]);
  expect(sent.map((s) => s.url.search)).toEqual(["?q=doe&limit=2", "?q=doe&limit=2&cursor=1", "?q=doe&limit=2&cursor=2"]);
});

test("items fetches a page when it is needed", async () => {
  const { client, sent } = people(3);
  const names: string[] = [];
  for await (const one of items(client.listPersonnel, {})) {
    names.push(one.lastName);
    if (names.length === 3) {
      break;
    }
  }
  expect(names).toEqual(["a0", "b0", "a1"]);
  expect(sent).toHaveLength(2);
});

test("a walk starts where it is told to", async () => {
  const { client, sent } = people(3);
  for await (const _ of items(client.listPersonnel, { query: { cursor: "2" } })) {
    // all of it
  }
  expect(sent).toHaveLength(1);
});

test("a list that does not go on is an error, not a loop", async () => {
  const { client } = fake([json({ items: [], next: "same" })]);
  const walk = (async () => {
    for await (const _ of pages(client.listDepartments, {})) {
      // all of it
    }
  })();
  await expect(walk).rejects.toThrow("does not go on");
});

test("a walk ends with an abort", async () => {
  const { client } = people(1000);
  const abort = new AbortController();
  let n = 0;
  const walk = (async () => {
    for await (const _ of pages(client.listPersonnel, {}, { signal: abort.signal })) {
      if (++n === 2) {
        abort.abort(new Error("enough"));
      }
    }
  })();
  await expect(walk).rejects.toThrow("enough");
  expect(n).toBe(2);
});
