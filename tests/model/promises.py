"""What must hold of the record after every single step, and of the room once all is quiet."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from bot.ports import Change, Filter
from bot.rules.approvers import TIMEOUT
from bot.rules.escalation import Escalation
from bot.rules.status import MOVES
from store.memory import SqlMemory
from tests.model.model import Case, Model
from tests.model.real import RealDesk, name_of

ALL = Filter(workspace="default", limit=1_000)
STEPS = {(before, after) for (before, _), after in MOVES.items()}
CLOSING = ("decided", "expired", "cancelled", "superseded")


def broken_in_record(memory: SqlMemory, model: Model, now: datetime) -> list[str]:
    cases = {name_of(case): case for case in memory.list_escalations(ALL)}
    if cases.keys() != model.cases.keys():
        return [f"the desk knows {sorted(cases)}, the model {sorted(model.cases)}"]
    fault = memory.audit_fault()
    open_now = Counter(case.status for case in model.cases.values() if case.is_open)
    tally = memory.tally(now).escalations
    return [
        *([fault] if fault else []),
        *([f"the tally says {tally}, and it is {open_now}"] if tally != open_now else []),
        *(broken for name in cases for broken in _differences(cases[name], model.cases[name])),
        *(
            f"{name}: {words}"
            for name, case in cases.items()
            for words in _history(memory.changes(case.id, 0))
        ),
    ]


def _differences(real: Escalation, case: Case) -> Iterator[str]:
    as_recorded = (
        str(real.status),
        real.version,
        real.content_version,
        real.votes.round,
        {vote.id.rpartition("/")[2] for vote in real.votes.by},
        real.expires_at,
        real.decision.decided_by.id.rpartition("/")[2] if real.decision else "",
    )
    as_it_must_be = (
        case.status,
        case.version,
        case.must_have_read,
        case.round,
        case.votes,
        case.expires_at,
        case.decided_by,
    )
    if as_recorded != as_it_must_be:
        yield f"{case.turn.case} is {as_recorded}, and must be {as_it_must_be}"


def _history(changes: Sequence[Change]) -> Iterator[str]:
    if [change.version for change in changes] != list(range(1, len(changes) + 1)):
        yield f"versions {[change.version for change in changes]}"
    for before, after in pairwise(each.escalation for each in changes):
        if not before.is_open:
            yield f"it was {before.status}, and then something changed it"
        if before.status != after.status and (before.status, after.status) not in STEPS:
            yield f"it went from {before.status} to {after.status}"
    closed = [change for change in changes if change.type in CLOSING]
    if len(closed) > 1:
        yield f"it was closed {len(closed)} times"
    for decision in [each.escalation.decision for each in closed if each.escalation.decision]:
        if (
            decision.decided_by != TIMEOUT
            and decision.decided_at >= closed[0].escalation.expires_at
        ):
            yield "somebody decided when the time was over"


def broken_at_rest(real: RealDesk, model: Model) -> Iterator[str]:
    for name, case in model.cases.items():
        id = real.ids[name]
        cards = real.room.cards(id)
        if len(cards) > 1 or (not cards and case.is_open):
            yield f"{name} is {case.status} and has {len(cards)} cards"
        for card in cards:
            if card.shows != case.version:
                yield f"{name} is at version {case.version}, and its card shows {card.shows}"
        told = [type for whose, type in real.mailbox.told.values() if whose == id]
        if told != list(case.told):
            yield f"the agent of {name} was told {told}, and not {list(case.told)}"
    for delivery_id, times in Counter(post.delivery_id for post in real.room.there).items():
        if times > 1:
            yield f"{delivery_id} stands in the room {times} times"
