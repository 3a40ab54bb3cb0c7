"""A week as whoever asks is told it: as it was sent, or else as it can be counted now."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.ports import Memory
from bot.rules.calendars.week import Week, week_of
from bot.rules.edition import Edition, Schedule
from bot.rules.policy import Policy, private
from bot.rules.weekly.report import Report
from bot.steps.weekly import counted

NOT_BEGUN = "This week has not begun. Ask for one that has."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`frozen` when this is what readers were sent; else it may still change."""

    report: Report
    frozen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of all queues when none is named; the last whole week when none is."""

    workspace: str = "default"
    queue: str | None = None
    week: Week | None = None


def told(memory: Memory, policy: Policy, asked: Asked, now: datetime) -> Told:
    edition = edition_of(policy, asked.queue)
    zone = ZoneInfo(edition.zone)
    week = asked.week or week_of(now, zone).earlier()
    if week.window(zone).start > now:
        raise BadInput(f"`week`: {NOT_BEGUN}", fields={"week": NOT_BEGUN})
    frozen = memory.frozen(asked.workspace, edition.queue, week)
    report = frozen or counted(memory, asked.workspace, edition, week, now)
    return Told(report=report, frozen=frozen is not None)


def edition_of(policy: Policy, queue: str | None) -> Edition:
    """A week is the team's own also where nobody is sent its digest."""
    sent = next((each for each in policy.editions if each.queue == queue), None)
    if sent is not None:
        return sent
    zone = _zone(policy, queue)
    queues = policy.queues.values() if queue is None else (policy.queues[queue],)
    covers = tuple(each for of in queues for each in of.covers(policy.rotas))
    hidden = private(policy.queues) if queue is None else frozenset[str]()
    schedule = Schedule(zone=zone)
    return Edition(queue=queue, zone=zone, schedule=schedule, covers=covers, hidden=hidden)


def _zone(policy: Policy, queue: str | None) -> str:
    """That of all queues together is theirs where they have only one."""
    if queue is not None and queue not in policy.queues:
        words = f"The policy has no such queue. It has {', '.join(sorted(policy.queues))}."
        raise BadInput(f"`queue`: {words}", fields={"queue": words})
    names = policy.queues if queue is None else (queue,)
    calendars = (policy.queues[name].hours for name in names)
    zones = {each.timezone if each else "UTC" for each in calendars}
    return zones.pop() if len(zones) == 1 else "UTC"
