import { expect, test } from "vitest";
import { ApiError, GatewayError, isProblem, isProblemOf, ProblemError, problems, problemsOf } from "../src/index.js";
import { fake, json, person, problem } from "./fake.js";

const { id: personId, hasPhoto: _, createdAt: __, updatedAt: ___, ...newPerson } = person;

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable("the call succeeded"),
    (error: unknown) => error,
  );
}

test("a declared problem has its type, status and violations", async () => {
  const { client } = fake([
    problem({
      type: "duplicate",
      title: "There is one like it already",
      status: 409,
      detail: 'email "jane@example.com" is taken',
      violations: [{ pointer: "/email", detail: "is taken" }],
    }),
  ]);
  const error = await failure(client.createPerson({ body: newPerson }));
  if (!isProblemOf(error, "createPerson")) {
    return expect.unreachable(String(error));
  }
  expect(error.type).toBe("duplicate");
  expect(error.status).toBe(409);
  expect(error.message).toBe('email "jane@example.com" is taken');
  expect(error.violations).toEqual([{ pointer: "/email", detail: "is taken" }]);
  expect(error.operation).toBe("createPerson");
  expect(isProblem(error, "duplicate")).toBe(true);
  expect(isProblem(error, "person-not-found")).toBe(false);
});

test("an undeclared problem is a ProblemError, but none of the operation", async () => {
  const { client } = fake([problem({ title: "Internal Server Error", status: 500 })]);
  const error = await failure(client.getPerson({ path: { personId } }));
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).type).toBe("about:blank");
  expect((error as ProblemError).violations).toEqual([]);
  expect(isProblemOf(error, "getPerson")).toBe(false);
});

test("every problem of an operation is one of the contract", () => {
  for (const types of Object.values(problemsOf)) {
    for (const type of types) {
      expect(problems[type].status).toBeGreaterThanOrEqual(400);
    }
  }
});

// The bodies are API Gateway's own:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
test.each([
  [401, { message: "Unauthorized" }, "UnauthorizedException", "Unauthorized"],
  [403, { message: "Forbidden" }, "ForbiddenException", "Forbidden"],
  [403, { Message: "User is not authorized" }, "AccessDeniedException", "User is not authorized"],
  [400, { message: "Invalid request body" }, "BadRequestException", "Invalid request body"],
  [500, { message: null }, "InternalServerErrorException", "HTTP 500"],
])("an answer of API Gateway itself: %i %j", async (status, body, type, message) => {
  const { client } = fake([json(body, status, { "x-amzn-ErrorType": type })]);
  const error = await failure(client.createPerson({ body: newPerson }));
  expect(error).toBeInstanceOf(GatewayError);
  expect(error).toMatchObject({ status, message, errorType: type, operation: "createPerson" });
});

test("anything else is an ApiError with its status", async () => {
  const { client } = fake([new Response("<html>", { status: 418, headers: { "Content-Type": "text/html" } })]);
  const error = await failure(client.listDepartments());
  expect(error).toBeInstanceOf(ApiError);
  expect(error).not.toBeInstanceOf(GatewayError);
  expect(error).toMatchObject({ status: 418 });
});

test("a network error stays what it is", async () => {
  const lost = new TypeError("fetch failed");
  const { client } = fake([lost]);
  expect(await failure(client.createPerson({ body: newPerson }))).toBe(lost);
});
