"""The questions of `handrail init`; a flag answers one beforehand, Enter takes what is offered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.commands.init import choices
from bot.commands.init.choices import Choices

Ask = Callable[["Question"], str]
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`offer` is what Enter means; empty: it is filled in later."""

    field: str
    words: str
    read: Callable[[str], Any]
    offer: str = ""


QUESTIONS = (
    Question(
        field="channel",
        words="The channel for cards, by its id (channel details, at the bottom)",
        read=choices.channel,
    ),
    Question(
        field="approvers",
        words="Who decides: a user group's id (S…), or people's (U…), separated by commas",
        read=choices.approvers,
    ),
    Question(
        field="timeout",
        words="How long may they take? Then it expires and nothing runs",
        read=choices.timeout,
        offer="30m",
    ),
    Question(
        field="socket_mode",
        words="How does Slack reach Handrail: socket (needs no public address) or http",
        read=choices.socket_mode,
        offer="socket",
    ),
    Question(
        field="address",
        words="The public address of Handrail, https://…",
        read=choices.address,
    ),
    Question(
        field="database",
        words="Where is the record kept? sqlite:///file or postgresql://…",
        read=choices.database,
        offer="sqlite:///var/handrail.db",
    ),
)


def choose(given: Mapping[str, str], *, ask: Ask | None, tell: Told) -> Choices:
    """`given` answers by field; raises ValueError when one of them does not fit.

    Nobody there to `ask`: what was not given is as `Choices` has it.
    """
    return Choices(**dict(_answers(given, ask, tell)))


def _answers(given: Mapping[str, str], ask: Ask | None, tell: Told) -> Iterator[tuple[str, Any]]:
    by_socket = False
    for question in QUESTIONS:
        if question.field == "address" and by_socket:
            continue
        if question.field in given:
            answer = question.read(given[question.field])
        elif ask is not None and (said := _insist(question, ask, tell)) is not None:
            answer = said
        else:
            answer = getattr(Choices(), question.field)
        by_socket = by_socket or (question.field == "socket_mode" and answer)
        yield question.field, answer


def _insist(question: Question, ask: Ask, tell: Told) -> Any:
    """Until the answer fits; None for one that is left for later."""
    while said := ask(question).strip():
        try:
            return question.read(said)
        except ValueError as error:
            tell(str(error))
    return None
