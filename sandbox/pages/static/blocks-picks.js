// Menus of ticks: the summary names what is chosen, typing narrows them or asks the app.

const MARGIN = 8;

export function close(menu) {
  if (!menu?.open) return;
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary").focus();
}

/** Under its summary, moved so far to the left that all of it can be seen. */
export function place(menu) {
  const panel = menu.querySelector(".bk-menu");
  panel.style.left = "0px";
  const within = scroller(menu).getBoundingClientRect();
  const { left, right } = panel.getBoundingClientRect();
  const over = right + MARGIN - Math.min(within.right, document.documentElement.clientWidth);
  const room = left - MARGIN - Math.max(within.left, 0);
  if (over > 0) panel.style.left = `${-Math.max(0, Math.min(over, room))}px`;
  panel.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function scroller(element) {
  for (let one = element.parentElement; one; one = one.parentElement) {
    if (getComputedStyle(one).overflowX !== "visible") return one;
  }
  return document.documentElement;
}

export function closeOthers(menu, kinds) {
  for (const other of document.querySelectorAll(kinds)) {
    if (other !== menu && !other.contains(menu)) other.open = false;
  }
}

export function summarise(menu) {
  const boxes = [...menu.querySelectorAll(".bk-found input")];
  const chosen = boxes.filter((box) => box.checked);
  const words = chosen.map((box) => box.closest("label").textContent).join(", ");
  menu.querySelector(".bk-chosen").textContent = words || menu.dataset.placeholder;
  const isFull = menu.dataset.most && chosen.length >= Number(menu.dataset.most);
  for (const box of boxes) box.disabled = isFull && !box.checked;
}

export function filter(menu, typed) {
  const wanted = typed.trim().toLocaleLowerCase();
  for (const row of menu.querySelectorAll(".bk-found label")) {
    row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  }
  for (const title of menu.querySelectorAll(".bk-group")) {
    title.hidden = !title.parentElement.querySelector("label:not([hidden])");
  }
}

/** What is ticked stays; the rest is what the app offers now. */
export function fill(menu, { options = [], option_groups: groups = [] }) {
  const found = menu.querySelector(".bk-found");
  const kept = [...found.querySelectorAll("input:checked")].map((box) => box.closest("label"));
  const known = new Set(kept.map((row) => row.querySelector("input").value));
  const offered = [{ options }, ...groups].map((group) => rows(menu, group, known));
  const isNothing = offered.every((group) => !group.hasChildNodes());
  found.replaceChildren(...kept, ...(isNothing ? [nothing()] : offered));
  summarise(menu);
}

function rows(menu, { label, options = [] }, known) {
  const fresh = options.filter((option) => !known.has(option.value));
  const group = document.createElement("div");
  if (label && fresh.length) group.append(made("div", "bk-group", label.text));
  group.append(...fresh.map((option) => row(menu, option)));
  return group;
}

function row(menu, option) {
  const box = document.createElement("input");
  box.type = menu.dataset.element.startsWith("multi_") ? "checkbox" : "radio";
  box.name = menu.id;
  box.value = option.value;
  box.dataset.option = JSON.stringify(option);
  const label = made("label", "bk-tick", "");
  label.append(box, made("span", "", option.text.text));
  return label;
}

function nothing() {
  const note = made("div", "bk-faint bk-none", "Nothing found");
  note.setAttribute("role", "status");
  return note;
}

function made(name, className, words) {
  const element = document.createElement(name);
  element.className = className;
  element.dir = "auto";
  element.textContent = words;
  return element;
}
