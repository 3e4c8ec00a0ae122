import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

// In development the page is served by Vite, and the API by a running apigen
// up: its facts make the configuration that apigen up itself would serve. The
// API takes calls of Vite's origin when it is started for it; see README.md.
function upFacts(): Plugin {
  return {
    name: "up-facts",
    configureServer(server) {
      server.middlewares.use("/config.json", (_request, response) => {
        response.setHeader("Content-Type", "application/json");
        try {
          const up = JSON.parse(readFileSync("../.apigen/up.json", "utf8"));
          response.end(JSON.stringify({ baseUrl: up.invoke_url, apiKey: up.api_key, issuer: up.issuer }));
        } catch {
          response.statusCode = 503;
          response.end(JSON.stringify({ message: "apigen up is not running" }));
        }
      });
    },
  };
}

export default defineConfig({
  plugins: [upFacts()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { sourcemap: true, target: "es2022" },
});
