"""A post in the thread: what happened, whom it calls, and somebody's own words as a quotation."""

from datetime import datetime

from bot.ports import Card
from bot.rules.json import Json
from handlers.slack.blocks import (
    actions,
    bold,
    bullets,
    button,
    line,
    link,
    mention,
    quote,
    rich,
    run,
    when,
)
from handlers.slack.card import Drawn
from handlers.slack.handoff import value_of
from handlers.slack.text import clean, escape, one_line, shorten
from handlers.slack.words import title

QUOTE = 7_500
MOST_NAMED = 100
_LABELS = {
    "send_without_files": "Send without the files",
    "try_files_again": "Try again",
    "keep": "Keep",
    "release": "Release",
}


def draw_note(payload: Json, value: str = "") -> Drawn:
    """Only `mention` calls people, and only whom our own policy names.

    `value` is that of its buttons.
    """
    title, said = str(payload.get("title", "")), str(payload.get("quote", ""))
    called = [each for who in payload.get("mention") or [] if (each := mention(who))]
    runs: list[Json] = []
    for each in called[:MOST_NAMED]:
        runs += [each, run(" ")]
    parts = [line(*runs, bold(shorten(clean(title), 1_000)), *_due(payload.get("due")))]
    if said:
        parts.append(quote(run(shorten(clean(said), QUOTE))))
    parts += _list(payload)
    text = escape(one_line(f"{title} {said}", 300)) or "A note from the desk."
    buttons = [_button(each, value) for each in payload.get("buttons") or []]
    return Drawn(text, [rich(*parts), *([actions(*buttons)] if buttons else [])])


def _list(payload: Json) -> list[Json]:
    """What is open, each with a link and when it is due."""
    entries: list[Json] = payload.get("list") or []
    if not entries:
        return []
    items = [_entry(each) for each in entries]
    if more := payload.get("more"):
        items.append([run(f"and {more} more, due later")])
    return [bullets(items)]


def _entry(each: Json) -> list[Json]:
    words = one_line(str(each["words"]), 120)
    where = link(str(each["url"]), words) or run(words)
    return [
        where,
        run(", due "),
        when(datetime.fromisoformat(each["due"])),
        run(f": {one_line(str(each['marks']), 200)}"),
    ]


def draw_direct(card: Card, payload: Json) -> Drawn:
    """To one person alone: what it is about is a link to the card, or several."""
    if payload.get("list"):
        return draw_note(payload)
    escalation = card.escalation
    asked, words = one_line(title(card), 150), str(payload["title"])
    where = link(escalation.thread.permalink, asked) if escalation.thread else None
    said = rich(line(bold(f"{words} "), where or run(asked)))
    made = [_button(each, value_of(escalation)) for each in payload.get("buttons") or []]
    return Drawn(escape(f"{words} {asked}"), [said, *([actions(*made)] if made else [])])


def _due(due: Json | None) -> list[Json]:
    """In each reader's own zone."""
    return [run(f" {due['words']} "), when(datetime.fromisoformat(due["at"]))] if due else []


def _button(wanted: Json, value: str) -> Json:
    verb = str(wanted["verb"])
    item = f":{wanted['item']}" if "item" in wanted else ""
    return button(_LABELS[verb], f"{verb}{item}", value)
