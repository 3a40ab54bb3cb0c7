// The chat's page: sends without leaving it, and shows what is new as it comes.

const log = document.getElementById("log");
const form = document.getElementById("say");
const field = document.getElementById("text");
const trouble = document.getElementById("trouble");
const connection = document.getElementById("connection");

function isAtTheEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

function toTheEnd() {
  log.scrollTop = log.scrollHeight;
}

function show(html) {
  const made = document.createElement("template");
  made.innerHTML = html; // drawn and escaped by the server
  const line = made.content.firstElementChild;
  const before = document.getElementById(line.id);
  const follow = isAtTheEnd();
  if (before) before.replaceWith(line);
  else log.append(line);
  if (follow) toTheEnd();
}

async function send(action, body) {
  trouble.hidden = true;
  try {
    const answer = await fetch(action, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return true;
    complain(await answer.text());
  } catch {
    complain("This could not be sent. Please try again.");
  }
  return false;
}

function complain(words) {
  trouble.textContent = words;
  trouble.hidden = false;
}

function grow() {
  field.rows = Math.min(6, field.value.split("\n").length);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = field.value;
  if (!words.trim()) return;
  field.value = "";
  grow();
  toTheEnd();
  if (!(await send("/say", new URLSearchParams({ text: words })))) field.value = words;
  field.focus();
});

field.addEventListener("input", grow);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.getElementById("person").addEventListener("submit", (event) => {
  event.preventDefault();
  toTheEnd();
  field.focus(); // the button goes while people are there
  send("/person", new URLSearchParams());
});

document.getElementById("own").addEventListener("toggle", toTheEnd, { capture: true });

document.getElementById("ideas").addEventListener("click", (event) => {
  const idea = event.target.closest(".idea");
  if (!idea) return;
  field.value = idea.textContent;
  grow();
  field.focus();
});

const live = new EventSource(`/live?after=${log.dataset.revision}`);
live.addEventListener("line", (event) => show(event.data));
for (const part of ["orders", "company", "own"]) {
  live.addEventListener(part, (event) => {
    document.getElementById(part).innerHTML = event.data; // drawn and escaped by the server
  });
}
live.addEventListener("open", () => (connection.hidden = true));
live.addEventListener("error", () => {
  if (live.readyState === EventSource.CLOSED) {
    connection.textContent = "This chat has ended. Load the page again to begin a new one.";
  }
  connection.hidden = false;
});

if (matchMedia("(max-width: 52rem)").matches) document.querySelector("details").open = false;
toTheEnd();
