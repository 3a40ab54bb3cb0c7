// What is in a control, as the sandbox's control API takes it.

import { asRichText } from "./blocks-rich.js";

const PRESSED = new Set([
  "button",
  "workflow_button",
  "icon_button",
  "feedback_buttons",
  "overflow",
]);
const files = new WeakMap();

const READ = {
  checkboxes: ticked,
  radio_buttons: (control) => ticked(control)[0] ?? null,
  external_select: (control) => options(control)[0] ?? null,
  multi_external_select: options,
  multi_static_select: ticked,
  multi_users_select: ticked,
  multi_channels_select: ticked,
  multi_conversations_select: ticked,
  datetimepicker: (control) => stampOf(control.value, control.dataset.zone),
  rich_text_input: richText,
  file_input: (control) => files.get(control) ?? [],
};

export function valuesOf(form) {
  const values = Object.create(null); // an app may name a block `__proto__`
  for (const control of form.querySelectorAll("[data-element]")) {
    if (isPressed(control)) continue;
    const { blockId, actionId } = control.dataset;
    values[blockId] ??= Object.create(null);
    values[blockId][actionId] = valueOf(control);
  }
  return values;
}

export function valueOf(control) {
  const read = READ[control.dataset.element];
  return read ? read(control) : control.value || null;
}

export function isPressed(control) {
  return PRESSED.has(control.dataset.element);
}

// What a person sees of it now; what the page was drawn with; and the way back.

export function stateOf(control) {
  return isGroup(control) ? ticked(control) : (files.get(control) ?? control.value);
}

export function settled(control) {
  if (isGroup(control)) {
    return boxes(control).filter((box) => box.defaultChecked).map((box) => box.value);
  }
  if (control.localName !== "select") return control.defaultValue;
  const drawn = [...control.options].find((option) => option.defaultSelected);
  return drawn?.value ?? "";
}

export function restore(control, state) {
  if (!isGroup(control)) {
    if (control.type !== "file") control.value = state;
    return;
  }
  for (const box of boxes(control)) box.checked = state.includes(box.value);
}

// Files are read when they are picked, so that a form can be sent without waiting for them.

export async function keepFiles(control) {
  const picked = [...control.files].slice(0, Number(control.dataset.most));
  files.set(control, await Promise.all(picked.map(whole)));
}

async function whole(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { name: file.name, mimetype: file.type, size: file.size, content: btoa(binary) };
}

function isGroup(control) {
  return !control.matches("input, select, textarea");
}

function boxes(control) {
  return [...control.querySelectorAll("input[type='checkbox'], input[type='radio']")];
}

function chosen(control) {
  return boxes(control).filter((box) => box.checked);
}

function ticked(control) {
  return chosen(control).map((box) => box.value);
}

function options(control) {
  return chosen(control).map((box) => JSON.parse(box.dataset.option));
}

function richText(control) {
  const isAsDrawn = control.value === control.defaultValue;
  if (isAsDrawn && control.dataset.rich) return JSON.parse(control.dataset.rich);
  return asRichText(control.value);
}

/** Seconds since 1970 of a wall clock's `2026-11-21T09:30` in some zone. */
function stampOf(wall, zone) {
  if (!wall) return null;
  const asIfUtc = Date.parse(`${wall}Z`);
  const near = asIfUtc - offset(asIfUtc, zone);
  return Math.floor((asIfUtc - offset(near, zone)) / 1000);
}

function offset(at, zone) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const on = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(on.year, on.month - 1, on.day, on.hour, on.minute, on.second) - at;
}
