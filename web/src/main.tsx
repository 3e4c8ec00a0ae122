import { render } from "preact";
import { App } from "./app.js";
import { loadConfig } from "./config.js";
import { messageOf } from "./messages.js";
import { Alert } from "./ui/load.js";
import "./style.css";

const root = document.getElementById("app")!;
loadConfig().then(
  (config) => render(<App config={config} />, root),
  (error: unknown) => render(<main><Alert>{messageOf(error)}</Alert></main>, root),
);
