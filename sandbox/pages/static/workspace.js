// The workspace page: one goes from place to place without leaving it, and presses what is drawn.

import { act, address } from "./acts.js";
import { wire } from "./blocks.js";
import { focusThread, recallDrafts } from "./composers.js";
import { settleHints } from "./hints.js";
import { listen } from "./live.js";
import { settleModals } from "./modals.js";
import { stayAtEnd } from "./patch.js";
import { unwarn, warn } from "./warnings.js";
import { settleWhispers } from "./whispers.js";

const PRESSED = new Set(["button", "icon_button", "workflow_button", "overflow", "feedback_buttons"]);
const drawer = document.getElementById("drawer");
let threadOpener = ""; // the id of the link that opened it
let sought = ""; // the ts of the message that a link led to

// Going about

function go(to, how) {
  history.pushState(null, "", to);
  arrive(to, how);
}

function arrive(to, how = "") {
  const before = document.body.dataset.shown;
  if (how === "stay" || how === "thread" || how === "back") document.body.dataset.shown = to;
  document.body.dataset.address = to;
  document.body.dataset.going = how || "fresh";
  document.body.classList.toggle("with-thread", asked("thread", to) !== "");
  openDrawer(false);
  if (before !== to && isOfTheApp(to)) openHome(to);
  listen(to, settled);
}

function settled(screen) {
  const how = document.body.dataset.going;
  delete document.body.dataset.going;
  document.body.classList.toggle("with-thread", asked("thread", screen.address) !== "");
  recallDrafts();
  settleModals();
  settleHints();
  settleWhispers();
  if (how === "thread") focusThread();
  if (how === "find") find();
  if (how === "back") (document.getElementById(threadOpener) ?? document.getElementById("log")).focus();
}

function asked(name, of = address()) {
  return new URLSearchParams(of.split("?")[1]).get(name) ?? "";
}

function isOfTheApp(to) {
  return asked("in", to) === "app";
}

async function openHome(to) {
  try {
    await act("open_home", { tab: asked("tab", to) || "messages" });
  } catch (refused) {
    warn(document.querySelector("[data-region='log']"), refused);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.closest("details.switch")?.removeAttribute("open");
  const how = "closeThread" in link.dataset ? "back" : link.dataset.go;
  if (how === "thread") threadOpener = link.id;
  go(link.getAttribute("href"), how);
});

// A link to a message leads to it here: the workspace's own address is nowhere on the internet.

const PERMALINK = new RegExp(`^https://${document.body.dataset.domain}\\.slack\\.com/archives/(\\w+)/p(\\d+)(\\d{6})`);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='https://']");
  const found = PERMALINK.exec(link?.href ?? "");
  if (!found) return;
  event.preventDefault();
  const [, channel, seconds, micros] = found;
  const thread = new URL(link.href).searchParams.get("thread_ts");
  const query = new URLSearchParams({ as: asked("as"), in: channel, ...(thread && { thread }) });
  sought = `${seconds}.${micros}`;
  go(`/?${query}`, "find");
});

function find() {
  const messages = [...document.querySelectorAll(`.message[data-ts="${sought}"]`)];
  const message = messages.at(-1);
  message?.scrollIntoView({ block: "center" });
  message?.classList.add("found");
  message?.focus({ preventScroll: true });
}

addEventListener("popstate", () => arrive(location.pathname + location.search));

// The drawer, and menus that close when one looks elsewhere

function openDrawer(isOpen) {
  document.body.classList.toggle("drawer-open", isOpen);
  drawer.setAttribute("aria-expanded", String(isOpen));
}

drawer.addEventListener("click", () => {
  openDrawer(!document.body.classList.contains("drawer-open"));
  document.querySelector("#side summary").focus();
});

const MENUS = "details.more[open], details.switch[open]";

function closeMenus(but) {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(but)) menu.open = false;
}

document.addEventListener("pointerdown", (event) => {
  closeMenus(event.target);
  if (!event.target.closest("#side, #drawer")) openDrawer(false);
});
document.addEventListener("focusin", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest(MENUS);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (document.body.classList.contains("drawer-open")) {
    openDrawer(false);
    drawer.focus();
  }
});

// Pressing what is drawn

function where(control) {
  const spot = control.closest("[data-spot]");
  const { view, channel, ts } = spot.dataset;
  return { spot, place: view ? { view_id: view } : { channel, ts } };
}

async function pressed({ element, action_id, block_id, value, control }) {
  const { spot, place } = where(control);
  unwarn(spot);
  try {
    if (PRESSED.has(element)) await act("click", { ...meant(element, action_id, value, control), block_id, ...place });
    else await act("choose", { field: action_id, choice: value, block_id, ...place });
  } catch (refused) {
    warn(spot, refused);
  }
}

function meant(element, action_id, value, control) {
  if (element === "overflow") return { button: value || control.textContent };
  if (element === "feedback_buttons") return { button: control.dataset.words };
  return { button: action_id, value: value || undefined };
}

async function suggested({ action_id, block_id, typed, control }) {
  const { spot, place } = where(control);
  try {
    return await act("suggestions", { field: action_id, typed, block_id, ...place });
  } catch (refused) {
    warn(spot, refused);
    return {};
  }
}

wire(document.body, pressed, suggested);
document.body.dataset.shown = address();
document.querySelectorAll(".scroller").forEach(stayAtEnd);
if (isOfTheApp(address())) openHome(address());
listen(address(), settled);
