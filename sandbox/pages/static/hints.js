// The guided first minute: one step at a time, each put away for good when it is read.

const KEY = "dismissed hints";
const region = document.querySelector("[data-region='hints']");

function dismissed() {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
  } catch {
    return new Set();
  }
}

export function settleHints() {
  const put_away = dismissed();
  const left = [...region.children].filter((one) => !put_away.has(one.dataset.mark));
  for (const one of region.children) one.hidden = one !== left[0];
  region.hidden = left.length === 0;
}

region.addEventListener("click", (event) => {
  const piece = event.target.closest("[data-dismiss]")?.closest(".piece");
  if (!piece) return;
  localStorage.setItem(KEY, JSON.stringify([...dismissed(), piece.dataset.mark]));
  settleHints();
  (region.querySelector(".piece:not([hidden]) button") ?? document.getElementById("log")).focus();
});
