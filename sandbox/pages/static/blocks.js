// What the controls of Block Kit do: they tell the page that a person acted, once they are sure.
//
// wire(root, act, suggest) listens on `root`, so that whatever is drawn into it later works too.
//   act({element, action_id, block_id, value, control}): `value` is what the sandbox's control API
//   takes as a button's `value`, an overflow's option, or a field's choice.
//   suggest({action_id, block_id, typed, control}) answers {options, option_groups}, or a promise
//   of it, for menus that the app fills while a person types.
// valuesOf(form) is {block_id: {action_id: value}}.

import { agreed } from "./blocks-confirm.js";
import { close, closeOthers, fill, filter, place, summarise } from "./blocks-picks.js";
import { isPressed, keepFiles, restore, settled, stateOf, valueOf, valuesOf } from "./blocks-values.js";

export { valuesOf };

const PAUSE = 300;
const MENUS = "details.bk-picks, details.bk-overflow";
const HELD = "select, .bk-when, [data-element='radio_buttons'], .bk-picks";

export function wire(root, act, suggest = async () => ({})) {
  const lasting = new WeakMap(); // what each control was when the app last heard of it
  const typing = new WeakSet(); // moved by keys: it is settled by Enter, or when it is left
  const timers = new WeakMap();

  const tell = (control, value) =>
    act({
      element: control.dataset.element,
      action_id: control.dataset.actionId,
      block_id: control.dataset.blockId,
      value,
      control,
    });

  async function press(control, event) {
    const address = control.getAttribute("href");
    if (address && control.dataset.confirm) event.preventDefault();
    if (control.ariaBusy === "true") return;
    close(control.closest(MENUS));
    if (!(await agreed(control))) return;
    control.ariaBusy = "true";
    try {
      if (address && event.defaultPrevented) window.open(address, "_blank", "noopener,noreferrer");
      await tell(control, control.dataset.value ?? "");
    } finally {
      control.ariaBusy = null;
    }
  }

  async function settle(control) {
    const before = lasting.get(control) ?? settled(control);
    const now = stateOf(control);
    if (!dispatches(control, "change") || JSON.stringify(before) === JSON.stringify(now)) return;
    lasting.set(control, now);
    if (await agreed(control)) return tell(control, valueOf(control));
    lasting.set(control, before);
    restore(control, before);
    if (control.matches(MENUS)) summarise(control);
  }

  function soon(control, work) {
    clearTimeout(timers.get(control));
    timers.set(control, setTimeout(work, PAUSE));
  }

  async function look(menu, typed) {
    if (typed.length < Number(menu.dataset.least)) return;
    const { actionId: action_id, blockId: block_id } = menu.dataset;
    fill(menu, await suggest({ action_id, block_id, typed, control: menu }));
  }

  root.addEventListener("click", (event) => {
    const control = event.target.closest("[data-element]");
    if (control && isPressed(control)) press(control, event);
  });

  root.addEventListener("pointerdown", (event) => {
    const control = event.target.closest("[data-element]");
    if (control) typing.delete(control);
  });

  root.addEventListener("keydown", (event) => {
    const control = event.target.closest("[data-element]");
    const menu = event.target.closest(MENUS);
    if (event.key === "Escape" && menu?.open) {
      event.preventDefault();
      event.stopPropagation();
      close(menu);
    } else if (control && event.key === "Enter") {
      entered(control, event);
    } else if (control?.matches(HELD) && event.key !== "Tab") {
      typing.add(control);
    }
  });

  function entered(control, event) {
    if (event.target.matches(".bk-found input")) {
      event.preventDefault(); // else it would open the menu again, where the focus goes now
      close(control);
    }
    if (control.matches(MENUS)) return;
    if (typing.delete(control)) settle(control);
    const isLine = control.localName === "input" || event.ctrlKey || event.metaKey;
    if (event.isComposing || !isLine || !dispatches(control, "enter")) return;
    event.preventDefault();
    tell(control, valueOf(control));
  }

  root.addEventListener("input", (event) => {
    const menu = event.target.closest("details.bk-picks");
    if (menu && event.target.type === "search") {
      if (menu.dataset.least === undefined) filter(menu, event.target.value);
      else soon(menu, () => look(menu, event.target.value));
      return;
    }
    const control = event.target.closest("[data-element]");
    if (control && dispatches(control, "character")) {
      soon(control, () => tell(control, valueOf(control)));
    }
  });

  root.addEventListener("change", (event) => {
    const control = event.target.closest("[data-element]");
    if (!control || event.target.type === "search") return;
    if (control.type === "file") keepFiles(control).then(() => settle(control));
    else if (control.matches(MENUS)) picked(control, event.target);
    else if (!typing.has(control)) settle(control);
  });

  function picked(menu, box) {
    summarise(menu);
    if (box.type === "radio" && !typing.has(menu)) close(menu);
  }

  root.addEventListener("focusout", (event) => {
    const control = event.target.closest("[data-element]");
    const menu = event.target.closest(MENUS);
    const goesTo = event.relatedTarget;
    if (menu?.open && goesTo && !menu.contains(goesTo)) menu.open = false;
    if (control && !control.contains(goesTo) && typing.delete(control)) settle(control);
  });

  root.addEventListener("toggle", (event) => opened(event.target), true); // it does not bubble

  function opened(menu) {
    if (!menu.matches(MENUS)) return;
    if (menu.open) {
      closeOthers(menu, MENUS);
      place(menu);
      if (menu.dataset.least === "0") look(menu, "");
    } else if (menu.matches(".bk-picks")) {
      settle(menu);
    }
  }

  document.addEventListener("pointerdown", (event) => {
    for (const menu of root.querySelectorAll(MENUS)) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    }
  });
}

function dispatches(control, how) {
  return (control.dataset.dispatch ?? "").split(" ").includes(how);
}
