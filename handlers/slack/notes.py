"""A post in the thread: what happened, whom it calls, and somebody's own words as a quotation."""

from bot.rules.json import Json
from handlers.slack.blocks import actions, bold, button, line, mention, quote, rich, run
from handlers.slack.card import Drawn
from handlers.slack.text import clean, escape, one_line, shorten

QUOTE = 7_500
_LABELS = {"send_without_files": "Send without the files", "try_files_again": "Try again"}


def draw_note(payload: Json, value: str = "") -> Drawn:
    """Only `mention` calls people, and only whom our own policy names.

    `value` is that of its buttons.
    """
    title, said = str(payload.get("title", "")), str(payload.get("quote", ""))
    called = [each for who in payload.get("mention") or [] if (each := mention(who))]
    runs: list[Json] = []
    for each in called[:20]:
        runs += [each, run(" ")]
    parts = [line(*runs, bold(shorten(clean(title), 1_000)))]
    if said:
        parts.append(quote(run(shorten(clean(said), QUOTE))))
    text = escape(one_line(f"{title} {said}", 300)) or "A note from the desk."
    buttons = [_button(each, value) for each in payload.get("buttons") or []]
    return Drawn(text, [rich(*parts), *([actions(*buttons)] if buttons else [])])


def _button(wanted: Json, value: str) -> Json:
    verb = str(wanted["verb"])
    return button(_LABELS[verb], f"{verb}:{wanted['item']}", value)
