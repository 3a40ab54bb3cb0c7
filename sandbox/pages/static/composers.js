// Writing: in the channel and in the thread, with files; commands; own messages edited and deleted.

import { act, address } from "./acts.js";
import { agreed } from "./blocks-confirm.js";
import { warn, unwarn } from "./warnings.js";

const COMMAND = /^(\/\S+)\s*([^]*)$/;
const MOST_ROWS = 12;
const drafts = new Map();
const editing = new WeakMap(); // composer: the ts of the message that is being edited

function composer(name) {
  return document.querySelector(`[data-composer="${name}"]`);
}

/** What was half written is there again when one comes back. */
export function recallDrafts() {
  for (const form of document.querySelectorAll("[data-composer]")) {
    if (form.dataset.recalled) continue;
    form.dataset.recalled = "yes";
    write(form, drafts.get(nameOf(form)) ?? "");
  }
}

export function focusThread() {
  composer("thread")?.elements.text.focus();
}

async function send(form) {
  const { text, files, also } = form.elements;
  const words = text.value.trim();
  if (!words && !files.files.length) return;
  const picked = [...files.files];
  const ts = editing.get(form);
  const where = { channel: form.dataset.channel, thread_ts: form.dataset.thread };
  reset(form);
  if (!ts) toTheEnd(form);
  try {
    if (ts) await act("edit", { channel: where.channel, ts, text: words });
    else if (picked.length) await act("upload", { ...where, text: words, files: await read(picked) });
    else if (COMMAND.test(words)) await command(words, where);
    else await act("say", { ...where, text: words, also_to_channel: also?.checked });
    if (also) also.checked = false;
  } catch (refused) {
    if (!form.elements.text.value) write(form, words);
    warn(form, refused);
  }
}

/** One sees what one says, wherever one was reading. */
function toTheEnd(form) {
  const scroller = form.closest("main, aside").querySelector(".scroller");
  scroller.scrollTop = scroller.scrollHeight;
}

async function command(words, { channel, thread_ts }) {
  const [, name, text] = COMMAND.exec(words);
  if (thread_ts) throw new Error(`${name} is not supported in threads. Sorry!`);
  try {
    await act("command", { command: name, text, channel });
  } catch (refused) {
    if (!refused.isOfTheApp) throw refused;
    throw new Error(`${name} failed because the app did not respond (${refused.message}).`);
  }
}

function reset(form) {
  editing.delete(form);
  unwarn(form);
  form.elements.files.value = "";
  form.querySelector(".editing").hidden = form.querySelector(".cancel").hidden = true;
  attached(form);
  write(form, "");
}

function edit(form, ts, words) {
  editing.set(form, ts);
  write(form, words);
  form.querySelector(".editing").hidden = form.querySelector(".cancel").hidden = false;
  form.elements.text.focus();
}

function write(form, words) {
  form.elements.text.value = words;
  grown(form);
}

function grown(form) {
  const { text } = form.elements;
  text.rows = Math.min(MOST_ROWS, text.value.split("\n").length);
  if (!editing.has(form)) drafts.set(nameOf(form), text.value);
}

function nameOf(form) {
  const as = new URLSearchParams(address().split("?")[1]).get("as");
  return [as, form.dataset.channel, form.dataset.thread ?? ""].join(" ");
}

function attached(form) {
  const names = [...form.elements.files.files].map((file) => file.name);
  form.querySelector(".attached").textContent = names.join(", ");
}

async function read(picked) {
  return Promise.all(picked.map(async (file) => ({ name: file.name, content: await base64(file) })));
}

async function base64(file) {
  let binary = "";
  for (const byte of new Uint8Array(await file.arrayBuffer())) binary += String.fromCharCode(byte);
  return btoa(binary);
}

// What the menu of a message offers.

const OFFERS = {
  edit: async ({ control, spot, ts }) => {
    const name = spot.closest("#thread") ? "thread" : "channel";
    edit(composer(name), ts, control.dataset.text);
  },
  delete: async ({ control, channel, ts }) => {
    if (await agreed(control)) await act("delete", { channel, ts });
  },
  shortcut: ({ control, channel, ts }) =>
    act("shortcut", { callback_id: control.dataset.callback, channel, ts }),
  react: ({ control, spot, channel, ts }) => {
    const emoji = control.dataset.emoji;
    const remove = spot.querySelector(`.reactions [data-emoji="${emoji}"][aria-pressed="true"]`) !== null;
    return act("react", { emoji, channel, ts, remove });
  },
};

async function offer(control) {
  const spot = control.closest("[data-spot]");
  const { channel, ts } = spot.dataset;
  unwarn(spot);
  control.closest("details.more")?.removeAttribute("open");
  try {
    await OFFERS[control.dataset.do]({ control, spot, channel, ts });
  } catch (refused) {
    warn(spot, refused);
  }
}

document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-do]");
  if (control) offer(control);
  const cancel = event.target.closest("[data-composer] .cancel");
  if (cancel) reset(cancel.form);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-composer]")) return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-composer]");
  if (form && event.target.name === "text") grown(form);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-composer] [name='files']")) attached(event.target.form);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form || event.target.name !== "text" || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(form);
  } else if (event.key === "Escape" && editing.has(form)) {
    reset(form);
  } else if (event.key === "ArrowUp" && !event.target.value) {
    editLast(form, event);
  }
});

function editLast(form, event) {
  const all = form.closest("main, aside").querySelectorAll(".scroller [data-do='edit']");
  const last = [...all].at(-1);
  if (!last) return;
  event.preventDefault();
  edit(form, last.closest("[data-spot]").dataset.ts, last.dataset.text);
}
