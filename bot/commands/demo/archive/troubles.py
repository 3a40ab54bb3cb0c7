"""What went wrong in the last week of the demo's past, and what was told of the one before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands.demo.archive.record import TEAM, WORKSPACE
from bot.ports import Desk, Filter, Letter, Memory
from bot.rules.approvers import Actor, id_in_slack
from bot.rules.calendars.week import week_of
from bot.rules.delivery import LETTER, Delivery, DeliveryKind
from bot.rules.edition import Edition, copies
from bot.rules.rota import Rota, Schedule
from bot.steps.weekly import frozen_or_counted

MIA = Actor(type="human", id=id_in_slack(TEAM, "U0MIA"), name="Mia")
ROTA = "on call"
THURSDAY_AFTERNOON, FOR_HOURS = timedelta(days=3, hours=12), timedelta(hours=3)
SLACK_WAS_FULL, FOR_SECONDS = timedelta(days=1, hours=10), (31, 60, 22)


async def had_troubles(desk: Desk, monday: datetime) -> None:
    """Nobody was on call for an afternoon, and Slack had too much to do."""
    await desk.store.write(lambda memory: _had_troubles(memory, desk, monday))


def _had_troubles(memory: Memory, desk: Desk, monday: datetime) -> None:
    rota = desk.policies.current.rotas[ROTA]
    gone = monday + THURSDAY_AFTERNOON
    for version, (at, each) in enumerate(
        ((gone, replace(rota, people=())), (gone + FOR_HOURS, rota)), start=1
    ):
        memory.set_schedule(WORKSPACE, _schedule(each, version, at))
    of_the_week = Filter(workspace=WORKSPACE, created_after=monday, limit=1)
    for case in memory.list_escalations(of_the_week):
        for minutes, seconds in enumerate(FOR_SECONDS):
            at = monday + SLACK_WAS_FULL + timedelta(minutes=2 * minutes)
            memory.note_limit(_card(case.id, at), at, at + timedelta(seconds=seconds))


def _schedule(rota: Rota, version: int, at: datetime) -> Schedule:
    return Schedule(rota=rota, version=version, set_at=at, set_by=MIA)


def _card(escalation: str, at: datetime) -> Delivery:
    return Delivery(
        id=f"del_{escalation}",
        workspace=WORKSPACE,
        escalation_id=escalation,
        target="slack",
        kind=DeliveryKind.CARD,
        lane="",
        seq=1,
        created_at=at,
    )


async def was_told(desk: Desk, editions: Sequence[Edition], at: datetime) -> None:
    """The digests of the week before: frozen then, so that the next ones can correct them."""
    await desk.store.write(lambda memory: _was_told(memory, desk, editions, at))


def _was_told(memory: Memory, desk: Desk, editions: Sequence[Edition], at: datetime) -> None:
    for copy in copies(editions, ()):
        week = week_of(at, ZoneInfo(copy.edition.zone)).earlier()
        letter = Letter(
            id=desk.new_id(LETTER),
            workspace=WORKSPACE,
            recipient=copy.recipient,
            report=frozen_or_counted(memory, WORKSPACE, copy.edition, week, at),
            created_at=at,
        )
        memory.add_letter(letter)
