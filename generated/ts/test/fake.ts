import { createClient, type Client, type Options } from "../src/index.js";

/** A request as it went out. */
export interface Sent {
  method: string;
  url: URL;
  headers: Headers;
  body: Uint8Array;
}

type Reply = Response | Error | ((sent: Sent) => Response | Promise<Response>);

/** A client on a fetch that answers from a list, the last answer again and again. */
export function fake(replies: Reply[], options: Partial<Options> = {}): { client: Client; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createClient({
    baseUrl: "https://api.example.com/dev",
    retries: { delay: 0 },
    ...options,
    async fetch(request) {
      const one = {
        method: request.method,
        url: new URL(request.url),
        headers: request.headers,
        body: new Uint8Array(await request.arrayBuffer()),
      };
      sent.push(one);
      request.signal.throwIfAborted();
      const reply = replies.length > 1 ? replies.shift()! : replies[0]!;
      if (reply instanceof Error) {
        throw reply;
      }
      return typeof reply === "function" ? reply(one) : reply.clone();
    },
  });
  return { client, sent };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
}

export function problem(body: Record<string, unknown>): Response {
  return json(body, body.status as number, { "Content-Type": "application/problem+json" });
}

export const person = {
  id: "3f0d3fbd-6c52-4cf6-9b6c-0f3f2f5d3c11",
  firstName: "Jane",
  lastName: "Doe",
  email: "jane@example.com",
  departmentId: "sales",
  status: "active" as const,
  hasPhoto: false,
  createdAt: "2026-01-31T09:30:00Z",
  updatedAt: "2026-01-31T09:30:00Z",
};
