"""What the customer wrote, as a post in the thread: as words, never as markup."""

from datetime import UTC, datetime

from bot.rules.json import Json, JsonValue
from handlers.slack.blocks import bold, line, mention, quote, rich, run, when
from handlers.slack.card import Drawn
from handlers.slack.text import clean, escape, one_line

_CHANGES = {"edited": " changed a message", "deleted": " took a message back"}


def draw_customer_words(payload: Json) -> Drawn:
    """One post for each of the text's `pieces`; only `mention` calls people, and only by id.
    `files` are the names of those that follow.
    """
    change = str(payload.get("change") or "")
    text = clean(str(payload.get("text") or ""))
    files = ", ".join(one_line(str(name), 100) for name in payload.get("files") or [])
    title = one_line(str(payload.get("name") or ""), 60) or "The customer"
    title += _CHANGES.get(change, "") + _count(payload)
    heading = [*_called(payload), bold(title), *_time(payload.get("at"))]
    is_silent = not text.strip() and (files or change == "deleted")
    said = [] if is_silent else [quote(_said(text, change))]
    if files:
        said.append(line(run("Files: "), bold(files)))
    words = f"{title}: {text if text.strip() else files}"
    return Drawn(escape(one_line(words, 300)), [rich(line(*heading), *said)])


def _said(text: str, change: str) -> Json:
    if not text.strip():
        return run("no words that can be read", italic=True)
    return run(text, strike=True) if change == "deleted" else run(text)


def _called(payload: Json) -> list[Json]:
    people = [each for who in payload.get("mention") or [] if (each := mention(who))]
    return [piece for each in people[:20] for piece in (each, run(" "))]


def _count(payload: Json) -> str:
    number, of = payload.get("number"), payload.get("of")
    return f" ({number} of {of})" if isinstance(number, int) and isinstance(of, int) else ""


def _time(at: JsonValue) -> list[Json]:
    """`at` in ISO form, shown to each reader in their own zone."""
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else None
    except ValueError:
        return []
    if moment is None:
        return []
    return [run(", "), when(moment if moment.tzinfo else moment.replace(tzinfo=UTC))]
