import { useState } from "preact/hooks";
import type { Config } from "./config.js";
import { Alert } from "./ui/load.js";
import { Heading } from "./ui/heading.js";

export function SignIn({ config, done }: { config: Config; done: (token: string) => void }) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function local(url: string) {
    setBusy(true);
    try {
      const response = await fetch(url, { method: "POST" });
      const answer = (await response.json()) as { token?: string; message?: string };
      if (!answer.token) {
        throw new Error(answer.message ?? `HTTP ${response.status}`);
      }
      done(answer.token);
    } catch (e) {
      setError(`No token could be had: ${e instanceof Error ? e.message : String(e)}`);
      setBusy(false);
    }
  }

  function paste(event: SubmitEvent) {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget as HTMLFormElement).get("token")).trim();
    if (token) {
      done(token);
    } else {
      setError("Paste a token first.");
    }
  }

  const { tokenUrl } = config;
  return (
    <div class="narrow">
      <Heading>Sign in</Heading>
      {error && <Alert>{error}</Alert>}
      {tokenUrl && (
        <>
          <p>This directory runs on your machine. Its gateway gives you a token that may read and change everything.</p>
          <button type="button" class="primary" disabled={busy} onClick={() => void local(tokenUrl)}>Sign in with a local token</button>
          <p class="or"><span>or</span></p>
        </>
      )}
      <form onSubmit={paste}>
        <div class="field">
          <label for="token">Access token</label>
          <textarea id="token" name="token" rows={4} spellcheck={false} autocomplete="off" aria-describedby="token-hint" />
          <p class="quiet" id="token-hint">
            {config.issuer ? `A token of ${config.issuer}, such as apigen token prints.` : "A token of the API's user pool."}
          </p>
        </div>
        <button type="submit" class={tokenUrl ? "" : "primary"}>Sign in with this token</button>
      </form>
    </div>
  );
}
