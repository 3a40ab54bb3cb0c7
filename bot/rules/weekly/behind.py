"""Which list stands behind which figure: each has as many rows as the figure says.

A figure is named by where it stands in a week's numbers, such as `rates.as_is`. Of a share the list
has the part; of times those that were measured. Who was the busiest, and for how long something was
so, has no list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.rules.status import Kind, Status
from bot.rules.weekly.figures import BY_SILENCE
from bot.rules.weekly.happenings import Happening, Timed

Asked = Mapping[str, str | bool]
NOBODY_SAID = "none"


class By(StrEnum):
    """What is listed, and by which moment."""

    CREATED = "created"
    CLOSED = "closed"
    ENDED = "ended"
    WRITTEN = "written"
    HAPPENED = "happened"
    JUDGED = "judged"
    OPEN_THEN = "open_then"
    NOW = "now"
    TURNS = "turns"
    ALL_TURNS = "all_turns"
    RATED = "rated"
    CORRECTIONS = "corrections"


@dataclass(frozen=True, slots=True)
class Behind:
    by: By
    asked: Asked = field(default_factory=dict)


def behind(figure: str) -> Behind | None:
    """None of what is no number of anything that could be listed."""
    if known := _KNOWN.get(figure):
        return known
    kind, _, name = figure.partition(".")
    return _BY_WORD[kind](name) if kind in _BY_WORD and name else None


def _by(by: By, **asked: str | bool) -> Behind:
    return Behind(by, asked)


def _happened(what: Happening) -> Behind:
    return _by(By.HAPPENED, happened=what)


def _timed(name: str) -> Behind | None:
    return _by(By.CREATED, timed=name) if name in set(Timed) else None


def _answered(**asked: str | bool) -> Behind:
    """Somebody who closed it said so."""
    return _by(By.CLOSED, by_people=True, **asked)


_AS_IS: Asked = {"kind": Kind.APPROVAL, "status": Status.APPROVED, "by_people": True}
_KNOWN: Mapping[str, Behind] = {
    "counts.cases": _by(By.CREATED),
    "counts.turns": _by(By.ALL_TURNS),
    "counts.conversations": _by(By.ALL_TURNS),
    "counts.closed_by_people": _by(By.CLOSED, by_people=True),
    "counts.backlog": _by(By.OPEN_THEN),
    "counts.past_due": _by(By.OPEN_THEN, late_then=True),
    "counts.people": _happened(Happening.HANDLED),
    "counts.calls": _happened(Happening.CALLED),
    "counts.calls_at_night": _happened(Happening.CALLED_AFTER_HOURS),
    "counts.freed": _happened(Happening.FREED),
    "counts.steps_empty": _happened(Happening.STEP_EMPTY),
    "counts.relayed": _by(By.WRITTEN, sent=True),
    "counts.not_delivered": _by(By.WRITTEN, undelivered=True),
    "counts.edited_after": _happened(Happening.EDITED_AFTER),
    "counts.withdrawn": _happened(Happening.WITHDRAWN),
    "counts.files_failed": _happened(Happening.FILES_FAILED),
    "counts.dead": _happened(Happening.GIVEN_UP),
    "counts.uncertain": _happened(Happening.UNCERTAIN),
    "counts.duplicates_suppressed": _happened(Happening.SUPPRESSED),
    "counts.limited_seconds": _happened(Happening.LIMITED),
    "counts.undecided": _by(By.CREATED, timed=Timed.UNDECIDED),
    "counts.no_reply_needed": _by(By.CREATED, timed=Timed.NO_REPLY_NEEDED),
    "counts.waited_seconds": _by(By.CREATED, timed=Timed.WAITED),
    "load.outside": _by(By.CREATED, off_hours=True),
    "rates.of_turns": _by(By.JUDGED),
    "rates.of_conversations": _by(By.JUDGED),
    "rates.as_is": _by(By.CLOSED, **_AS_IS),
    "rates.human_correction_rate": _by(By.CLOSED, kind=Kind.APPROVAL, corrected=True),
    "rates.agent_was_right": _answered(answer="correct"),
    "rates.feedback": _answered(appraised=True),
    "rates.unneeded": _answered(needed=False),
    "rates.good": _by(By.RATED, rating="good"),
    "rates.response_rate": _by(By.TURNS, rated=True),
    "rates.downstream_accuracy": _by(By.RATED, as_written=True, rating="good"),
    "rates.reopened": _by(By.ENDED, reopened=True),
    "rates.asked_again": _by(By.CREATED, asked_again=True),
    "rates.corrections.closure_rate": _by(By.CORRECTIONS, applied=True),
    "rates.arrived": _by(By.WRITTEN, delivered=True),
    "times.relay": _by(By.WRITTEN, sent=True, undelivered=False),
    "edit_share": _by(By.CLOSED, status=Status.EDITED),
    "notified_p99": _by(By.CREATED, timed=Timed.NOTIFIED),
    "relay_p95": _by(By.WRITTEN, sent=True, undelivered=False),
    "past_due_now": _by(By.NOW, status="open", past_due=True),
}


def _rate(name: str) -> Behind | None:
    """Those that are told by a word."""
    for start, find in _RATES.items():
        if name.startswith(start):
            return find(name.removeprefix(start))
    return None


_RATES: Mapping[str, Callable[[str], Behind]] = {
    "in_time_": lambda clock: _by(By.CREATED, kept=clock),
    "promised_": lambda clock: _by(By.CREATED, promised=clock),
    "of_turns_": lambda reason: _by(By.JUDGED, reason=reason),
    "of_conversations_": lambda reason: _by(By.JUDGED, reason=reason),
}


def _part(name: str) -> Behind | None:
    kind, _, word = name.partition(".")
    if kind.startswith("approvals_"):
        return _approvals(word, stakes=kind.removeprefix("approvals_"))
    return _PARTS[kind](word) if kind in _PARTS else None


def _approvals(how: str, **more: str) -> Behind:
    asked: Asked = {"kind": Kind.APPROVAL, "status": how}
    if how in (Status.APPROVED, BY_SILENCE):
        asked = {**_AS_IS, "by_people": how == Status.APPROVED}
    return _by(By.CLOSED, **asked, **more)


_PARTS: Mapping[str, Callable[[str], Behind]] = {
    "reasons": lambda word: _by(By.CREATED, reason=word),
    "approvals": _approvals,
    "answers": lambda word: _answered(answer=word),
    "whys": lambda word: _answered(why=word),
    "ratings": lambda word: _by(By.RATED, rating=word),
    "topics": lambda word: _by(By.CREATED, topic=word, private=False),
    "topic_cases": lambda word: _by(By.JUDGED, topic=word, private=False),
    "topic_turns": lambda word: _by(By.ALL_TURNS, topic=word),
    "steps": lambda word: _by(By.CREATED, steps=word),
}


def _promise(name: str) -> Behind | None:
    clock, _, how = name.partition(".")
    asked = {"met": "kept", "broken": "broken", "late": "owed", "no_response": "unanswered"}
    return Behind(By.CREATED, {asked[how]: clock}) if how in asked else None


def _band(name: str) -> Behind | None:
    band, _, what = name.rpartition(".")
    band = band or NOBODY_SAID
    match what:
        case "turns":
            return _by(By.ALL_TURNS, band=band)
        case "of_turns":
            return _by(By.JUDGED, band=band)
        case "as_is":
            return _by(By.CLOSED, **_AS_IS, band=band)
        case _:
            return None


_BY_WORD: Mapping[str, Callable[[str], Behind | None]] = {
    "rates": _rate,
    "parts": _part,
    "times": _timed,
    "promises": _promise,
    "bands": _band,
}
