package typescript

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// tables writes contract.ts: what the contract says of operations and problems,
// as values, and the types that follow from them.
func tables(c *contract.Contract) string {
	s := &source{}
	s.printf(`import { ProblemError, type ProblemDetails } from "./errors.js";
import type { components, operations } from "./schema.js";
import type { Operation } from "./transport.js";

/** The schemas of the contract, by name. */
export type Schemas = components["schemas"];

/** The operations of the contract, by id. */
export const operationTable = {
`)
	for _, op := range c.Operations {
		s.operation(op)
	}
	s.printf("} as const satisfies Record<keyof operations, Operation>;\n\nexport type OperationId = keyof typeof operationTable;\n")
	s.problems(c)
	s.printf("%s", problemTypes)
	return s.String()
}

func (s *source) operation(op *contract.Operation) {
	s.printf("  %s: {\n    method: %s,\n    path: %s,\n", member(op.ID), quote(strings.ToLower(op.Method)), quote(op.Path))
	if a := op.Authorizer; takesToken(a) {
		s.printf("    authorizer: { name: %s, header: %s },\n", quote(a.Name), quote(a.Header))
	}
	if op.APIKey {
		s.printf("    apiKey: true,\n")
	}
	if r := op.Request; r != nil && r.Body != nil && r.Body.Binary {
		s.printf("    contentTypes: [%s],\n", quoted(r.Body.ContentTypes))
	}
	if r := op.Request; r != nil && r.Body != nil && r.Body.Form {
		s.form(r.Body)
	}
	for _, r := range op.Responses {
		if r.Body != nil && r.Body.Binary {
			s.printf("    accept: [%s],\n", quoted(r.Body.ContentTypes))
			break
		}
	}
	s.printf("  },\n")
}

// form writes how a body is written as a form of its first media type.
func (s *source) form(b *contract.Body) {
	var files, json []string
	for _, p := range b.Schema.Ref.Properties {
		switch {
		case p.Form.File:
			files = append(files, p.Name)
		case p.Form.JSON:
			json = append(json, p.Name)
		}
	}
	s.printf("    form: { type: %s", quote(b.ContentTypes[0]))
	if len(files) > 0 {
		s.printf(", files: [%s]", quoted(files))
	}
	if len(json) > 0 {
		s.printf(", json: [%s]", quoted(json))
	}
	s.printf(" },\n")
}

// takesToken tells whether callers show the authorizer a token. Requests that
// are signed are the business of the fetch a caller gives.
func takesToken(a *contract.Authorizer) bool { return a != nil && a.Header != "" }

// A problemKind is all problems of one type.
type problemKind struct {
	name, title string
	statuses    []string
}

// problemKinds lists the problems of the contract by type, in the order in
// which operations first declare them. A problem without a type is about:blank
// (RFC 9457, section 4.2.1).
func problemKinds(c *contract.Contract) []*problemKind {
	var kinds []*problemKind
	for _, op := range c.Operations {
		for _, p := range op.Problems {
			name := problemType(p)
			i := slices.IndexFunc(kinds, func(k *problemKind) bool { return k.name == name })
			if i < 0 {
				i = len(kinds)
				kinds = append(kinds, &problemKind{name: name, title: p.Title})
			}
			if status := strconv.Itoa(p.Status); !slices.Contains(kinds[i].statuses, status) {
				kinds[i].statuses = append(kinds[i].statuses, status)
			}
		}
	}
	return kinds
}

func problemType(p *contract.Problem) string {
	if p.Type == "" {
		return "about:blank"
	}
	return p.Type
}

func (s *source) problems(c *contract.Contract) {
	s.printf("\n/** The problems that operations declare, by type. */\nexport const problems = {\n")
	for _, k := range problemKinds(c) {
		status := k.statuses[0]
		if len(k.statuses) > 1 {
			status += " as " + strings.Join(k.statuses, " | ")
		}
		s.printf("  %s: { status: %s, title: %s },\n", member(k.name), status, quote(k.title))
	}
	s.printf("} as const satisfies Record<string, { status: number; title: string }>;\n")

	s.printf("\n/** The types of the problems that each operation declares. */\nexport const problemsOf = {\n")
	for _, op := range c.Operations {
		var names []string
		for _, p := range op.Problems {
			if name := problemType(p); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		s.printf("  %s: [%s],\n", member(op.ID), quoted(names))
	}
	s.printf("} as const satisfies Record<OperationId, readonly ProblemType[]>;\n")
}

const problemTypes = `
export type ProblemType = keyof typeof problems;

/** A problem of one of the types; a union that "type" tells apart. */
export type Problem<T extends ProblemType = ProblemType> = T extends ProblemType
  ? Omit<ProblemDetails, "type" | "status"> & { type: T; status: (typeof problems)[T]["status"] }
  : never;

/** The problems that an operation declares. */
export type ProblemOf<Id extends OperationId> = Problem<(typeof problemsOf)[Id][number]>;

/** Tells whether an error is a problem of one of the types. */
export function isProblem<T extends ProblemType>(error: unknown, ...types: T[]): error is ProblemError<Problem<T>> {
  return error instanceof ProblemError && (types as string[]).includes(error.type);
}

/** Tells whether an error is a problem that the operation declares. */
export function isProblemOf<Id extends OperationId>(error: unknown, operation: Id): error is ProblemError<ProblemOf<Id>> {
  return (
    error instanceof ProblemError &&
    error.operation === operation &&
    (problemsOf[operation] as readonly string[]).includes(error.type)
  );
}
`
