"""What the customer wrote, as a post in the thread: as words, never as markup."""

from bot.rules.json import Json
from handlers.slack.blocks import bold, line, mention, quote, rich, run
from handlers.slack.card import Drawn
from handlers.slack.text import clean, escape, one_line

CHANGED = {"": "", "edited": " changed a message", "deleted": " took a message back"}


def draw_words(payload: Json) -> Drawn:
    name = one_line(str(payload.get("name") or "The customer"), 60)
    text = clean(str(payload.get("text") or ""))
    change = CHANGED.get(str(payload.get("change") or ""), "")
    called = [each for who in payload.get("mention") or [] if (each := mention(who))]
    runs: list[Json] = []
    for each in called:
        runs += [each, run(" ")]
    parts = [line(*runs, bold(f"{name}{change}"))]
    if text:
        parts.append(quote(run(text)))
    return Drawn(escape(one_line(f"{name}{change}: {text}", 300)), [rich(*parts)])
