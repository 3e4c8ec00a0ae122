import type { Constraint } from "@apigen/directory-client";

/** The values of a form's fields, by the JSON pointers of the body they make. */
export type Values = Record<string, string>;

/** What a schema demands of its members, by JSON pointer. */
export type Members = Readonly<Record<string, Constraint>>;

/** The pointers a field may stand for: the schema's members, and what is in its maps. */
export type Pointer<M extends Members> = (keyof M & string) | `${keyof M & string}/${string}`;

const keys = (pointer: string) => pointer.slice(1).split("/").map((k) => k.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The values that a body has at the pointers of the fields. */
export function valuesOf(body: object, pointers: readonly string[]): Values {
  const values: Values = {};
  for (const pointer of pointers) {
    let at: unknown = body;
    for (const key of keys(pointer)) {
      at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined;
    }
    values[pointer] = Array.isArray(at) ? at.join(", ") : at === undefined ? "" : String(at);
  }
  return values;
}

/**
 * Tells whether a value must be there: the schema demands it of the object
 * around it, and that object is demanded too, or has another value.
 */
export function demanded(pointer: string, members: Members, values: Values): boolean {
  if (!members[pointer]?.required) {
    return false;
  }
  const around = pointer.slice(0, pointer.lastIndexOf("/"));
  return (
    around === "" ||
    demanded(around, members, values) ||
    Object.entries(values).some(([p, text]) => p !== pointer && p.startsWith(around + "/") && text.trim() !== "")
  );
}

/**
 * Makes a body of values. An empty field is left out, unless it is demanded.
 */
export function bodyOf<Body extends object>(values: Values, members: Members): Body {
  const body: Record<string, unknown> = {};
  for (const [pointer, text] of Object.entries(values)) {
    const member = members[pointer];
    const value = convert(text.trim(), member);
    if (value === undefined && !demanded(pointer, members, values)) {
      continue;
    }
    const path = keys(pointer);
    const last = path.pop()!;
    let at = body;
    for (const key of path) {
      at = (at[key] ??= {}) as Record<string, unknown>;
    }
    at[last] = value ?? "";
  }
  return body as Body;
}

function convert(text: string, member: Constraint | undefined): unknown {
  if (text === "") {
    return undefined;
  }
  switch (member?.type) {
    case "integer":
    case "number":
      return Number.isNaN(Number(text)) ? text : Number(text); // the API says what is wrong with it
    case "array":
      return text.split(",").map((s) => s.trim()).filter(Boolean);
    default:
      return text;
  }
}
