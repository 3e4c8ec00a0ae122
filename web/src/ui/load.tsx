import { useEffect, useState } from "preact/hooks";
import { isAbort, messageOf } from "../messages.js";
import { useSession } from "../session.js";

export type Loaded<T> = { value?: T; error?: string; reload: () => void };

/** Loads something when a page is entered, and again when what it depends on changes. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, on: readonly unknown[]): Loaded<T> {
  const { ended } = useSession();
  const [state, setState] = useState<{ value?: T; error?: string }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (value) => setState({ value }),
      (error: unknown) => {
        if (!isAbort(error) && !ended(error)) {
          setState((s) => ({ ...s, error: messageOf(error) }));
        }
      },
    );
    return () => abort.abort();
  }, [...on, turn]);
  return { ...state, reload: () => setTurn((n) => n + 1) };
}

/** A value once it has not changed for a while, in milliseconds. */
export function useSettled(value: string, after: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Tells that something is on its way, or why it does not come. */
export function Waiting({ error, what }: { error?: string; what: string }) {
  return error ? <Alert>{error}</Alert> : <p class="quiet" role="status">Loading {what}…</p>;
}

export function Alert({ children }: { children: preact.ComponentChildren }) {
  return <p class="alert" role="alert">{children}</p>;
}
