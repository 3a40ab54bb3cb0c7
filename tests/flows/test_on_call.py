"""Whoever is on call decides and is called, and managers say who that is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import BadInput, NotAnApprover, Refused
from bot.flows.claim import claim
from bot.flows.on_call import NotAManager, ScheduleChanged, covers, set_rota
from bot.flows.on_time import on_time
from bot.rules.approvers import Approvers, Managers, Person, Standing
from bot.rules.assignment import Assignment
from bot.rules.budget import Limits
from bot.rules.rota import Handover, Rota, StandIn
from tests.flows.conftest import Team
from tests.flows.test_ladder import audit
from tests.makers import NINE, a_judgement, a_queue, a_refund

HOUR = timedelta(hours=1)
ROTA = Rota(name="nights", people=("U0BEN", "U0SAM"), handover=Handover.DAILY, since=NINE.date())
ON_CALL = {"rota": "nights"}


def staffed(team: Team, rota: Rota = ROTA, **queue: Any) -> None:
    """A queue that Ana manages, and for which whoever is on call decides."""
    usual = {
        "approvers": Approvers(rotas=frozenset({"nights"})),
        "managers": Managers(users=frozenset({"U0ANA"})),
        "timeout": 864_000.0,
    }
    made = a_queue(**{**usual, **queue})
    team.policy.usual = a_judgement(made)
    team.policy.queues = {"refunds": made}
    team.policy.rotas = {"nights": rota}


async def set_it(team: Team, wish: Rota, *, user: str = "U0ANA", seen: int = 0) -> None:
    await set_rota(team.desk, "default", "T0SANDBOX", user, wish, seen=seen)


async def called(team: Team, **wind: float) -> list[Sequence[Any]]:
    """Whom the posts of this time mention."""
    team.clock.wind(**wind)
    mentions: list[Sequence[Any]] = []
    send = team.room.send

    async def listening(delivery: Any, card: Any) -> Any:
        if "mention" in delivery.payload:
            mentions.append(delivery.payload["mention"])
        return await send(delivery, card)

    team.room.send = listening  # type: ignore[method-assign]
    await on_time(team.desk)
    await team.drain()
    team.room.send = send  # type: ignore[method-assign]
    return mentions


async def test_whoever_is_on_call_decides_and_nobody_else(team: Team) -> None:
    staffed(team)
    escalation = await team.ask(a_refund())
    with pytest.raises(NotAnApprover, match="whoever is on call"):
        await claim(team.desk, team.press(escalation, "U0SAM"))
    assert (await claim(team.desk, team.press(escalation, "U0BEN"))).assignee is not None


async def test_whoever_is_on_call_is_called_no_more_often_than_anybody_else(team: Team) -> None:
    """F63: storms."""
    staffed(team, sla={"decision": 1800.0})
    team.policy.calls_per_hour = Limits(person=3)
    for number in range(4):
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    await team.drain()
    mentions = await called(team, minutes=31)
    assert sorted(map(list, mentions), key=len) == [
        [],
        [],
        [{"user": "U0BEN"}],
        [{"user": "U0BEN"}],
    ]
    assert any(seen.startswith("direct: 2 more wait") for seen in team.room.seen)


async def test_after_the_hand_over_it_is_the_next_ones(team: Team) -> None:
    staffed(team)
    escalation = await team.ask(a_refund())
    team.clock.wind(days=1)
    with pytest.raises(NotAnApprover):
        await claim(team.desk, team.press(escalation, "U0BEN"))
    assert (await claim(team.desk, team.press(escalation, "U0SAM"))).assignee is not None


async def test_a_ladder_calls_whoever_is_on_call_when_it_calls(team: Team) -> None:
    ladder = ({"after": 900.0, "notify": [ON_CALL]}, {"after": 86_400.0, "notify": [ON_CALL]})
    staffed(team, approvers=a_queue().approvers, ladder=ladder, ladder_repeats=0)
    await team.ask(a_refund())
    await team.drain()
    assert await called(team, minutes=15) == [[{"user": "U0BEN"}]]
    assert await called(team, days=1) == [[{"user": "U0SAM"}]]


async def test_a_step_by_which_nobody_is_on_call_is_skipped_at_once(team: Team) -> None:
    """F66: nobody to notify."""
    ladder = (
        {"after": 900.0, "notify": [ON_CALL]},
        {"after": 1800.0, "notify": [{"user": "U0MIA"}]},
    )
    nobody = replace(ROTA, people=())
    staffed(team, nobody, approvers=a_queue().approvers, ladder=ladder, ladder_repeats=0)
    escalation = await team.ask(a_refund())
    await team.drain()
    assert await called(team, minutes=15) == [[{"user": "U0MIA"}]]
    assert await audit(team, escalation) == [("step_empty", 1), ("climbed", 2)]


async def test_a_step_whose_person_on_call_has_left_is_skipped(team: Team) -> None:
    ladder = (
        {"after": 900.0, "notify": [ON_CALL]},
        {"after": 1800.0, "notify": [{"user": "U0MIA"}]},
    )
    team.directory.left = {"U0BEN"}
    staffed(team, approvers=a_queue().approvers, ladder=ladder, ladder_repeats=0)
    await team.ask(a_refund())
    await team.drain()
    assert await called(team, minutes=15) == [[{"user": "U0MIA"}]]


async def test_reminders_call_whoever_is_on_call_once_however_often_they_are_named(
    team: Team,
) -> None:
    staffed(
        team,
        approvers=Approvers(users=frozenset({"U0BEN"}), rotas=frozenset({"nights"})),
        sla={"claim": 600.0},
    )
    await team.ask(a_refund())
    await team.drain()
    assert await called(team, minutes=11) == [[{"user": "U0BEN"}]]


async def test_who_is_on_call_may_be_given_what_comes_in(team: Team) -> None:
    staffed(team, assignment=Assignment.ROUND_ROBIN)
    escalation = await team.ask(a_refund())
    assert escalation.assignee is not None
    assert escalation.assignee.slack_user == "U0BEN"


async def test_what_a_manager_sets_counts_at_once_and_begins_with_the_first(team: Team) -> None:
    staffed(team)
    escalation = await team.ask(a_refund())
    await set_it(team, replace(ROTA, people=("U0SAM", "U0BEN")))
    assert (await claim(team.desk, team.press(escalation, "U0SAM"))).assignee is not None
    (cover,) = await covers(team.desk, "default", "T0SANDBOX", "U0ANA")
    assert (cover.now.user, cover.now.end) == ("U0SAM", NINE + timedelta(days=1))
    assert cover.then is not None
    assert (cover.then.user, cover.set_by, cover.version) == ("U0BEN", "Ana", 1)


async def test_somebody_stands_in_for_a_while_and_what_is_over_is_forgotten(team: Team) -> None:
    staffed(team)
    over = StandIn(user="U0ANA", start=NINE - HOUR, end=NINE)
    soon = StandIn(user="U0ANA", start=NINE + HOUR, end=NINE + 2 * HOUR)
    await set_it(team, replace(ROTA, stand_ins=(over, soon)))
    (before,) = await covers(team.desk, "default", "T0SANDBOX", "U0ANA")
    assert before.rota.stand_ins == (soon,)
    assert (before.now.user, before.now.end) == ("U0BEN", soon.start)
    team.clock.wind(hours=1)
    (during,) = await covers(team.desk, "default", "T0SANDBOX", "U0ANA")
    assert (during.now.user, during.now.end) == ("U0ANA", soon.end)


@pytest.mark.parametrize("user", ["U0BEN", "U0SAM", "U0NOBODY"])
async def test_only_managers_set_who_is_on_call(team: Team, user: str) -> None:
    staffed(team)
    with pytest.raises(NotAManager):
        await set_it(team, ROTA, user=user)
    assert await team.desk.store.read(lambda memory: memory.schedules("default")) == {}


async def test_strangers_neither_see_nor_set_who_is_on_call(team: Team) -> None:
    staffed(team, managers=Managers(users=frozenset({"U0EVE"})))
    team.directory.people["U0EVE"] = Person(
        team="T0OTHER", user="U0EVE", name="Eve", standing=Standing.EXTERNAL
    )
    assert await covers(team.desk, "default", "T0OTHER", "U0EVE") == []
    with pytest.raises(NotAManager):
        await set_it(team, ROTA, user="U0EVE")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": ()}, "people"),
        ({"people": ("U0BEN", "U0BOT")}, "people"),
        ({"timezone": "Mars/Olympus"}, "zone"),
        ({"stand_ins": (StandIn(user="U0BEN", start=NINE + HOUR, end=NINE),)}, "until"),
        ({"stand_ins": (StandIn(user="U0BOT", start=NINE, end=NINE + HOUR),)}, "stand_in"),
        ({"stand_ins": (StandIn(user="U0BEN", start=NINE, end=NINE + HOUR),) * 11}, "stand_in"),
    ],
)
async def test_a_schedule_that_makes_no_sense_is_refused_at_its_field(
    team: Team, changes: Any, field: str
) -> None:
    staffed(team)
    bot = Person(team="T0SANDBOX", user="U0BOT", name="Bot", standing=Standing.BOT)
    team.directory.people["U0BOT"] = bot
    with pytest.raises(BadInput) as refused:
        await set_it(team, replace(ROTA, **changes))
    assert list(refused.value.fields) == [field]


async def test_of_two_managers_who_set_it_at_once_the_second_is_told(team: Team) -> None:
    staffed(team, managers=Managers(users=frozenset({"U0ANA", "U0SAM"})))
    await set_it(team, replace(ROTA, people=("U0SAM",)))
    with pytest.raises(ScheduleChanged):
        await set_it(team, replace(ROTA, people=("U0BEN",)), user="U0SAM")
    (cover,) = await covers(team.desk, "default", "T0SANDBOX", "U0ANA")
    assert cover.rota.people == ("U0SAM",)


async def test_the_same_form_sent_twice_counts_once(team: Team) -> None:
    staffed(team)
    for _ in range(2):
        await set_it(team, replace(ROTA, people=("U0SAM",)))
    history = await team.desk.store.read(
        lambda memory: memory.schedule_history("default", "nights")
    )
    assert [each.version for each in history] == [1]


async def test_a_rota_that_no_queue_names_cannot_be_set(team: Team) -> None:
    staffed(team)
    with pytest.raises(Refused):
        await set_it(team, replace(ROTA, name="days"))


async def test_while_nobody_is_on_call_the_page_says_so(team: Team) -> None:
    staffed(team, replace(ROTA, people=()))
    (cover,) = await covers(team.desk, "default", "T0SANDBOX", "U0ANA")
    assert cover.now.user is None
    assert cover.then is None
