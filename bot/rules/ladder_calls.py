"""What a step of a ladder says: once in the thread, for everybody, and where else it calls."""

from collections.abc import Sequence
from dataclasses import replace

from bot.rules.calls import everybody
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.keeping import due_first
from bot.rules.ladder import Rung, way_of
from bot.rules.owing import direct, in_channel, note

NOBODY_YET = "Nobody has taken this on yet."
NOBODY_STILL = "Still nobody has taken this on."
NOBODY_CAME = "Nobody has taken this on, though everybody on the ladder was called."


def calls(escalation: Escalation, rung: Rung, gone: frozenset[str]) -> list[Owed]:
    """One message in the thread names all; a channel and a person alone get a link to the card."""
    reached = rung.reaches(gone)
    words, about = _words(rung), f"ladder:{escalation.id}:{escalation.version}"
    said = note(escalation, words, mention=_mention(escalation, rung, reached), once=about)
    due_at = due_first(escalation)
    due = {"at": due_at.isoformat(), "words": "Due"}
    said = replace(said, payload={**said.payload, "due": due})
    return [said, *(_elsewhere(escalation, each, words, about) for each in _others(reached))]


def _words(rung: Rung) -> str:
    if rung.is_last:
        return NOBODY_CAME
    return NOBODY_YET if rung.round == 1 else NOBODY_STILL


def _mention(escalation: Escalation, rung: Rung, reached: Sequence[Json]) -> list[Json]:
    """Where nobody stands behind the ladder, whoever may take it is called a last time."""
    named = [each for each in reached if each.keys() & {"user", "usergroup", "rota"}]
    if rung.is_last and not reached:
        return everybody(escalation.promise.approvers)
    return named


def _others(reached: Sequence[Json]) -> list[Json]:
    return [each for each in reached if "channel" in each or "direct" in each]


def _elsewhere(escalation: Escalation, target: Json, words: str, about: str) -> Owed:
    if user := target.get("direct"):
        said = direct(escalation, user, words, once=f"{about}:{user}", verbs=[])
        return replace(said, payload={**said.payload, "step": way_of(target)})
    channel = target["channel"]
    action = escalation.proposal.action
    line: Json = {
        "words": action.name if action else str(escalation.kind),
        "url": escalation.thread.permalink if escalation.thread else "",
        "due": due_first(escalation).isoformat(),
        "marks": "unclaimed",
    }
    title = f"{words[:-1]} in {escalation.promise.queue}"
    once = f"{about}:{channel}"
    return in_channel(
        channel, title, about=escalation.id, once=once, list=[line], step=way_of(target)
    )
