// What the pages of the inspector do beyond being read: new requests appear in
// the list, the list is filtered, texts are copied.
"use strict";

const rows = document.getElementById("requests");
const filter = document.getElementById("filter");
const live = document.getElementById("live");
const limit = 100;

function matches(row) {
  const words = filter.value.toLowerCase().split(/\s+/);
  const text = row.textContent.toLowerCase();
  return words.every((word) => text.includes(word));
}

function applyFilter() {
  for (const row of rows.rows) row.hidden = !matches(row);
}

if (rows) {
  filter.hidden = false;
  filter.addEventListener("input", applyFilter);
  const events = new EventSource("events");
  events.onopen = () => { live.textContent = "live"; live.className = "good"; };
  events.onerror = () => { live.textContent = "not connected"; live.className = "warn"; };
  events.onmessage = (event) => {
    document.getElementById("none")?.remove();
    rows.insertAdjacentHTML("afterbegin", JSON.parse(event.data)); // escaped by the server's template
    rows.rows[0].classList.add("new");
    rows.rows[0].hidden = !matches(rows.rows[0]);
    while (rows.rows.length > limit) rows.deleteRow(-1);
  };
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      source.closest("details")?.setAttribute("open", "");
      getSelection().selectAllChildren(source);
      button.textContent = "Selected: copy it";
    }
    setTimeout(() => { button.textContent = label; }, 1500);
  });
}

// What apigen dev could not take is told at once, and taken back when it could.
const notice = document.getElementById("notice");
const home = document.querySelector("link[rel=stylesheet]").getAttribute("href").replace("inspector.css", "");

async function look() {
  let more = true;
  try {
    const response = await fetch(home + "notice.json", { cache: "no-store" });
    const news = await response.json();
    notice.querySelector("pre").textContent = news.notice;
    notice.hidden = !news.notice;
    more = news.follow;
  } catch {
    // the gateway is away, perhaps to start again
  }
  if (more) setTimeout(look, 500);
}

look();
