"""For how much of the week nobody was on call, by the rotas as managers had set them then."""

from dataclasses import replace

import pytest

from bot.flows.decide import decide
from bot.flows.read_week import read_week
from bot.ports import Filter
from bot.rules.approvers import Actor, Approvers
from bot.rules.calendars.week import Week
from bot.rules.decision import Approve
from bot.rules.edition import Edition
from bot.rules.edition import Schedule as Comes
from bot.rules.policy import Queue
from bot.rules.rota import Rota, Schedule
from bot.steps.week_told import Asked
from tests.calendars import a_calendar
from tests.flows.conftest import Team
from tests.makers import a_queue, a_refund

WEEK = Week(2026, 47)
HOUR = 3600
MIA = Actor(type="human", id="slack:T0SANDBOX/U0MIA", name="Mia")
NOBODY = Rota(name="days", people=())
DAYS = Rota(name="days", people=("U0ANA", "U0BEN"))


def covered_by(*rotas: str, **changes: object) -> Queue:
    approvers = Approvers(rotas=frozenset(rotas))
    return replace(a_queue(approvers=approvers, hours=a_calendar("UTC")), **changes)  # type: ignore[arg-type]


async def uncovered(team: Team, queue: str | None = "refunds") -> int | None:
    told = await read_week(team.desk, Asked(queue=queue, week=WEEK))
    return told.report.this.counts.get("uncovered_seconds")


async def test_until_a_manager_sets_the_rota_nobody_is_on_call(team: Team) -> None:
    team.policy.queues, team.policy.rotas = {"refunds": covered_by("days")}, {"days": NOBODY}
    team.clock.wind(hours=3)
    assert await uncovered(team) == 3 * HOUR, "as far as time has come"
    now = team.clock.now()
    schedule = Schedule(rota=DAYS, version=1, set_at=now, set_by=MIA)
    await team.desk.store.write(lambda memory: memory.set_schedule("default", schedule))
    team.clock.wind(days=9)
    assert await uncovered(team) == 3 * HOUR


async def test_a_rota_in_the_file_covers_the_whole_week(team: Team) -> None:
    team.policy.queues, team.policy.rotas = {"refunds": covered_by("days")}, {"days": DAYS}
    team.clock.wind(days=9)
    assert await uncovered(team) == 0


async def test_all_queues_are_counted_together_and_those_without_hours_or_rotas_are_not(
    team: Team,
) -> None:
    team.policy.rotas = {"days": NOBODY, "nights": NOBODY}
    team.policy.queues = {
        "refunds": covered_by("days"),
        "returns": covered_by("nights", name="returns"),
        "sales": covered_by("days", name="sales", hours=None),
        "press": covered_by(name="press"),
    }
    team.clock.wind(days=9)
    assert [await uncovered(team, name) for name in team.policy.queues] == [
        *(40 * HOUR, 40 * HOUR),
        *(None, None),
    ]
    assert await uncovered(team, None) == 80 * HOUR


@pytest.mark.parametrize("queue", ["refunds", None])
async def test_an_edition_that_is_sent_knows_whom_it_is_of(team: Team, queue: str | None) -> None:
    covers = covered_by("days").covers({"days": NOBODY})
    team.policy.editions = (Edition(queue=queue, zone="UTC", schedule=Comes(), covers=covers),)
    team.clock.wind(days=9)
    assert await uncovered(team, queue) == 40 * HOUR


async def test_whoever_waited_while_nobody_was_on_call_is_counted_and_listed(team: Team) -> None:
    """Two wait before a manager sets the rota, one of them beyond that; the third comes later."""
    team.policy.queues, team.policy.rotas = {"refunds": covered_by("days")}, {"days": NOBODY}
    first = await team.ask(a_refund())
    await team.ask(a_refund("t-2", conversation_id="conv-2"))
    team.clock.wind(minutes=10)
    await decide(team.desk, team.press(first), Approve())
    team.clock.wind(minutes=10)
    schedule = Schedule(rota=DAYS, version=1, set_at=team.clock.now(), set_by=MIA)
    await team.desk.store.write(lambda memory: memory.set_schedule("default", schedule))
    team.clock.wind(minutes=5)
    await team.ask(a_refund("t-3", conversation_id="conv-3"))
    team.clock.wind(minutes=5)
    told = await read_week(team.desk, Asked(queue="refunds", week=WEEK))
    alone = told.report.this.alone
    assert [waited for _, waited in alone] == [2]
    for span, waited in alone:
        asked = Filter(
            workspace="default",
            queue_then="refunds",
            waiting_after=span.start,
            waiting_before=span.end,
        )
        found = await team.desk.store.read(lambda memory, it=asked: memory.list_escalations(it))
        assert len(found) == waited
