import type { CallOptions } from "./call.js";

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** The cursor of the next page; absent on the last one. */
  next?: string;
}

interface PagedRequest {
  query?: { cursor?: string };
}

// The union takes methods whose request is optional, and R without undefined.
type List<R extends PagedRequest, P> = (request: R | undefined, options?: CallOptions) => Promise<P>;

/**
 * Walks through a list page by page. It goes for operations with a query
 * parameter cursor whose answers have items and next:
 *
 *     for await (const page of pages(client.listThings, { query: { limit: 100 } })) { ... }
 */
export async function* pages<R extends PagedRequest, P extends Page<unknown>>(
  list: List<R, P>,
  request: R,
  options?: CallOptions,
): AsyncGenerator<P, void, undefined> {
  for (let cursor = request.query?.cursor; ; ) {
    const page = await list({ ...request, query: { ...request.query, cursor } }, options);
    yield page;
    if (page.next === undefined) {
      return;
    }
    if (page.next === cursor) {
      throw new Error("the list does not go on: the next page has the cursor of this one");
    }
    cursor = page.next;
  }
}

/** Walks through a list item by item, fetching each page when it is needed. */
export async function* items<R extends PagedRequest, Item>(
  list: List<R, Page<Item>>,
  request: R,
  options?: CallOptions,
): AsyncGenerator<Item, void, undefined> {
  for await (const page of pages(list, request, options)) {
    yield* page.items;
  }
}
