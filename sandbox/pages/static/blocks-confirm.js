// The question before an action. Esc says no, and the focus goes back to where it was.

export async function agreed(control) {
  if (!control.dataset.confirm) return true;
  const dialog = drawn(JSON.parse(control.dataset.confirm), control);
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  const answer = await new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
  dialog.remove();
  refocus(before);
  return answer === "yes";
}

function refocus(before) {
  // The page may have been drawn again meanwhile: the same control has the same id.
  const now = before?.isConnected ? before : document.getElementById(before?.id ?? "");
  now?.focus();
}

function drawn(question, control) {
  const dialog = document.createElement("dialog");
  dialog.className = "bk-confirm";
  const title = element("h2", question.title);
  const words = element("div");
  words.append(wordsOf(question, control));
  title.id = "bk-confirm-title";
  words.id = "bk-confirm-words";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.setAttribute("aria-describedby", words.id);
  const form = element("form");
  form.method = "dialog";
  const style = question.style === "danger" ? "danger" : "primary";
  form.append(
    answer(question.deny ?? { text: "Cancel" }, "no", ""),
    answer(question.confirm ?? { text: "Yes" }, "yes", style),
  );
  dialog.append(title, words, form);
  return dialog;
}

function wordsOf(question, control) {
  const template = document.getElementById(control.dataset.question ?? "");
  return template?.content.cloneNode(true) ?? element("div", question.text);
}

function answer(text, value, style) {
  const button = element("button", text);
  button.className = `bk-button ${style}`.trim();
  button.value = value;
  button.autofocus = value === "no"; // a held Enter must not answer yes
  return button;
}

function element(name, text) {
  const made = document.createElement(name);
  made.dir = "auto";
  if (text) made.textContent = text.text;
  return made;
}
