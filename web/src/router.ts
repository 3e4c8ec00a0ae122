import { useEffect, useState } from "preact/hooks";

/** Where the user is: the parts and the parameters behind the #. */
export interface Place {
  parts: string[];
  query: URLSearchParams;
}

function here(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return { parts: path.split("/").filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const move = () => setPlace(here());
    addEventListener("hashchange", move);
    return () => removeEventListener("hashchange", move);
  }, []);
  return place;
}

export const link = (...parts: string[]) => "#/" + parts.map(encodeURIComponent).join("/");

export function go(...parts: string[]): void {
  location.hash = link(...parts);
}

/** Keeps what a list is filtered by in the address, without a step in the history. */
export function keepQuery(query: Record<string, string | undefined>): void {
  const given = Object.entries(query).filter((e): e is [string, string] => Boolean(e[1]));
  const text = new URLSearchParams(given).toString();
  history.replaceState(null, "", (location.hash.split("?", 1)[0] || "#/") + (text && "?" + text));
}
