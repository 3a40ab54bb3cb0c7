"""Passing a card on to somebody: who may take it is called, who may not is refused by a sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import BadInput, NotAnApprover
from bot.flows.transfer import assign
from bot.rules.approvers import actor_of
from bot.rules.status import Status
from bot.rules.turn import Requester
from tests.flows.conftest import Team
from tests.makers import BEN, a_refund


async def test_whoever_it_is_passed_on_to_has_it_and_is_called_with_the_words(team: Team) -> None:
    escalation = await team.ask(a_refund())
    passed = await assign(team.desk, team.press(escalation), "U0BEN", "You know this customer")
    await team.settle()
    assert (passed.status, passed.assignee) == (Status.CLAIMED, actor_of(BEN))
    assert "note: Ana passes this on to you." in team.room.seen
    assert team.room.whispers == [
        ("U0ANA", "Passed on to <@U0BEN>. They are called in the thread.")
    ]


async def test_the_same_press_twice_passes_it_on_once(team: Team) -> None:
    escalation = await team.ask(a_refund())
    press = team.press(escalation)
    first = await assign(team.desk, press, "U0BEN")
    assert await assign(team.desk, press, "U0BEN") == await team.now(first)
    await team.settle()
    assert team.room.seen.count("note: Ana passes this on to you.") == 1


@pytest.mark.parametrize(
    ("user", "sentence"),
    [
        ("U0SAM", "Sam may not take this in refunds."),
        ("U0BEN", "Ben is away just now. Choose somebody else."),
    ],
)
async def test_nobody_is_given_what_they_cannot_take(team: Team, user: str, sentence: str) -> None:
    escalation = await team.ask(a_refund())
    until = team.clock.now() + timedelta(hours=1)
    await team.desk.store.write(lambda memory: memory.set_away("default", actor_of(BEN), until))
    with pytest.raises(BadInput) as refused:
        await assign(team.desk, team.press(escalation), user)
    assert refused.value.fields == {"person": sentence}
    assert await team.now(escalation) == escalation


async def test_whoever_asked_for_it_neither_gets_it_nor_passes_it_on(team: Team) -> None:
    requested_by = Requester(id="staff-1", slack_user="U0BEN")
    escalation = await team.ask(a_refund(requested_by=requested_by))
    with pytest.raises(BadInput):
        await assign(team.desk, team.press(escalation), "U0BEN")
    with pytest.raises(NotAnApprover):
        await assign(team.desk, team.press(escalation, "U0BEN"), "U0ANA")


async def test_passed_on_ten_times_it_had_ten_owners_and_no_clock_began_again(team: Team) -> None:
    escalation = await team.ask(a_refund())
    for number in range(10):
        press = team.press(await team.now(escalation))
        for _ in range(2):
            await assign(team.desk, press, ("U0BEN", "U0ANA")[number % 2])
        team.clock.wind(minutes=1)
    passed = await team.now(escalation)
    assert passed.timing == replace(escalation.timing, clocks=passed.timing.clocks)
    assert [each.started_at for each in passed.timing.clocks] == [
        each.started_at for each in escalation.timing.clocks
    ]
    assert [each.owner.name for each in passed.ownership] == ["Ben", "Ana"] * 5
    assert [each.seconds for each in passed.ownership] == [60.0] * 9 + [0.0]
