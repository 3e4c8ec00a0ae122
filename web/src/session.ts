import { createClient, type Client } from "@apigen/directory-client";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Config } from "./config.js";

/** The token lasts as long as the tab. */
const place = "directory.token";

export const storedToken = () => sessionStorage.getItem(place) ?? undefined;

export function storeToken(token: string | undefined): void {
  if (token === undefined) {
    sessionStorage.removeItem(place);
  } else {
    sessionStorage.setItem(place, token);
  }
}

export function connect(config: Config): Client {
  return createClient({ baseUrl: config.baseUrl, apiKey: config.apiKey, token: storedToken });
}

/** What the pages of a signed-in user share. */
export interface Session {
  client: Client;
  /** Takes an error that ends the session; reports whether it was one. */
  ended: (error: unknown) => boolean;
  /** Says something to the user, after what was done has left its page. */
  announce: (message: string) => void;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) {
    throw new Error("no session around this page");
  }
  return session;
}
