"""When each team is there in a week, and who is on call by its rotas."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.ports import Desk, Memory
from bot.rules.calendars.open_time import open_spans
from bot.rules.calendars.week import Week, Window, week_of
from bot.rules.cover import in_force
from bot.rules.policy import Queue
from bot.rules.rota import Rota, Shift, shifts
from bot.steps.week_told import Asked, edition_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Of one rota: without a gap; where nobody is on call, the shift is nobody's."""

    rota: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """`hours` is None where the policy gives the team no calendar: then it is always there."""

    queue: str
    zone: str
    hours: tuple[Window, ...] | None
    rotas: tuple[Turns, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Of one week, in the zone in which it is told."""

    week: Week
    zone: str
    window: Window
    rosters: tuple[Roster, ...]


async def read_schedule(desk: Desk, asked: Asked) -> Schedule:
    """This week's where none is named; a rota as it was, or is, in force."""
    policy, now = desk.policies.current, desk.clock.now()
    zone = edition_of(policy, asked.queue).zone
    week = asked.week or week_of(now, ZoneInfo(zone))
    window = week.window(ZoneInfo(zone))
    named = sorted(policy.queues) if asked.queue is None else [asked.queue]
    queues = [policy.queues[each] for each in named]
    rosters = await desk.store.read(
        lambda memory: tuple(
            _roster(memory, asked.workspace, each, policy.rotas, window) for each in queues
        )
    )
    return Schedule(week=week, zone=zone, window=window, rosters=rosters)


def _roster(
    memory: Memory, workspace: str, queue: Queue, rotas: dict[str, Rota], window: Window
) -> Roster:
    hours = queue.hours
    return Roster(
        queue=queue.name,
        zone=hours.timezone if hours else "UTC",
        hours=tuple(open_spans(hours, window.start, window.end)) if hours else None,
        rotas=tuple(
            Turns(rota=name, shifts=tuple(_shifts(memory, workspace, rotas[name], window)))
            for name in sorted(queue.rotas & rotas.keys())
        ),
    )


def _shifts(memory: Memory, workspace: str, rota: Rota, window: Window) -> Sequence[Shift]:
    history = memory.schedule_history(workspace, rota.name)
    return [
        shift
        for each, during in in_force(rota, history, window)
        for shift in shifts(each, during.start, during.end)
    ]
