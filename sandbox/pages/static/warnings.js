// What went wrong, where it went wrong, in Slack's words where Slack has some.

export function warn(spot, refused) {
  const words = wordsOf(refused);
  const trouble = spot.querySelector(".trouble");
  if (trouble) {
    trouble.textContent = words;
    trouble.hidden = false;
    return;
  }
  spot.querySelector(".warning")?.remove();
  const warning = document.createElement("p");
  warning.className = "warning";
  warning.setAttribute("role", "alert");
  (spot.querySelector(".content") ?? spot).append(warning);
  warning.textContent = words;
}

export function unwarn(spot) {
  spot.querySelector(".warning")?.remove();
  const trouble = spot.querySelector(".trouble");
  if (trouble) trouble.hidden = true;
}

export function wordsOf(refused) {
  if (!refused.isOfTheApp) return sentence(refused.message);
  return `We had some trouble connecting. Try again? (${refused.message})`;
}

/** A refused form moves a little, for those who do not mind movement. */
export function shake(form) {
  form.classList.remove("refused");
  requestAnimationFrame(() => form.classList.add("refused"));
}

function sentence(words) {
  const whole = /[.?!]$/.test(words) ? words : `${words}.`;
  return whole[0].toUpperCase() + whole.slice(1);
}
