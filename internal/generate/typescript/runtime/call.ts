import type { Client as FetchClient } from "openapi-fetch";
import { errorOf } from "./errors.js";
import { formBody, type FormOf } from "./form.js";
import type { Operation } from "./transport.js";

/** What may be said of a single call. */
export interface CallOptions {
  /** Ends the call early. */
  signal?: AbortSignal;
  /** Further headers. */
  headers?: Record<string, string>;
}

/** The bytes of a body. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

/**
 * What a call of an operation takes: path, query and header parameters, and the
 * body. Cookies are the browser's to send. Row is what the operation table says
 * of it, which tells of forms.
 */
export type RequestOf<Op, Row = unknown> = ParametersOf<Op> & BodyOf<Op, Row>;

type ParametersOf<Op> = Op extends { parameters: infer P }
  ? { [K in keyof P as K extends "cookie" ? never : [NonNullable<P[K]>] extends [never] ? never : K]: P[K] }
  : unknown;

type BodyOf<Op, Row> = Op extends { requestBody: { content: infer C } }
  ? ContentOf<C, Row>
  : Op extends { requestBody?: infer B }
    ? [NonNullable<B>] extends [never]
      ? unknown
      : NonNullable<B> extends { content: infer C }
        ? Partial<ContentOf<C, Row>>
        : unknown
    : unknown;

type ContentOf<C, Row> = C extends { "application/json": infer T }
  ? { body: T }
  : Row extends { form: infer F }
    ? { body: FormOf<C[keyof C], F extends { files: readonly (infer Files)[] } ? Files & string : never> }
    : {
        body: Bytes;
        /** What the bytes are. */
        contentType: keyof C;
      };

/** What a call of an operation gives: the body of its success, a Blob when that is bytes. */
export type AnswerOf<Op> = Op extends { responses: infer R }
  ? { [S in keyof R]: S extends number ? (`${S}` extends `2${string}` ? MediaOf<R[S]> : never) : never }[keyof R]
  : never;

type MediaOf<A> = A extends { content: infer C } ? (C extends { "application/json": infer T } ? T : Blob) : undefined;

// openapi-fetch types a call by literal paths. The operations come out of a
// table here, so its types are given up for this one call; the generated
// methods have those of the operation.
type AnyCall = (
  method: string,
  path: string,
  init: Record<string, unknown>,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

interface Parts {
  body?: unknown;
  contentType?: string;
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

/**
 * Gives a function that calls an operation by its id, and throws what is not a
 * success as an ApiError.
 */
export function caller<Operations, Paths extends object>(
  http: FetchClient<Paths>,
  table: Readonly<Record<keyof Operations & string, Operation>>,
) {
  const send = http.request as unknown as AnyCall;
  return async <Id extends keyof Operations & string>(
    id: Id,
    request?: object,
    options: CallOptions = {},
  ): Promise<AnswerOf<Operations[Id]>> => {
    const operation = table[id];
    const { body, contentType, path, query, header } = (request ?? {}) as Parts;
    const form = body === undefined ? undefined : operation.form;
    const written = form && formBody(body as object, form);
    const { data, error, response } = await send(operation.method, operation.path, {
      params: { path: path ?? {}, query, header },
      body: written ?? body,
      ...((contentType || form) && { bodySerializer: (bytes: unknown) => bytes }),
      headers: {
        // API Gateway turns an answer to bytes only when the first type of
        // Accept is one of the API's binary media types; otherwise it is base64.
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
        ...(operation.accept && { Accept: operation.accept.join(", ") }),
        ...(contentType && { "Content-Type": contentType }),
        ...(typeof written === "string" && form && { "Content-Type": form.type }), // fetch knows that of a FormData
        ...options.headers,
      },
      parseAs: operation.accept ? "blob" : "json",
      signal: options.signal,
    });
    if (!response.ok) {
      throw errorOf(id, response, error);
    }
    return data as AnswerOf<Operations[Id]>;
  };
}
