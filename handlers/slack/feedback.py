"""The last row of a closed card: was the agent right? One click, and a form for more."""

from collections.abc import Iterator
from typing import TypeVar

from bot.ports import Card
from bot.rules.feedback import Answer, Fix, Opinion, Why, may_be_appraised
from bot.rules.json import Json, JsonValue
from handlers.slack.blocks import actions, bold, button, line, quote, rich, run
from handlers.slack.fields import Field
from handlers.slack.handoff import value_of
from handlers.slack.text import clean, shorten
from handlers.slack.words import name_of

T = TypeVar("T")

CLICKS = (Answer.CORRECT, Answer.INCOMPLETE, Answer.WRONG, Answer.UNSAFE)
ANSWERS = {
    Answer.CORRECT: "Correct",
    Answer.INCOMPLETE: "Incomplete",
    Answer.WRONG: "Wrong",
    Answer.UNSAFE: "Unsafe",
    Answer.NONE_GIVEN: "It gave none",
}
WHYS = {
    Why.MISSING_KNOWLEDGE: "Knowledge was missing",
    Why.MISSING_TOOL: "A tool was missing",
    Why.POLICY: "The policy wants a person",
    Why.CUSTOMER_ASKED: "The customer asked for a person",
    Why.UNCLEAR: "The request was unclear",
    Why.OTHER: "Something else",
}
FIXES = {
    Fix.LINK: "Link an article of the knowledge base",
    Fix.EDIT: "Change a text",
    Fix.NOTHING: "Nothing",
}
_SAID = 600


def feedback_blocks(card: Card) -> list[Json]:
    """Nothing waits for it, so it is asked once, quietly, below everything else."""
    if not may_be_appraised(card.escalation):
        return []
    value = value_of(card.escalation)
    if card.appraisal is None:
        asked = [button(ANSWERS[each], each, value) for each in CLICKS]
        more = button("Say more …", "feedback", value)
        return [rich(line(bold("How was the agent's own answer?"))), actions(*asked, more)]
    opinion = card.appraisal.opinion
    said = [line(run(f"{name_of(card.appraisal.by)} on the agent's own answer: "), *_runs(opinion))]
    if opinion.words:
        said.append(quote(run(shorten(clean(opinion.words), _SAID))))
    return [rich(*said), actions(button("Change …", "feedback", value))]


def feedback_fields(card: Card) -> Iterator[Field]:
    """Only the answer must be given; all that was said before stands in it."""
    before = card.appraisal.opinion if card.appraisal else None
    yield _choice("answer", "The agent's own answer was", ANSWERS, before and before.answer)
    yield Field(
        name="needed",
        label="Was a person needed for this?",
        asks="boolean",
        initial=before.needed if before else None,
        is_set=bool(before and before.needed is not None),
        optional=True,
    )
    yield _choice("why", "Why was a person asked?", WHYS, before and before.why, optional=True)
    yield _choice(
        "fix", "What would spare you the next one?", FIXES, before and before.fix, optional=True
    )
    yield Field(
        name="words",
        label="Anything else",
        hint="For those who improve the agent. Neither the agent nor the customer reads it.",
        initial=before.words if before else "",
        is_set=True,
        optional=True,
        multiline=True,
    )


def opinion_of(read: dict[str, JsonValue]) -> Opinion:
    return Opinion(
        answer=_chosen(ANSWERS, read.get("answer")) or Answer.NONE_GIVEN,
        needed=read.get("needed"),
        why=_chosen(WHYS, read.get("why")),
        fix=_chosen(FIXES, read.get("fix")),
        words=str(read.get("words") or ""),
    )


def _runs(opinion: Opinion) -> list[Json]:
    runs = [bold(ANSWERS[opinion.answer].lower())]
    if opinion.needed is not None:
        runs.append(
            run(", and a person was needed" if opinion.needed else ", no person was needed")
        )
    if opinion.why:
        runs.append(run(f". {WHYS[opinion.why]}"))
    if opinion.fix:
        runs.append(run(f". What would help: {FIXES[opinion.fix].lower()}"))
    return [*runs, run(".")]


def _choice(
    name: str, label: str, words: dict[T, str], initial: T | None, *, optional: bool = False
) -> Field:
    return Field(
        name=name,
        label=label,
        asks="choice",
        choices=tuple(words.values()),
        initial=words[initial] if initial else None,
        is_set=initial is not None,
        optional=optional,
    )


def _chosen(words: dict[T, str], label: JsonValue) -> T | None:
    return next((key for key, word in words.items() if word == label), None)
