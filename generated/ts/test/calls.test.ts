import { describe, expect, test } from "vitest";
import { constraints, operationTable } from "../src/index.js";
import { pathOf } from "../src/transport.js";
import { fake, json, person } from "./fake.js";

const { id: personId, hasPhoto: _, createdAt: __, updatedAt: ___, ...newPerson } = person;

describe("a call", () => {
  test("puts path and query parameters where they belong", async () => {
    const { client, sent } = fake([json({ items: [person] })]);
    const page = await client.listPersonnel({ query: { q: "a&b ü", status: "on-leave", limit: 5 } });
    expect(page.items[0]?.email).toBe("jane@example.com");
    expect(sent[0]?.url.pathname).toBe("/dev/personnel");
    expect(Object.fromEntries(sent[0]!.url.searchParams)).toEqual({ q: "a&b ü", status: "on-leave", limit: "5" });
  });

  test("escapes path parameters", async () => {
    const { client, sent } = fake([json({ id: "a/b" })]);
    await client.getDepartment({ path: { departmentId: "a/b c" } });
    expect(sent[0]?.url.pathname).toBe("/dev/departments/a%2Fb%20c");
  });

  test.each(["", ".", ".."])("refuses the path parameter %j, which leads elsewhere", async (departmentId) => {
    const { client, sent } = fake([json({})]);
    await expect(client.deleteDepartment({ path: { departmentId } })).rejects.toThrow("path parameter departmentId cannot be");
    expect(sent).toHaveLength(0);
  });

  test("needs no request when nothing is demanded", async () => {
    const { client, sent } = fake([json({ items: [] })]);
    await client.listLocations();
    expect(sent[0]?.url.href).toBe("https://api.example.com/dev/locations");
  });

  test("sends a JSON body", async () => {
    const { client, sent } = fake([json(person, 201, { Location: "/personnel/1" })]);
    expect(await client.createPerson({ body: newPerson })).toEqual(person);
    expect(sent[0]?.headers.get("Content-Type")).toBe("application/json");
    expect(JSON.parse(new TextDecoder().decode(sent[0]?.body))).toEqual(newPerson);
  });

  test("gives nothing for 204", async () => {
    const { client, sent } = fake([new Response(null, { status: 204 })]);
    expect(await client.deletePerson({ path: { personId } })).toBeUndefined();
    expect(sent[0]?.method).toBe("DELETE");
  });

  test("sends bytes as they are", async () => {
    const bytes = new Uint8Array([0x89, 0x50, 0x00, 0xff, 0x0a]);
    const { client, sent } = fake([new Response(null, { status: 204 })]);
    await client.putPhoto({ path: { personId }, body: bytes, contentType: "image/png" });
    expect(sent[0]?.headers.get("Content-Type")).toBe("image/png");
    expect(sent[0]?.body).toEqual(bytes);
  });

  test("sends a file with the content type that is asked for", async () => {
    const { client, sent } = fake([new Response(null, { status: 204 })]);
    await client.putPhoto({ path: { personId }, body: new Blob(["x"], { type: "text/plain" }), contentType: "image/webp" });
    expect(sent[0]?.headers.get("Content-Type")).toBe("image/webp");
    expect(sent[0]?.body).toEqual(new Uint8Array([0x78]));
  });

  test("gives bytes as a Blob", async () => {
    const bytes = new Uint8Array([1, 2, 254]);
    const { client, sent } = fake([new Response(bytes, { headers: { "Content-Type": "image/png" } })]);
    const photo = await client.getPhoto({ path: { personId } });
    expect(photo.type).toBe("image/png");
    expect(sent[0]?.headers.get("Accept")).toBe("image/jpeg, image/png, image/webp");
    expect(new Uint8Array(await photo.arrayBuffer())).toEqual(bytes);
  });
});

describe("credentials", () => {
  test("go where the contract says", async () => {
    const { client, sent } = fake([json(person)], { token: "t", apiKey: "k" });
    await client.getPerson({ path: { personId } });
    expect(sent[0]?.headers.get(operationTable.getPerson.authorizer.header)).toBe("t");
    expect(sent[0]?.headers.get("x-api-key")).toBe("k");
  });

  test("come anew for each call, from functions that may wait", async () => {
    let n = 0;
    const { client, sent } = fake([json(person)], {
      token: async (authorizer) => `${authorizer}-${++n}`,
      apiKey: () => undefined,
    });
    await client.getPerson({ path: { personId } });
    await client.getPerson({ path: { personId } });
    expect(sent.map((s) => s.headers.get("Authorization"))).toEqual(["staff-1", "staff-2"]);
    expect(sent[0]?.headers.has("x-api-key")).toBe(false);
  });

  test("give way to a header of the call", async () => {
    const { client, sent } = fake([json(person)], { token: "t" });
    await client.getPerson({ path: { personId } }, { headers: { Authorization: "mine" } });
    expect(sent[0]?.headers.get("Authorization")).toBe("mine");
  });
});

describe("a path", () => {
  test.each([
    ["/a/{id}", { id: "x/y z" }, "/a/x%2Fy%20z"],
    ["/a/{id}/b/{id}", { id: 7 }, "/a/7/b/7"],
    ["/files/{bucket}/{path+}", { bucket: "b", path: "c d/e/f?" }, "/files/b/c%20d/e/f%3F"],
    ["/a/{id}", { id: "$&" }, "/a/%24%26"],
  ])("%s of %j", (path, values, want) => {
    expect(pathOf(path, values)).toBe(want);
  });

  test.each([["a/../b"], [".."], ["a/."]])("greedy %s leads elsewhere", (path) => {
    expect(() => pathOf("/files/{path+}", { path })).toThrow(TypeError);
  });
});

test("constraints tell what a form needs", () => {
  expect(constraints.NewPerson["/email"]).toMatchObject({ required: true, format: "email", maxLength: 254 });
  expect(constraints.NewLocation["/address/country"]).toMatchObject({ required: true, pattern: "^[A-Z]{2}$" });
  expect(constraints.PersonPatch["/status"].enum).toEqual(["active", "on-leave", "left"]);
});
