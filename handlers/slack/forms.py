"""The forms behind the buttons: which fields each asks for, and the choice that comes of them.

Both ways start from the record, so that nothing about the proposal travels through Slack.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.errors import CardChanged, DecisionNotAllowed
from bot.ports import Card
from bot.rules.decision import Choice, Edit, Reject, Respond, TakeAlternative
from bot.rules.json import Json, JsonValue
from bot.rules.policy import Priority
from bot.rules.turn import Reply
from handlers.slack.feedback import feedback_fields
from handlers.slack.fields import CHOICES, Field, answer_fields, argument_fields
from handlers.slack.inputs import draw_field
from handlers.slack.readings import Unreadable, read_field

MOST_FIELDS = 90


class NotYet(Exception):
    """Some of what was typed cannot be taken yet: a sentence for each block."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Form:
    """Fields and their block ids, which differ for each version of the card."""

    fields: tuple[Field, ...]
    version: int

    def blocks(self) -> list[Json]:
        return [block for id, field in self._numbered() for block in draw_field(field, id)]

    def read(self, values: Json) -> dict[str, JsonValue]:
        """Every field's value by name; all that cannot be read is said at once."""
        read, errors = dict[str, JsonValue](), dict[str, str]()
        for id, field in self._numbered():
            try:
                read[field.name] = read_field(field, id, values)
            except Unreadable as unreadable:
                errors[unreadable.block_id] = unreadable.sentence
        if errors:
            raise NotYet(errors)
        return read

    def block_of(self, name: str) -> str | None:
        """The block in which a field begins."""
        for id, field in self._numbered():
            if field.name == name:
                return str(draw_field(field, id)[0]["block_id"])
        return None

    def _numbered(self) -> Iterator[tuple[str, Field]]:
        for number, field in enumerate(self.fields):
            yield f"v{self.version}.{number}", field


def other_queues(card: Card, queues: Iterable[str]) -> tuple[str, ...]:
    """Where a conversation can be passed on to."""
    return tuple(sorted(set(queues) - {card.escalation.promise.queue}))[:CHOICES]


def transfer_form(card: Card, version: int, queues: tuple[str, ...]) -> Form:
    """Whose it is from now on, and how soon it must be done: either, or both."""
    fields = [Field(name="person", label="To a person of this queue", asks="person", optional=True)]
    if queues:
        fields.append(
            Field(
                name="queue",
                label="Or to another queue",
                asks="choice",
                choices=queues,
                optional=True,
            )
        )
    fields.append(
        Field(
            name="message",
            label="What should they know?",
            hint="It stays inside: no customer and no agent reads it.",
            optional=True,
            multiline=True,
        )
    )
    fields.append(
        Field(
            name="priority",
            label="Another priority",
            hint=f"Now {card.escalation.priority}. Another one moves what is owed, from now on.",
            asks="choice",
            choices=tuple(map(str, Priority)),
            optional=True,
        )
    )
    return Form(tuple(fields), version)


def form_of(card: Card, verb: str, version: int) -> Form:
    fields = tuple(_fields(card, verb))
    if len(fields) > MOST_FIELDS:
        raise DecisionNotAllowed(
            f"This has {len(fields)} fields, more than Slack can ask for in one form. "
            "Approve it as it is, or reject it with a message."
        )
    return Form(fields, version)


def choice_of(card: Card, verb: str, read: dict[str, JsonValue]) -> Choice:
    """What a submitted form means. An argument or a field left empty is left out of an answer."""
    match verb.partition("_"):
        case ("edit", _, _) if card.escalation.proposal.action:
            return Edit(args=read)
        case ("edit", _, _):
            return Edit(reply=Reply(text=read["reply"] or ""))
        case ("reject", _, _):
            return Reject(reason=read.get("reason") or "", message=read.get("message") or "")
        case ("respond", _, _) if card.escalation.response_schema:
            return Respond(response={k: v for k, v in read.items() if v is not None})
        case ("respond", _, _):
            return Respond(message=read.get("message") or "")
        case ("alternative", _, index) if index.isdecimal():
            return TakeAlternative(index=int(index))
        case _:
            raise CardChanged


def _fields(card: Card, verb: str) -> Iterator[Field]:
    match verb:
        case "edit":
            yield from _edit_fields(card)
        case "reject":
            yield from _reject_fields(card)
        case "respond":
            yield from _respond_fields(card)
        case "feedback":
            yield from feedback_fields(card)
        case "reply":
            yield Field(
                name="message",
                label="To the customer",
                hint="They read exactly this, with your name. You do not go live by it. A card "
                "that nobody has is yours once they have them.",
                multiline=True,
            )
        case "snooze":
            yield Field(
                name="until",
                label="Remind me of this again",
                hint="What is late is told all the same, and a snooze ends before it is due.",
                asks="moment",
            )
        case "hand_back":
            yield Field(
                name="message",
                label="What should the agent know?",
                hint="What you promised, what to do next. The customer does not read it.",
                optional=True,
                multiline=True,
            )
        case _:
            return


def _edit_fields(card: Card) -> Iterator[Field]:
    proposal = card.escalation.proposal
    if proposal.action:
        yield from argument_fields(proposal.action.args)
    elif proposal.reply:
        yield Field(
            name="reply",
            label="Reply to the customer",
            initial=proposal.reply.text,
            is_set=True,
            multiline=True,
        )
    else:
        raise DecisionNotAllowed("There is nothing to edit here.")


def _reject_fields(card: Card) -> Iterator[Field]:
    reasons = card.escalation.promise.reject_reasons[:CHOICES]
    if reasons:
        yield Field(name="reason", label="Reason", asks="choice", choices=reasons)
    yield Field(
        name="message",
        label="What should the agent know?",
        hint="The agent reads this; the customer does not.",
        optional=bool(reasons),
        multiline=True,
    )


def _respond_fields(card: Card) -> Iterator[Field]:
    schema = card.escalation.response_schema
    if schema:
        yield from answer_fields(schema)
    else:
        yield Field(name="message", label="Your answer to the agent", multiline=True)
