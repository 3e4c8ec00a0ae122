import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";

const docs = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const repository = resolve(docs, "..");
const source = "https://github.com/apigen-go/apigen/tree/main/";

// Pages link to each other and, with ../, to files of the repository, as readers
// of the repository need it. On the site the latter lead there.
function linkToRepository(md) {
  const render = md.renderer.rules.link_open ?? ((tokens, i, options, env, self) => self.renderToken(tokens, i, options));
  md.renderer.rules.link_open = (tokens, i, options, env, self) => {
    const href = tokens[i].attrGet("href");
    if (href?.startsWith("../") && env.path) {
      const file = resolve(dirname(env.path), href.split("#")[0]);
      const inside = relative(docs, file);
      if (inside.startsWith("..")) {
        if (!existsSync(file)) throw new Error(`${relative(repository, env.path)} links to ${href}, which is not there`);
        tokens[i].attrSet("href", source + relative(repository, file));
        tokens[i].attrSet("target", "_blank");
        tokens[i].attrSet("rel", "noreferrer");
        return self.renderToken(tokens, i, options);
      }
    }
    return render(tokens, i, options, env, self);
  };
}

// Braces of templates and stage variables are no expressions of the site.
function plainBraces(md) {
  const text = md.renderer.rules.text;
  md.renderer.rules.text = (...args) => text(...args).replaceAll("{{", "&#123;&#123;");
}

// The how-tos are the pages of their folder, by their titles.
function howto() {
  return readdirSync(resolve(docs, "howto"))
    .filter((name) => name.endsWith(".md") && name !== "index.md")
    .map((name) => page(readFileSync(resolve(docs, "howto", name), "utf8").match(/^# (.+)$/m)[1], "/howto/" + name.slice(0, -3)))
    .sort((a, b) => a.text.localeCompare(b.text));
}

const page = (text, link) => ({ text, link });

export default defineConfig({
  title: "apigen",
  description: "Write Go structs; get a production API on Amazon API Gateway, and the same API on your laptop",
  lang: "en",
  cleanUrls: true,
  srcExclude: ["node_modules/**"],
  outDir: "../dist/docs",
  markdown: {
    config(md) {
      linkToRepository(md);
      plainBraces(md);
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [page("Tutorial", "/tutorial"), page("How to", "/howto/"), page("Reference", "/cli"), page("Benchmarks", "/benchmarks")],
    sidebar: [
      { text: "Begin", items: [page("What it is", "/"), page("From nothing to deployed", "/tutorial"), page("REST API or HTTP API", "/rest-or-http")] },
      {
        text: "How to",
        link: "/howto/",
        items: howto(),
      },
      {
        text: "The parts",
        items: [
          page("The contract", "/contract"),
          page("The generated server", "/server"),
          page("The Go client", "/client"),
          page("Lambda", "/lambda"),
          page("The local gateway", "/local"),
          page("Import, drift, rollback", "/import"),
          page("Continuous integration", "/ci"),
        ],
      },
      {
        text: "Reference",
        items: [
          page("The command line", "/cli"),
          page("apigen.yaml", "/configuration"),
          page("Struct tags", "/tags"),
          page("The vocabulary, package gen", "/gen"),
          page("Extensions", "/extensions"),
          page("Lint rules", "/rules"),
        ],
      },
      {
        text: "Background",
        items: [
          page("Pitfalls", "/pitfalls"),
          page("Conformance", "/conformance"),
          page("Architecture", "/architecture"),
          page("Benchmarks", "/benchmarks"),
        ],
      },
    ],
    socialLinks: [{ icon: "github", link: "https://github.com/apigen-go/apigen" }],
    editLink: { pattern: "https://github.com/apigen-go/apigen/edit/main/docs/:path" },
  },
});
