// The client against a local gateway that apigen up has deployed the reference
// API to: nothing here is played.

import { beforeAll, describe, expect, inject, test } from "vitest";
import { createClient, createHttp, GatewayError, isProblem, isProblemOf, items, pages, type Options, type Schemas } from "../../src/index.js";

const up = inject("up");
const options: Options = { baseUrl: up.invoke_url, token: () => up.token, apiKey: async () => up.api_key };
const client = createClient(options);

let location: Schemas["Location"];
let department: Schemas["Department"];

const someone = (n: number): Schemas["NewPerson"] => ({
  firstName: `Käthe ${n}`,
  lastName: `Zöllner-${String(n).padStart(2, "0")}`,
  email: `k${n}@example.com`,
  departmentId: department.id,
  status: "active",
  skills: ["go"],
  phones: { office: "12" },
});

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable("the call succeeded"),
    (error: unknown) => error,
  );
}

beforeAll(async () => {
  location = await client.createLocation({ body: { name: "Lisbon", address: { street: "Rua Augusta 1", city: "Lisboa", country: "PT" } } });
  department = await client.putDepartment({ path: { departmentId: "art" }, body: { name: "Art", locationId: location.id } });
});

describe("people", () => {
  test("are created, read, changed, replaced and deleted", async () => {
    const created = await client.createPerson({ body: someone(0) });
    expect(created).toMatchObject({ ...someone(0), hasPhoto: false });
    const path = { personId: created.id };
    expect(await client.getPerson({ path })).toEqual(created);
    expect(await client.updatePerson({ path, body: { status: "on-leave" } })).toMatchObject({ status: "on-leave", firstName: "Käthe 0" });
    const { skills: _, ...plain } = someone(0);
    expect((await client.replacePerson({ path, body: plain })).skills).toBeUndefined();
    expect(await client.deletePerson({ path })).toBeUndefined();
    expect(isProblem(await failure(client.getPerson({ path })), "person-not-found")).toBe(true);
  });

  test("are listed page by page and one by one", async () => {
    for (let n = 1; n <= 7; n++) {
      await client.createPerson({ body: someone(n) });
    }
    const sizes: number[] = [];
    for await (const page of pages(client.listPersonnel, { query: { q: "zöllner", limit: 3 } })) {
      sizes.push(page.items.length);
    }
    expect(sizes).toEqual([3, 3, 1]);
    const names: string[] = [];
    for await (const person of items(client.listPersonnel, { query: { sort: "-lastName", limit: 2, department: "art" } })) {
      names.push(person.lastName);
    }
    expect(names).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `Zöllner-0${n}`));
    const found = await client.searchAll({ query: { q: "Art" } });
    expect(found.departments.map((d) => d.id)).toEqual(["art"]);
  });

  test("have a photo, byte for byte", async () => {
    const { id } = await client.createPerson({ body: someone(20) });
    const path = { personId: id };
    expect(isProblemOf(await failure(client.getPhoto({ path })), "getPhoto")).toBe(true);
    const bytes = new Uint8Array(70_000).map((_, i) => (i * i) >> 3);
    await client.putPhoto({ path, body: bytes, contentType: "image/png" });
    const photo = await client.getPhoto({ path });
    expect(photo.type).toBe("image/png");
    expect(Buffer.from(await photo.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
    await client.deletePhoto({ path });
    expect((await client.getPerson({ path })).hasPhoto).toBe(false);
  });
});

describe("problems of the service", () => {
  test("name the member that is wrong", async () => {
    await client.createPerson({ body: someone(30) });
    const taken = await failure(client.createPerson({ body: someone(30) }));
    expect(isProblemOf(taken, "createPerson") && taken.problem.type === "duplicate" && taken.violations).toEqual([
      { pointer: "/email", detail: "is taken" },
    ]);
    const nowhere = await failure(client.createPerson({ body: { ...someone(31), departmentId: "nowhere" } }));
    expect(isProblem(nowhere, "no-such-reference") && nowhere.violations[0]?.pointer).toBe("/departmentId");
  });

  test("name the parameter that is wrong", async () => {
    const error = await failure(client.listPersonnel({ query: { limit: 1000 } }));
    expect(isProblem(error, "invalid-request") && error.violations).toEqual([{ parameter: "limit", detail: "is more than 100" }]);
  });

  test("keep a department that has people", async () => {
    const error = await failure(client.deleteDepartment({ path: { departmentId: "art" } }));
    expect(isProblemOf(error, "deleteDepartment") && error.problem).toMatchObject({ type: "department-in-use", status: 409 });
  });
});

describe("errors of the gateway", () => {
  test("no token", async () => {
    const error = await failure(createClient({ ...options, token: undefined }).listDepartments());
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ status: 401, message: "Unauthorized", errorType: "UnauthorizedException" });
  });

  test("no key", async () => {
    const error = await failure(createClient({ ...options, apiKey: undefined }).listDepartments());
    expect(error).toMatchObject({ name: "GatewayError", status: 403, message: "Forbidden" });
  });

  test("a body against its model", async () => {
    const body = { firstName: "Ana" } as Schemas["NewPerson"];
    expect(await failure(client.createPerson({ body }))).toMatchObject({ name: "GatewayError", status: 400, message: "Invalid request body" });
  });
});

test("the openapi-fetch client shows headers too", async () => {
  const { data, response } = await createHttp(options).POST("/locations", {
    body: { name: "Porto", address: { street: "Rua 2", city: "Porto", country: "PT" } },
  });
  expect(response.headers.get("Location")).toBe("/locations/" + data?.id);
});

test("a call can be aborted", async () => {
  const abort = new AbortController();
  const call = failure(client.listPersonnel({}, { signal: abort.signal }));
  abort.abort();
  expect(await call).toMatchObject({ name: "AbortError" });
});
