// Shows why apigen dev did not take the last change, and reads the document again
// when it took one. Under apigen up there is nothing to ask for.
"use strict";

(function () {
  const banner = document.getElementById("dev");
  const pause = 500; // milliseconds
  let version;

  async function look() {
    const response = await fetch("/_docs/dev.json", { cache: "no-store" });
    if (response.status !== 200) {
      return false;
    }
    const news = await response.json();
    banner.querySelector("pre").textContent = news.error;
    banner.hidden = !news.error;
    if (version !== undefined && news.version !== version) {
      window.ui.specActions.download("/_docs/openapi.yaml");
    }
    version = news.version;
    return true;
  }

  async function follow() {
    let more = true;
    try {
      more = await look();
    } catch {
      // the gateway is away, perhaps to start again
    }
    if (more) {
      setTimeout(follow, pause);
    }
  }

  window.addEventListener("load", follow);
})();
