"""The conversation so far: the latest of it in the thread, all of it in a file."""

from collections.abc import Iterator, Sequence

from bot.ports import Card
from bot.rules.json import Json
from bot.rules.transcript import needs_file
from bot.rules.turn import Message, Turn
from handlers.slack.blocks import bold, line, quote, rich, run, text_size
from handlers.slack.card import Drawn
from handlers.slack.proposal import ON_CARD, alternative_of, fits, whole
from handlers.slack.text import clean, escape, one_line, shorten
from handlers.slack.words import agent_of, customer_of, title

IN_THREAD = 8_400
PROPOSAL = 4_000
AT_LEAST = 400
MOST_MESSAGES = 120
PER_BLOCK = 10


def draw_transcript(card: Card) -> Drawn:
    """One post: what the card had no room for, then as many of the latest messages as fit."""
    rest = _rest_of_proposal(card)
    room = IN_THREAD - text_size(rest)
    spoken, kept = _latest(card, room)
    total = len(card.turn.messages)
    words = _heading(card, kept, total) if total else "What the card had no room for"
    heading = [rich(line(bold(words)))] if total else []
    text = escape(one_line(f"{words}. {title(card)}", 300))
    return Drawn(text, [*rest, *heading, *_in_blocks(spoken)])


def as_file(card: Card) -> str:
    """Everything, as plain text: what is asked, what else was thought of, every message."""
    escalation = card.escalation
    parts = [title(card), whole(escalation.proposal)]
    parts += [
        f"Or: {clean(other.label)}\n{whole(alternative_of(other))}"
        for other in escalation.alternatives
    ]
    parts += [f"{speaker(card, message)}\n{clean(message.text)}" for message in messages_of(card)]
    return "\n\n".join(parts) + "\n"


def file_name(delivery_id: str) -> str:
    """Bears the delivery's id: a file carries no other mark of ours."""
    return f"conversation-{delivery_id}.txt"


def messages_of(card: Card) -> list[Message]:
    """All that was said, once each, with what came after the proposal."""
    said = list(card.turn.messages)
    for later in card.later_turns:
        said += _new_in(later, said)
    return said


def _new_in(later: Turn, said: Sequence[Message]) -> list[Message]:
    ids = {message.id for message in said if message.id}
    if ids:
        return [message for message in later.messages if message.id and message.id not in ids]
    return list(later.messages[len(said) :])


def speaker(card: Card, message: Message) -> str:
    name = one_line(message.name, 60)
    match message.role:
        case "customer":
            who = f"{name or customer_of(card)} (customer)"
        case "agent":
            who = f"{name or agent_of(card)} (agent)"
        case role:
            who = f"{name} ({role})" if name else role.capitalize()
    return f"{who}, {message.at:%Y-%m-%d %H:%M} UTC" if message.at else who


def spoken(card: Card, message: Message, limit: int) -> list[Json]:
    return [
        line(bold(speaker(card, message))),
        quote(run(shorten(clean(message.text), limit))),
    ]


def _latest(card: Card, room: int) -> tuple[list[list[Json]], int]:
    """From the last message backwards; the last one is shown at least in part."""
    kept: list[list[Json]] = []
    for message in reversed(card.turn.messages[-MOST_MESSAGES:]):
        drawn = spoken(card, message, max(room - 300, AT_LEAST) if not kept else 40_000)
        room -= text_size(drawn)
        if kept and room < 0:
            break
        kept.append(drawn)
    return kept[::-1], len(kept)


def _heading(card: Card, kept: int, total: int) -> str:
    if kept == total:
        return f"The conversation so far ({total} message{'' if total == 1 else 's'})"
    where = "in the file that follows" if needs_file(card.turn) else "under ⋯ on the card"
    return f"The latest {kept} of {total} messages; all of them are {where}"


def _rest_of_proposal(card: Card) -> list[Json]:
    proposal = card.escalation.proposal
    if fits(proposal, ON_CARD) and card.turn.messages:
        return []
    everything = whole(proposal)
    shown = shorten(everything, PROPOSAL)
    more = "" if shown == everything else " (its beginning; the whole is under ⋯ on the card)"
    return [rich(line(bold(f"What the card had no room for{more}")), quote(run(shown)))]


def _in_blocks(spoken: list[list[Json]]) -> Iterator[Json]:
    for start in range(0, len(spoken), PER_BLOCK):
        yield rich(*[part for one in spoken[start : start + PER_BLOCK] for part in one])
