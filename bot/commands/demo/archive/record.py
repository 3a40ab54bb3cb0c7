"""How the demo's past is written down: by the desk's own rules, and with nothing owed for it."""

from datetime import datetime

from bot.ports import AuditLine, Memory
from bot.rules.approvers import TIMEOUT, Actor
from bot.rules.climbing import climb
from bot.rules.escalation import Escalation, Thread
from bot.rules.on_time import at, change_of, next_at
from bot.rules.turn import Turn

WORKSPACE, TEAM = "default", "T0SANDBOX"


def opened(memory: Memory, case: Escalation, turn: Turn, posted_at: datetime) -> Escalation:
    """Its card hangs where nobody can be led to."""
    memory.add(case, turn=turn)
    memory.link_thread(
        case.id,
        Thread(
            team=TEAM,
            channel=case.promise.channel,
            root_ts=f"archived-{case.id}",
            permalink="",
            posted_at=posted_at,
        ),
    )
    return memory.escalation(case.id)


def saved(
    memory: Memory,
    was: Escalation,
    now_is: Escalation,
    change: str,
    at: datetime,
    *,
    by: Actor | None = None,
    channel: str = "slack",
) -> Escalation:
    """With a line of who did it, where anybody did."""
    if now_is is was:
        return was
    memory.save(now_is, was=was, change=change, at=at)
    if by:
        line = AuditLine(escalation_id=was.id, at=at, actor=by, channel=channel, action=change)
        memory.note(line)
    return now_is


def passed(memory: Memory, case: Escalation, until: datetime) -> Escalation:
    """What time alone does to it until then: who is reminded, called, freed, and its end."""
    while (due := next_at(case)) is not None and due <= until:
        now_is = _climbed(memory, _by_itself(memory, case, due), due)
        if now_is is case:
            break
        case = now_is
    return case


def _by_itself(memory: Memory, was: Escalation, now: datetime) -> Escalation:
    what = at(was, now)
    by = TIMEOUT if what.is_over or what.broken else None
    return saved(memory, was, what.escalation, change_of(what), now, by=by, channel="clock")


def _climbed(memory: Memory, was: Escalation, now: datetime) -> Escalation:
    step = climb(was, now, frozenset())
    change = "climbed" if step.called else "waits"
    by = TIMEOUT if step.called else None
    return saved(memory, was, step.escalation, change, now, by=by, channel="clock")
