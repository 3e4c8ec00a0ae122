import { expectTypeOf, test } from "vitest";
import { isProblemOf, items, type Client, type ProblemOf, type Schemas } from "../src/index.js";

declare const client: Client;
declare const caught: unknown;

test("answers have the contract's types", () => {
  expectTypeOf(client.getPerson).returns.resolves.toEqualTypeOf<Schemas["Person"]>();
  expectTypeOf(client.deletePerson).returns.resolves.toEqualTypeOf<undefined>();
  expectTypeOf(client.getPhoto).returns.resolves.toEqualTypeOf<Blob>();
  expectTypeOf(client.putDepartment).returns.resolves.toEqualTypeOf<Schemas["Department"]>();
});

test("requests have the contract's types", () => {
  // @ts-expect-error personId is missing
  void client.getPerson({ path: {} });
  // @ts-expect-error the request is missing
  void client.searchAll();
  // @ts-expect-error no such status
  void client.listPersonnel({ query: { status: "gone" } });
  // @ts-expect-error no such member
  void client.updatePerson({ path: { personId: "1" }, body: { firstname: "Jane" } });
  // @ts-expect-error not a media type of a photo
  void client.putPhoto({ path: { personId: "1" }, body: new Blob(), contentType: "image/gif" });
  // @ts-expect-error getPerson is no list
  void items(client.getPerson, { path: { personId: "1" } });
});

test("problems are told apart by their type", () => {
  expectTypeOf<ProblemOf<"getPhoto">["type"]>().toEqualTypeOf<"invalid-request" | "person-not-found" | "no-photo">();
  if (isProblemOf(caught, "deleteDepartment")) {
    switch (caught.problem.type) {
      case "department-in-use":
        expectTypeOf(caught.problem.status).toEqualTypeOf<409>();
        break;
      case "department-not-found":
        expectTypeOf(caught.problem.status).toEqualTypeOf<404>();
        break;
      case "invalid-request":
        break;
      default:
        expectTypeOf(caught.problem).toBeNever();
    }
  }
});

test("items of a list have their type", () => {
  expectTypeOf(items(client.listLocations, {})).toEqualTypeOf<AsyncGenerator<Schemas["Location"], void, undefined>>();
});
