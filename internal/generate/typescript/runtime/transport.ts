import type { Middleware } from "openapi-fetch";
import type { Form } from "./form.js";

/** A value, or a function that gives it anew for each call. */
export type Provider<Argument extends unknown[] = []> =
  | string
  | ((...argument: Argument) => string | undefined | Promise<string | undefined>);

/** How calls that may be repeated are repeated. */
export interface RetryOptions {
  /** How often a call is made at most; 3 unless it is given. 1 never repeats. */
  attempts?: number;
  /** The longest wait before the second attempt, in milliseconds; it doubles each time. 200 unless it is given. */
  delay?: number;
  /** The longest wait there is, in milliseconds; 5000 unless it is given. */
  maxDelay?: number;
}

/** Where the API is and who calls it. */
export interface ClientOptions<Authorizer extends string = string> {
  /** The invoke URL of the stage. */
  baseUrl: string;
  /** The token for an authorizer: the value of its header. */
  token?: Provider<[authorizer: Authorizer]>;
  /** The API key, for operations that demand one. */
  apiKey?: Provider;
  /** Makes the HTTP requests; the global fetch unless it is given. */
  fetch?: (request: Request) => Promise<Response>;
  /** Repeats of idempotent calls; a number stands for attempts. */
  retries?: number | RetryOptions;
}

/** What the contract says of an operation. */
export interface Operation<Authorizer extends string = string> {
  readonly method: "get" | "put" | "post" | "delete" | "options" | "head" | "patch";
  readonly path: string;
  /** The authorizer and the header its token goes to. */
  readonly authorizer?: { readonly name: Authorizer; readonly header: string };
  readonly apiKey?: true;
  /** What the body of a request may be, when it is bytes. */
  readonly contentTypes?: readonly string[];
  /** How the body of a request is written, when it is a form. */
  readonly form?: Form;
  /** What the body of the answer may be, when it is bytes. */
  readonly accept?: readonly string[];
}

/** Puts tokens and keys on the requests of the operations that demand them. */
export function credentials<Authorizer extends string>(
  operations: Readonly<Record<string, Operation<Authorizer>>>,
  options: Pick<ClientOptions<Authorizer>, "token" | "apiKey">,
): Middleware {
  const byRoute = new Map(Object.values(operations).map((o) => [`${o.method.toUpperCase()} ${o.path}`, o]));
  return {
    async onRequest({ request, schemaPath }) {
      const operation = byRoute.get(`${request.method} ${schemaPath}`);
      if (operation?.authorizer) {
        const { name, header } = operation.authorizer;
        set(request, header, await provided(options.token, name));
      }
      if (operation?.apiKey) {
        set(request, "x-api-key", await provided(options.apiKey));
      }
      return request;
    },
  };
}

/** A header that the caller has set stays as it is. */
function set(request: Request, header: string, value: string | undefined): void {
  if (value && !request.headers.has(header)) {
    request.headers.set(header, value);
  }
}

async function provided<A extends unknown[]>(provider: Provider<A> | undefined, ...argument: A): Promise<string | undefined> {
  return typeof provider === "function" ? provider(...argument) : provider;
}

/**
 * Puts the values of path parameters into a path. A greedy variable, {name+},
 * takes the rest of the path with its slashes. A value that would make another
 * path of it is refused: fetch drops the segments "." and "..", and an empty one
 * leads to the path above.
 */
export function pathOf(path: string, values: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{([^{}+]+)(\+?)\}/g, (_, name: string, greedy: string) => {
    const text = String(values[name] ?? "");
    const segments = greedy ? text.split("/") : [text];
    if (text === "" || segments.some((s) => s === "." || s === "..")) {
      throw new TypeError(`path parameter ${name} cannot be ${JSON.stringify(text)}`);
    }
    return segments.map(encodeURIComponent).join("/");
  });
}

// The methods that RFC 9110, section 9.2.2, calls idempotent.
const idempotent = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

// Too many requests, and the three with which API Gateway says that the service
// could not be reached this time.
const passing = new Set([429, 502, 503, 504]);

/**
 * A fetch that repeats idempotent requests after network errors and passing
 * statuses: after the time in Retry-After, else after a random part of a time
 * that doubles. An answer that asks to wait longer than maxDelay is given back.
 */
export function retrying(
  send: (request: Request) => Promise<Response>,
  options: number | RetryOptions = {},
): (request: Request) => Promise<Response> {
  const { attempts = 3, delay = 200, maxDelay = 5000 } = typeof options === "number" ? { attempts: options } : options;
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= attempts || !idempotent.has(request.method);
      let wait = Math.random() * Math.min(delay * 2 ** (attempt - 1), maxDelay);
      try {
        const response = await send(last ? request : request.clone());
        if (last || !passing.has(response.status)) {
          return response;
        }
        const asked = retryAfter(response, Date.now());
        if (asked !== undefined && asked > maxDelay) {
          return response;
        }
        wait = asked ?? wait;
        response.body?.cancel().catch(() => undefined); // frees the connection; whether that works changes nothing
      } catch (error) {
        if (last || request.signal.aborted) {
          throw error;
        }
      }
      await pause(wait, request.signal);
    }
  };
}

/** The milliseconds that Retry-After asks for (RFC 9110, section 10.2.3). */
function retryAfter(response: Response, now: number): number | undefined {
  const value = response.headers.get("Retry-After");
  if (value === null) {
    return undefined;
  }
  const time = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(time) ? undefined : Math.max(0, time);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) {
      stop();
    } else {
      signal.addEventListener("abort", stop, { once: true });
    }
  });
}
