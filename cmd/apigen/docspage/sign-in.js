// Signs the reader of the API reference in to the local gateway: a token of its
// identity provider and an API key go where "Authorize" would put them. The
// gateway gives both to pages of its own origin on this machine alone.
"use strict";

(function () {
  const form = document.getElementById("sign-in");
  const status = form.querySelector("output");
  const out = form.elements.out;
  const part = (name) => form.querySelector(`[data-for="${name}"]`);

  async function ask(url, body) {
    const response = await fetch(url, {
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.message || `${url} answers ${response.status}`);
    }
    return answer;
  }

  function say(text, wrong) {
    status.textContent = text;
    status.className = wrong ? "wrong" : "";
  }

  /** Does what the dialog behind "Authorize" does for each of the security schemes. */
  function authorize(names, value) {
    for (const name of names) {
      const schema = window.ui.specSelectors.securityDefinitions().get(name);
      if (schema) {
        window.ui.authActions.authorizeWithPersistOption({ [name]: { name, schema, value } });
      }
    }
  }

  async function show() {
    const facts = await ask("/_docs/sign-in.json");
    const keys = facts.keySchemes.length ? await apiKeys() : [];
    if (!facts.tokenSchemes.length && !facts.keySchemes.length) {
      return;
    }
    part("token").hidden = !facts.tokenSchemes.length;
    part("scopes").hidden = !facts.tokenSchemes.length || !facts.scopes.length;
    part("key").hidden = keys.length < 2;
    for (const scope of facts.scopes) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "scope", value: scope, checked: true });
      const label = document.createElement("label");
      label.append(box, " " + scope);
      part("scopes").append(label);
    }
    for (const key of keys) {
      form.elements.key.append(new Option(key.name || key.id, key.value));
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say("");
      try {
        await signIn(facts);
      } catch (error) {
        say(error.message, true);
      }
    });
    out.addEventListener("click", () => {
      window.ui.authActions.logoutWithPersistOption([...facts.tokenSchemes, ...facts.keySchemes]);
      out.hidden = true;
      say("signed out");
    });
    form.hidden = false;
  }

  async function apiKeys() {
    const { item } = await ask("/apikeys?includeValues=true");
    return [item || []].flat().filter((key) => key.enabled && key.value);
  }

  async function signIn(facts) {
    const said = [];
    if (facts.tokenSchemes.length) {
      const username = form.elements.username.value.trim();
      const scopes = [...form.querySelectorAll('[name="scope"]:checked')].map((box) => box.value);
      const { token } = await ask("/_idp/token", { pool: facts.pool, use: "access", username, scopes, validFor: facts.validFor });
      authorize(facts.tokenSchemes, token);
      said.push(`signed in as ${username}`);
    }
    if (facts.keySchemes.length) {
      const key = form.elements.key.value;
      if (key) {
        authorize(facts.keySchemes, key);
        said.push("with an API key");
      } else {
        said.push("the gateway has no API key yet");
      }
    }
    out.hidden = false;
    say(said.join(", "));
  }

  window.addEventListener("load", () => show().catch((error) => {
    form.hidden = false;
    say(error.message, true);
  }));
})();
