// The inspector: new entries come in at the top by themselves, faults are switched without leaving.

const entries = document.getElementById("entries");
const filter = document.getElementById("filter");
const trouble = document.getElementById("trouble");
const connection = document.getElementById("connection");
const MOST = 500;
let live = null;

function asked(more = {}) {
  return new URLSearchParams([...new FormData(filter), ...Object.entries(more)]);
}

function listen(after) {
  live?.close();
  live = new EventSource(`/inspector/live?${asked({ after })}`);
  live.addEventListener("entry", (event) => {
    const made = document.createElement("template");
    made.innerHTML = event.data; // drawn and escaped by the server
    const entry = made.content.firstElementChild;
    if (document.getElementById(entry.id)) return;
    entries.querySelector(".none")?.remove();
    entries.prepend(entry);
    while (entries.children.length > MOST) entries.lastElementChild.remove();
  });
  live.addEventListener("state", (event) => {
    const at = document.getElementById("state");
    const before = at.contains(document.activeElement);
    at.innerHTML = event.data; // drawn and escaped by the server
    if (before) (at.querySelector("button") ?? document.querySelector("#faults button")).focus();
  });
  live.addEventListener("open", () => (connection.hidden = true));
  live.addEventListener("error", () => (connection.hidden = false));
}

async function list(more = {}) {
  const answer = await fetch(`/inspector/list?${asked(more)}`);
  return { html: await answer.text(), last: answer.headers.get("X-Last-Entry") };
}

async function refilter() {
  const words = asked();
  const { html, last } = await list();
  if (String(words) !== String(asked())) return; // typed on meanwhile
  entries.innerHTML = html; // drawn and escaped by the server
  history.replaceState(null, "", `/inspector/?${words}`);
  listen(last);
}

async function send(form, button) {
  trouble.hidden = true;
  const body = new URLSearchParams([...new FormData(form, button)]);
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return true;
    trouble.textContent = await answer.text();
  } catch {
    trouble.textContent = "This could not be sent. Please try again.";
  }
  trouble.hidden = false;
  return false;
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.target === filter) return void refilter();
  const sent = await send(event.target, event.submitter);
  if (sent && event.target.id === "forget") refilter();
});

filter.addEventListener("input", refilter);

entries.addEventListener("click", async (event) => {
  const older = event.target.closest("[data-before]");
  if (!older) return;
  const { html } = await list({ before: older.dataset.before });
  const made = document.createElement("template");
  made.innerHTML = html; // drawn and escaped by the server
  const first = made.content.querySelector("summary");
  older.parentElement.replaceWith(made.content);
  first?.focus();
});

if (matchMedia("(max-width: 60rem)").matches) document.getElementById("bad-day").open = false;
listen(entries.dataset.last);
