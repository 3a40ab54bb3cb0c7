"""Modals: forms that decide, and pages to read. They carry an id and a version, nothing else."""

import json
from collections.abc import Iterator, Sequence

from bot.errors import DecisionNotAllowed
from bot.ports import Card
from bot.rules.deciding import proposal_after
from bot.rules.decision import TakeAlternative
from bot.rules.json import Json
from handlers.slack.blocks import (
    TEXT,
    bold,
    bullets,
    code,
    divider,
    header,
    line,
    link,
    plain,
    quote,
    rich,
    run,
    section,
)
from handlers.slack.forms import form_of, transfer_form
from handlers.slack.knowledge import knowledge_blocks
from handlers.slack.proposal import alternative_of, words_of
from handlers.slack.text import clean, one_line, shorten, split
from handlers.slack.transcript import messages_of, speaker
from handlers.slack.words import if_yes, title

LARGEST = 200_000  # Slack takes 250 kB
MOST_BLOCKS = 98
PIECE = 2_800
READ = 60_000

_TITLES = {
    "edit": ("Edit", "Approve this"),
    "reject": ("Reject", "Reject"),
    "respond": ("Respond", "Send to the agent"),
    "reply": ("Reply", "Send to customer"),
    "hand_back": ("Hand back", "Hand back"),
    "feedback": ("How did it go?", "Send"),
    "snooze": ("Snooze", "Snooze"),
    "alternative": ("Use this instead", "Use this"),
}


NOTHING_ASKED = "The agent asks for no fields: send it as it is."


def form_modal(card: Card, verb: str, version: int) -> Json:
    """The form of a verb. Raises the refusal that fits when Slack cannot ask for so much."""
    kind = "alternative" if verb.startswith("alternative") else verb
    heading, submit = _TITLES[kind]
    shown = _alternative(card, verb) if kind == "alternative" else _intro(card, kind)
    blocks = [*shown, *form_of(card, verb, version).blocks()] or [rich(line(run(NOTHING_ASKED)))]
    view = _view(heading, blocks, submit=submit, callback_id=verb)
    view["private_metadata"] = f"{card.escalation.id}:{version}"
    if len(blocks) > MOST_BLOCKS or _weight(view) > LARGEST:
        raise DecisionNotAllowed(
            "This is too long to be edited in Slack. Approve it as it is, or reject it and tell "
            "the agent what to change."
        )
    return view


def transfer_modal(card: Card, version: int, queues: tuple[str, ...]) -> Json:
    blocks = transfer_form(card, version, queues).blocks()
    view = _view("Pass on, or priority", blocks, submit="Save", callback_id="transfer")
    return view | {"private_metadata": f"{card.escalation.id}:{version}"}


def told(sentence: str) -> Json:
    """What takes a form's place when it can no longer decide anything."""
    return _view("Not done", [section(sentence)])


def told_in_markup(sentence: str) -> Json:
    """The same for a sentence that names people and times, escaped where it is not ours."""
    text = {"type": "mrkdwn", "text": shorten(sentence, TEXT), "verbatim": True}
    return _view("Not done", [{"type": "section", "text": text}])


def conversation_page(card: Card) -> Json:
    """Everything there is to know, as much as one page holds; the newest words first."""
    everything = [*_whole_proposal(card), *_latest_messages(card)]
    blocks = [header(title(card)), *knowledge_blocks(card), divider()]
    room = LARGEST - _weight(blocks)
    for number, block in enumerate(everything):
        room -= _weight(block)
        if room < 0 or len(blocks) == MOST_BLOCKS:
            left = f"{len(everything) - number} more pieces have no room on this page."
            blocks.append(rich(line(run(left, italic=True))))
            break
        blocks.append(block)
    return _view("Conversation", blocks)


def _latest_messages(card: Card) -> Iterator[Json]:
    """The newest first, a long one in several pieces."""
    for message in reversed(messages_of(card)):
        pieces = [piece for piece, _ in split(clean(message.text), PIECE)]
        yield rich(line(bold(speaker(card, message))), quote(run(pieces[0])))
        yield from (rich(quote(run(piece))) for piece in pieces[1:])


def _weight(value: object) -> int:
    """As JSON in ASCII, which is how the SDK sends it and the most it can weigh."""
    return len(json.dumps(value))


def link_page(card: Card) -> Json:
    thread = card.escalation.thread
    permalink = thread.permalink if thread else ""
    shown = link(permalink, "Open the card")
    if not shown:
        return told("This card has no link yet. Try again in a minute.")
    return _view("Link to this card", [rich(code(permalink)), rich(line(shown))])


def how_page() -> Json:
    return _view("How this works", how_blocks())


def how_blocks() -> list[Json]:
    """For somebody who sees a card for the first time."""
    steps = (
        ("Approve", "lets exactly what you read go out. It counts at once."),
        ("Edit", "lets your version go out instead."),
        ("Reject", "stops it. Your reason goes to the agent, never to the customer."),
        ("Respond", "answers the agent without letting anything go out."),
        ("Claim", "tells the others that you are on it. Any reviewer can still decide."),
    )
    return [
        section(
            "An AI agent was unsure, or the stakes were high, so it asks you before it acts. "
            "The card shows what it wants to do and why you are asked."
        ),
        rich(bullets([[bold(f"{verb} "), run(what)] for verb, what in steps])),
        section(
            "What you type in a card's thread stays between you and your colleagues: it decides "
            "nothing and no customer reads it. If nobody decides in time, the card says so, and "
            "nothing goes out unless the policy of the queue says otherwise. "
            "Type /handrail to see what waits for you, and narrow it down with queue:, kind:, "
            "reason: and confidence: (low, medium, high, unknown), such as "
            "/handrail queue:refunds kind:approval; page:2 has what is due later."
        ),
    ]


def list_page(blocks: Sequence[Json]) -> Json:
    return _view("Waiting for you", list(blocks))


def _intro(card: Card, kind: str) -> list[Json]:
    if kind == "respond" and card.escalation.proposal.question:
        return [rich(*words_of(card.escalation.proposal, PIECE))]
    if kind == "edit":
        action = card.escalation.proposal.action
        what = one_line(action.name, 80) if action else "this reply"
        return [rich(line(run(f"Your version of {what} goes out when you approve it.")))]
    return []


def _alternative(card: Card, verb: str) -> list[Json]:
    index = int(verb.partition("_")[2])
    what = proposal_after(card.escalation, TakeAlternative(index=index))
    label = card.escalation.alternatives[index].label
    head = rich(line(bold(one_line(label, 150)), run(f"\nIf you use this, {if_yes(card, what)}")))
    parts = words_of(what, READ)
    return [head, *(block for part in parts for block in _in_pieces(part))]


def _whole_proposal(card: Card) -> list[Json]:
    escalation = card.escalation
    parts = words_of(escalation.proposal, READ)
    blocks = [block for part in parts for block in _in_pieces(part)]
    for other in escalation.alternatives:
        blocks.append(rich(line(bold(f"Or: {one_line(other.label, 150)}"))))
        for part in words_of(alternative_of(other), READ):
            blocks += _in_pieces(part)
    return blocks[: MOST_BLOCKS // 2]  # the other half is for what was said


def _in_pieces(part: Json) -> list[Json]:
    """A long quotation or call as several blocks of the same kind."""
    words = "".join(each["text"] for each in part["elements"])
    return [rich({**part, "elements": [run(piece)]}) for piece, _ in split(words, PIECE)]


def _view(
    heading: str, blocks: Sequence[Json], *, submit: str = "", callback_id: str = "page"
) -> Json:
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(heading, 24),
        "close": plain("Cancel" if submit else "Close", 24),
        "blocks": list(blocks),
    }
    return view | {"submit": plain(submit, 24)} if submit else view
