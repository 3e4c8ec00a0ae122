package typescript

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// client writes client.ts: the methods.
func client(c *contract.Contract) string {
	s := &source{}
	s.printf(`import createFetchClient, { type Client as FetchClient } from "openapi-fetch";
import { caller, type AnswerOf, type CallOptions, type RequestOf } from "./call.js";
import { operationTable, type OperationId } from "./contract.js";
import type { operations, paths } from "./schema.js";
import { credentials, pathOf, retrying, type ClientOptions } from "./transport.js";

`)
	s.doc("", "The authorizers of the contract.")
	s.printf("export type AuthorizerName = %s;\n\n", authorizers(c))
	s.printf(`/** Where the API is and who calls it. */
export type Options = ClientOptions<AuthorizerName>;

type Request<Id extends OperationId> = RequestOf<operations[Id], (typeof operationTable)[Id]>;
type Answer<Id extends OperationId> = AnswerOf<operations[Id]>;

`)
	s.doc("", c.Title+".\n\nA call that does not succeed throws a ProblemError, a GatewayError, or another ApiError.")
	s.printf("export interface Client {\n")
	for i, op := range c.Operations {
		if i > 0 {
			s.printf("\n")
		}
		s.doc("  ", methodDoc(op))
		s.printf("  %s(request%s: Request<%s>, options?: CallOptions): Promise<Answer<%[3]s>>;\n", member(op.ID), optional(op), quote(op.ID))
	}
	s.printf(`}

/**
 * The openapi-fetch client that the methods call, with credentials and repeats,
 * for what they do not show, such as the headers of an answer.
 */
export function createHttp(options: Options): FetchClient<paths> {
  const send = options.fetch ?? ((request: globalThis.Request) => globalThis.fetch(request));
  const http = createFetchClient<paths>({
    baseUrl: options.baseUrl,
    fetch: retrying(send, options.retries),
    pathSerializer: pathOf,
  });
  http.use(credentials(operationTable, options));
  return http;
}

export function createClient(options: Options): Client {
  const call = caller<operations, paths>(createHttp(options), operationTable);
  return {
`)
	for _, op := range c.Operations {
		s.printf("    %s: (request, options) => call(%s, request, options),\n", member(op.ID), quote(op.ID))
	}
	s.printf("  };\n}\n")
	return s.String()
}

// authorizers is the type of authorizers' names.
func authorizers(c *contract.Contract) string {
	var names []string
	for _, op := range c.Operations {
		if a := op.Authorizer; takesToken(a) && !slices.Contains(names, quote(a.Name)) {
			names = append(names, quote(a.Name))
		}
	}
	if len(names) == 0 {
		return "never"
	}
	return strings.Join(names, " | ")
}

// optional marks the request of an operation that demands nothing of it.
func optional(op *contract.Operation) string {
	r := op.Request
	if r == nil {
		return "?"
	}
	if r.Body != nil && r.Body.Required || slices.ContainsFunc(r.Parameters, func(p *contract.Parameter) bool { return p.Required && p.In != contract.Cookie }) {
		return ""
	}
	return "?"
}

func methodDoc(op *contract.Operation) string {
	text := op.Summary
	if text != "" && !strings.HasSuffix(text, ".") {
		text += "."
	}
	if op.Description != "" {
		text += "\n\n" + op.Description
	}
	text += "\n\n" + op.Method + " " + op.Path
	if op.Deprecated {
		text += "\n\n@deprecated"
	}
	return text
}
