/** What the page is told when it starts, by whoever serves it. */
export interface Config {
  /** The invoke URL of the API's stage. */
  baseUrl: string;
  apiKey?: string;
  /** Who issues the tokens. */
  issuer?: string;
  /** Gives a token for a POST; the local gateway's sign-in. */
  tokenUrl?: string;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json");
  const config: unknown = await response.json().catch(() => undefined);
  if (!response.ok || !isConfig(config)) {
    throw new Error("The directory is not set up: /config.json does not say where the API is.");
  }
  return config;
}

function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && "baseUrl" in value && typeof value.baseUrl === "string";
}
