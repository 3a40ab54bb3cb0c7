"""How the week goes until now: for managers their queues, for anybody what they did themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ports import Desk, Memory
from bot.rules.approvers import Person, may_decide
from bot.rules.calendars.week import Window, week_of
from bot.rules.edition import Edition, OwnTime, concerns, may_see_people
from bot.rules.policy import Policy
from bot.rules.weekly.lists import link_of
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.report import Figures
from bot.steps.managing import reviewer
from bot.steps.weekly import facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """Of one edition: this week until now, what was open from hour to hour, what is past due, and
    when its digest comes next; `people` is in how many cases each had a hand, for whoever may see.
    """

    edition: Edition
    as_of: datetime
    figures: Figures
    late: int
    backlog: tuple[int, ...]
    next_at: datetime | None
    people: Mapping[str, int] = field(default_factory=dict)

    def link(self, figure: str) -> str:
        """The list behind it."""
        window = self.edition.window(self.figures.week)
        return link_of(figure, window, self.edition.queue, self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What somebody has closed this week, by how it ended, and has open now."""

    closed: dict[str, int]
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`managed` is empty for whoever manages nothing: they see their own figures only."""

    own: Own
    managed: Sequence[SoFar] = ()


async def week_so_far(desk: Desk, workspace: str, team: str, user: str) -> Standing:
    """Managers are those whom the policy names; only they see another person's figures, and only
    where it says so.
    """
    person = await reviewer(desk, team, user)
    mine = [each for each in desk.policies.current.editions if concerns(each, person)]
    standing = await desk.store.read(
        lambda memory: _standing(memory, desk, workspace, person, mine)
    )
    return replace(standing, managed=[_for(each, person) for each in standing.managed])


def _for(so_far: SoFar, person: Person) -> SoFar:
    return so_far if may_see_people(so_far.edition, person) else replace(so_far, people={})


def _standing(
    memory: Memory, desk: Desk, workspace: str, person: Person, mine: Sequence[Edition]
) -> Standing:
    now = desk.clock.now()
    times = {each.user: each for each in memory.own_times(workspace)}
    time = times.get(person.user)
    zone = _zone(desk.policies.current, person, time, mine)
    closed = memory.closed_by(workspace, person.id, _this_week(zone, now))
    return Standing(
        own=Own(closed=dict(closed), open=memory.open_of(workspace, person.id)),
        managed=[_so_far(memory, workspace, each, time, now) for each in mine],
    )


def _zone(policy: Policy, person: Person, time: OwnTime | None, managed: Sequence[Edition]) -> str:
    """In which their own week begins on Monday: the one that they chose, else that of a team of
    theirs.
    """
    if time:
        return time.schedule.zone
    teams = (each for each in policy.queues.values() if may_decide(each.approvers, person) is None)
    zones = (each.hours.timezone for each in teams if each.hours)
    return managed[0].zone if managed else next(zones, "UTC")


def _so_far(
    memory: Memory,
    workspace: str,
    edition: Edition,
    time: OwnTime | None,
    now: datetime,
) -> SoFar:
    week = week_of(now, ZoneInfo(edition.zone))
    facts = facts_of(memory, workspace, edition, week, now)
    _, late = memory.late(workspace, edition.queue, now, 1)
    return SoFar(
        edition=edition,
        as_of=now,
        figures=figures_of(facts, week),
        backlog=facts.backlog_by_hour,
        late=late,
        next_at=_next(edition, time, now),
        people=facts.burden.by_person,
    )


def _next(edition: Edition, time: OwnTime | None, now: datetime) -> datetime | None:
    """When this person is told next: by their own copy, else by the one that all of them get."""
    if time:
        return None if time.is_off else time.schedule.next(now)
    return edition.schedule.next(now) if edition.to else None


def _this_week(zone: str, now: datetime) -> Window:
    return week_of(now, ZoneInfo(zone)).window(ZoneInfo(zone))
