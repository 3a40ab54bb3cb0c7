// The app's forms: the newest on top, focus kept inside, given back when the last one closes.

import { act } from "./acts.js";
import { valuesOf } from "./blocks.js";
import { shake, warn } from "./warnings.js";

const FIELDS = "input:not([type='hidden']), select, textarea, details.bk-picks > summary, .modal-body button, [data-submit]";
const dialog = document.getElementById("modal");
let shown = "";
let opener = null;
let refusal = null; // {view, errors} or {view, refused}: drawn again when the form is

/** Shows what the workspace says is open. */
export function settleModals() {
  const forms = [...dialog.querySelectorAll("form.modal")];
  const top = forms.at(-1);
  for (const form of forms) form.closest(".piece").hidden = form !== top;
  if (top && !dialog.open) {
    opener = { at: document.activeElement, id: document.activeElement?.id };
    dialog.showModal();
  }
  if (top && top.dataset.view !== shown) entered(top);
  if (!top && dialog.open) left();
  if (top && refusal?.view === top.dataset.view) tell(top);
  shown = top?.dataset.view ?? "";
}

function entered(form) {
  dialog.setAttribute("aria-label", form.querySelector("h2").textContent);
  form.querySelector(".modal-body").scrollTop = 0;
  (form.querySelector("[autofocus]") ?? form.querySelector(FIELDS))?.focus();
}

function left() {
  dialog.close();
  const back = opener?.at?.isConnected ? opener.at : document.getElementById(opener?.id ?? "");
  (back ?? document.getElementById("log")).focus({ preventScroll: true });
}

async function submit(form) {
  const button = form.querySelector("[data-submit]");
  if (!button || button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  clear(form);
  try {
    const { errors } = await act("submit", { view_id: form.dataset.view, values: flat(form) });
    if (errors) refuse(form, { errors });
  } catch (refused) {
    refuse(form, refused.block ? { errors: { [refused.block]: refused.message } } : { refused });
  } finally {
    button.ariaBusy = null;
  }
}

/** By block id; by action id where a block has several fields. */
function flat(form) {
  const values = {};
  for (const [block, fields] of Object.entries(valuesOf(form))) {
    const entries = Object.entries(fields);
    for (const [action, value] of entries) values[entries.length > 1 ? action : block] = value;
  }
  return values;
}

async function close(form, everything) {
  try {
    await act("close", { view_id: form.dataset.view, everything });
  } catch (refused) {
    refuse(form, { refused });
  }
}

function clear(form) {
  refusal = null;
  form.querySelector(".trouble").hidden = true;
  for (const one of form.querySelectorAll(".bk-problem")) one.remove();
  for (const one of form.querySelectorAll(".bk-wrong")) one.classList.remove("bk-wrong");
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
}

/** Says what is wrong, and goes where it is to be mended. */
function refuse(form, why) {
  refusal = { view: form.dataset.view, ...why };
  const now = dialog.querySelector(`form[data-view="${CSS.escape(form.dataset.view)}"]`);
  if (!now) return;
  tell(now);
  shake(now);
  const first = now.querySelector("[aria-invalid]");
  (first?.matches("input, select, textarea") ? first : first?.querySelector("summary, input"))?.focus();
}

function tell(form) {
  if (refusal.refused) warn(form, refusal.refused);
  for (const [block, words] of Object.entries(refusal.errors ?? {})) mark(form, block, words);
}

function mark(form, block, words) {
  const control = form.querySelector(`[data-block-id="${CSS.escape(block)}"]`);
  const field = control?.closest(".bk-input-block");
  if (!field || field.querySelector(".bk-problem")) return;
  const problem = document.createElement("div");
  problem.className = "bk-problem";
  problem.id = `${control.id}-error`;
  problem.dir = "auto";
  problem.textContent = words;
  control.after(problem);
  field.classList.add("bk-wrong");
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", `${problem.id} ${control.id}-hint`);
}

dialog.addEventListener("submit", (event) => {
  const form = event.target.closest("form.modal");
  if (!form) return;
  event.preventDefault();
  submit(form);
});

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (button) close(button.closest("form"), button.dataset.close === "all");
});

dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.target.closest("details[open]")) return;
  event.preventDefault();
  const form = [...dialog.querySelectorAll("form.modal")].at(-1);
  if (form) close(form, false);
});

dialog.addEventListener("cancel", (event) => event.preventDefault());
