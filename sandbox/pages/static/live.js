// The line to the workspace: what changes there changes here; a lost line says so and comes back.

import { patch } from "./patch.js";

const AGAIN_AFTER = 1000;
const lost = document.getElementById("connection");
const said = document.getElementById("said");
let line = null;

/** From now on the page shows `address`; `after` runs each time something has changed. */
export function listen(address, after) {
  line?.close();
  let isFirst = true;
  const own = (line = new EventSource(`/live${address.slice(address.indexOf("?"))}`));
  own.addEventListener("open", () => (lost.hidden = true));
  own.addEventListener("error", () => {
    lost.hidden = false;
    if (own.readyState === EventSource.CLOSED) setTimeout(() => own === line && listen(address, after), AGAIN_AFTER);
  });
  own.addEventListener("screen", (event) => {
    const screen = JSON.parse(event.data);
    const isFresh = isFirst && document.body.dataset.shown !== address;
    show(screen, isFresh, isFirst);
    isFirst = false;
    document.body.dataset.shown = address;
    after(screen, isFresh);
  });
}

function show({ title, regions }, isFresh, isFirst) {
  document.title = title;
  const news = [];
  for (const [name, change] of Object.entries(regions)) {
    const region = document.querySelector(`[data-region="${name}"]`);
    news.push(...patch(region, change, isFresh));
  }
  if (!isFirst && news.length) said.textContent = [...new Set(news)].slice(-3).join(". ");
}
