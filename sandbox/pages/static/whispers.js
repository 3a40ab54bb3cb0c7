// What only one person sees, they may put away; it stays away as long as this tab is open.

const KEY = "dismissed whispers";

function dismissed() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
  } catch {
    return new Set();
  }
}

export function settleWhispers() {
  const put_away = dismissed();
  for (const whisper of document.querySelectorAll(".message.whisper")) {
    const piece = whisper.closest(".piece");
    piece.hidden = put_away.has(piece.dataset.key);
  }
}

document.addEventListener("click", (event) => {
  const piece = event.target.closest("[data-put-away]")?.closest(".piece");
  if (!piece) return;
  sessionStorage.setItem(KEY, JSON.stringify([...dismissed(), piece.dataset.key]));
  settleWhispers();
  piece.closest(".scroller").focus({ preventScroll: true });
});
