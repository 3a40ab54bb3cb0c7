// New pieces take the place of old ones; focus, scroll position and what was typed stay.

import { restore, settled, stateOf } from "./blocks-values.js";

const REACHABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']";
const NEAR_END = 80;

/** Puts the pieces in; what of them is new for a screen reader is returned. */
export function patch(region, { order, pieces }, isFresh) {
  const scroller = region.closest(".scroller");
  const isOther = isFresh || region.firstElementChild?.dataset.key !== order[0];
  const wasAtEnd = scroller && isAtEnd(scroller);
  const focus = focusIn(region);
  const before = new Map([...region.children].map((one) => [one.dataset.key, one]));
  const wanted = order.map((key) => drawn(before.get(key), key, pieces[key]));
  put(region, wanted);
  if (focus) refocus(region, focus);
  if (scroller && (isOther || wasAtEnd)) scroller.scrollTop = toTop(scroller) ? 0 : scroller.scrollHeight;
  const news = order.filter((key) => !before.has(key) && pieces[key]?.speak);
  if (scroller) {
    const isBelow = news.includes(order.at(-1)) && !isOther && !wasAtEnd;
    if (isBelow) offerJump(scroller);
    else if (isOther) jumpOf(scroller).hidden = true;
  }
  return news.map((key) => pieces[key].speak);
}

/** Who reads the newest words goes on reading them when the page around them changes its size. */
export function stayAtEnd(scroller) {
  const toEnd = () => (scroller.scrollTop = toTop(scroller) ? 0 : scroller.scrollHeight);
  let wasAtEnd = true;
  let height = scroller.clientHeight;
  toEnd();
  scroller.addEventListener("scroll", () => {
    if (scroller.clientHeight === height) wasAtEnd = isAtEnd(scroller); // else it was not the reader
  });
  new ResizeObserver(() => {
    height = scroller.clientHeight;
    if (wasAtEnd) toEnd();
  }).observe(scroller);
}

/** New words below what one reads now: a button leads there, and leaves once one is there. */
function offerJump(scroller) {
  const jump = jumpOf(scroller);
  const end = () => (scroller.scrollTop = scroller.scrollHeight);
  const leave = () => {
    if (!isAtEnd(scroller)) return;
    jump.hidden = true;
    scroller.removeEventListener("scroll", leave);
  };
  jump.hidden = false;
  jump.onclick = end;
  scroller.addEventListener("scroll", leave);
}

function jumpOf(scroller) {
  return scroller.parentElement.querySelector(".jump");
}

function isAtEnd(scroller) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
}

function toTop(scroller) {
  return scroller.querySelector(".home") !== null;
}

function drawn(present, key, piece) {
  if (!piece || present?.dataset.mark === piece.mark) return present;
  const element = present ?? made(key);
  const held = heldIn(element);
  element.innerHTML = piece.html; // drawn and escaped by the server
  element.dataset.mark = piece.mark;
  hold(element, held);
  return element;
}

function made(key) {
  const element = document.createElement("div");
  element.className = "piece";
  element.dataset.key = key;
  return element;
}

function put(region, wanted) {
  const kept = new Set(wanted);
  for (const one of [...region.children]) if (!kept.has(one)) one.remove();
  wanted.forEach((one, at) => {
    if (region.children[at] !== one) region.insertBefore(one, region.children[at] ?? null);
  });
}

// What was typed into fields that the app has not heard of, and what was unfolded.

function heldIn(element) {
  const fields = [...element.querySelectorAll("[data-element]:not(button, a)")]
    .map((control) => [nameOf(control), stateOf(control), settled(control)])
    .filter(([, now, drawn]) => JSON.stringify(now) !== JSON.stringify(drawn));
  const open = [...element.querySelectorAll("details.keeps")].map((one) => one.open);
  return { fields: new Map(fields.map(([name, now]) => [name, now])), open };
}

function hold(element, { fields, open }) {
  for (const control of element.querySelectorAll("[data-element]:not(button, a)")) {
    if (fields.has(nameOf(control))) restore(control, fields.get(nameOf(control)));
  }
  element.querySelectorAll("details.keeps").forEach((one, at) => (one.open = open[at] ?? one.open));
}

function nameOf(control) {
  return JSON.stringify([control.dataset.blockId, control.dataset.actionId]);
}

// Where the focus was: by its id, else by its place in the piece.

function focusIn(region) {
  const at = document.activeElement;
  if (!at || !region.contains(at) || at === region) return null;
  const piece = [...region.children].find((one) => one.contains(at));
  const { selectionStart: from, selectionEnd: to } = at;
  return { at, id: at.id, key: piece?.dataset.key, place: reachable(piece).indexOf(at), from, to };
}

function refocus(region, { at, id, key, place, from, to }) {
  if (at.isConnected) {
    if (document.activeElement !== at) at.focus({ preventScroll: true });
    return;
  }
  const piece = [...region.children].find((one) => one.dataset.key === key);
  const now = (id && document.getElementById(id)) || reachable(piece)[place] || region.closest(".scroller");
  now?.focus({ preventScroll: true });
  if (typeof from === "number" && now?.setSelectionRange) now.setSelectionRange(from, to);
}

function reachable(piece) {
  return piece ? [...piece.querySelectorAll(REACHABLE)] : [];
}
