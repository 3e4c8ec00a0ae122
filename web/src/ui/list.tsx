import type { Page } from "@apigen/directory-client";
import { useEffect, useRef, useState } from "preact/hooks";
import { isAbort, messageOf } from "../messages.js";
import { useSession } from "../session.js";
import { Alert } from "./load.js";

interface Props<Item> {
  /** What one item is called, and what several are. */
  what: readonly [one: string, several: string];
  /** Gives the page that a cursor stands for; the first one without. */
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  /** The list starts anew when one of these changes. */
  on: readonly unknown[];
  id: (item: Item) => string;
  item: (item: Item) => preact.ComponentChildren;
  /** Stands in place of an empty list. */
  empty: preact.ComponentChildren;
}

/** A list that is read page by page. */
export function List<Item>({ what: [one, several], load, on, id, item, empty }: Props<Item>) {
  const { ended } = useSession();
  const [shown, setShown] = useState<{ items: Item[]; next?: string }>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(true);
  const list = useRef<HTMLUListElement>(null);
  const running = useRef<AbortController>();

  async function read(before: Item[], cursor?: string) {
    running.current?.abort();
    const abort = (running.current = new AbortController());
    setBusy(true);
    try {
      const page = await load(cursor, abort.signal);
      setShown({ items: [...before, ...page.items], next: page.next });
      setError(undefined);
    } catch (e) {
      if (isAbort(e)) {
        return;
      }
      if (!ended(e)) {
        setError(messageOf(e));
      }
    }
    setBusy(false);
  }

  useEffect(() => {
    void read([]);
    return () => running.current?.abort();
  }, on);

  async function more() {
    const before = shown?.items ?? [];
    await read(before, shown?.next);
    // What is new is where reading goes on.
    requestAnimationFrame(() => list.current?.children[before.length]?.querySelector("a")?.focus());
  }

  const count = shown?.items.length ?? 0;
  return (
    <>
      {error && <Alert>{error}</Alert>}
      <p class="quiet" role="status">
        {!shown && busy && `Loading ${several}…`}
        {shown && `${count || "No"} ${count === 1 ? one : several}${shown.next ? ", and there are more" : ""}`}
      </p>
      {shown && count === 0 && !busy && !error && <div class="empty">{empty}</div>}
      <ul class="list" ref={list} aria-busy={busy}>
        {shown?.items.map((i) => <li key={id(i)}>{item(i)}</li>)}
      </ul>
      {shown?.next && <button type="button" disabled={busy} onClick={() => void more()}>Show more</button>}
    </>
  );
}
