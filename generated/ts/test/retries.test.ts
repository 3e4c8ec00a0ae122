import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fake, json, person } from "./fake.js";

const path = { personId: person.id };
const busy = (status: number, headers?: Record<string, string>) => json({ message: "busy" }, status, headers);

describe("an idempotent call", () => {
  test.each([429, 502, 503, 504])("is repeated after %i", async (status) => {
    const { client, sent } = fake([busy(status), busy(status), json(person)]);
    expect(await client.getPerson({ path })).toEqual(person);
    expect(sent).toHaveLength(3);
  });

  test("is repeated after a network error, with its whole body", async () => {
    const { client, sent } = fake([new TypeError("fetch failed"), new Response(null, { status: 204 })]);
    await client.putPhoto({ path, body: new Uint8Array([1, 2, 3]), contentType: "image/png" });
    expect(sent.map((s) => [...s.body])).toEqual([[1, 2, 3], [1, 2, 3]]);
  });

  test("is given up after three attempts, or as many as the options say", async () => {
    for (const [retries, attempts] of [[undefined, 3], [1, 1], [{ attempts: 4, delay: 0 }, 4]] as const) {
      const { client, sent } = fake([busy(503)], retries === undefined ? {} : { retries });
      await expect(client.deletePerson({ path })).rejects.toMatchObject({ status: 503 });
      expect(sent).toHaveLength(attempts);
    }
  });

  test.each([400, 403, 404, 500, 501])("is not repeated after %i", async (status) => {
    const { client, sent } = fake([busy(status)]);
    await expect(client.getPerson({ path })).rejects.toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });
});

test.each(["createLocation", "updateLocation"] as const)("%s is not idempotent and never repeated", async (operation) => {
  const { client, sent } = fake([busy(503)]);
  const call =
    operation === "createLocation"
      ? client.createLocation({ body: { name: "x", address: { street: "s", city: "c", country: "AT" } } })
      : client.updateLocation({ path: { locationId: person.id }, body: { name: "x" } });
  await expect(call).rejects.toMatchObject({ status: 503 });
  expect(sent).toHaveLength(1);
});

describe("the wait", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") }));
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("is a random part of a time that doubles", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { client, sent } = fake([busy(503)], { retries: { attempts: 3, delay: 1000 } });
    const call = expect(client.getPerson({ path })).rejects.toMatchObject({ status: 503 });
    await vi.advanceTimersByTimeAsync(499);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(3);
    await call;
  });

  test.each(["2", "Thu, 01 Jan 2026 00:00:02 GMT"])("is what Retry-After asks for: %s", async (value) => {
    const { client, sent } = fake([busy(429, { "Retry-After": value }), json(person)]);
    const call = client.getPerson({ path });
    await vi.advanceTimersByTimeAsync(1999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await call).toEqual(person);
  });

  test("longer than maxDelay gives the answer back", async () => {
    const { client, sent } = fake([busy(429, { "Retry-After": "60" })]);
    await expect(client.getPerson({ path })).rejects.toMatchObject({ status: 429 });
    expect(sent).toHaveLength(1);
  });

  test("ends when the call is aborted", async () => {
    const abort = new AbortController();
    const { client, sent } = fake([busy(503)], { retries: { delay: 60_000, maxDelay: 60_000 } });
    const call = expect(client.getPerson({ path }, { signal: abort.signal })).rejects.toThrow("enough");
    await vi.advanceTimersByTimeAsync(0);
    abort.abort(new Error("enough"));
    await call;
    expect(sent).toHaveLength(1);
  });
});

test("an aborted call is not sent again", async () => {
  const abort = new AbortController();
  abort.abort(new Error("enough"));
  const { client, sent } = fake([json(person)]);
  await expect(client.getPerson({ path }, { signal: abort.signal })).rejects.toThrow("enough");
  expect(sent.length).toBeLessThanOrEqual(1);
});
