import { expect, test } from "vitest";
import { caller } from "../src/call.js";
import { formBody } from "../src/form.js";
import { createHttp } from "../src/client.js";

test("writes a form of several parts", async () => {
  const photo = new File([new Uint8Array([1, 0, 255])], "p.png", { type: "image/png" });
  const form = formBody(
    { title: "ü", n: 0, no: false, tags: ["a", "b"], photo, meta: { a: [1] }, notes: [{ x: 1 }, { x: 2 }], none: undefined, nothing: null },
    { type: "multipart/form-data", files: ["photo"], json: ["meta", "notes"] },
  ) as FormData;
  expect([...form.keys()]).toEqual(["title", "n", "no", "tags", "tags", "photo", "meta", "notes", "notes"]);
  expect(form.getAll("tags")).toEqual(["a", "b"]);
  expect([form.get("n"), form.get("no")]).toEqual(["0", "false"]);
  expect((form.get("photo") as File).name).toBe("p.png");
  const meta = form.get("meta") as File;
  expect(meta.type).toBe("application/json");
  expect(JSON.parse(await meta.text())).toEqual({ a: [1] });
});

test("writes a form as a query string", () => {
  const text = formBody({ a: "b c&d=ü", list: [1, 2], none: undefined, meta: { x: 1 } }, { type: "application/x-www-form-urlencoded", json: ["meta"] });
  expect(text).toBe("a=b+c%26d%3D%C3%BC&list=1&list=2&meta=%7B%22x%22%3A1%7D");
});

test.each(["multipart/form-data", "application/x-www-form-urlencoded"])("sends a form of type %s with its content type", async (type) => {
  const sent: Request[] = [];
  const http = createHttp({
    baseUrl: "https://api.example.com",
    fetch: async (request) => {
      sent.push(request);
      return new Response(null, { status: 204 });
    },
  });
  const call = caller<{ send: unknown }, object>(http as never, { send: { method: "post", path: "/form", form: { type } } });
  await call("send", { body: { a: "1" } });
  await call("send", {});
  expect(sent[0]?.headers.get("Content-Type")).toMatch(new RegExp(`^${type}(; boundary=.+)?$`));
  expect((await sent[0]?.formData())?.get("a")).toBe("1");
  expect(sent[1]?.body).toBeNull();
});
