"""A queue names who a new card is for; whoever is away, full or may not decide is passed over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.flows.claim import claim
from bot.flows.customer_says import Said, customer_says
from bot.flows.transfer import transfer
from bot.rules.approvers import Person, actor_of
from bot.rules.assignment import Assignment
from bot.rules.delivery import DeliveryKind
from bot.rules.escalation import Escalation
from bot.rules.policy import Queue
from bot.rules.status import Status
from bot.rules.turn import Requester
from bot.steps.assigned import FOR_YOU
from tests.flows.conftest import Team
from tests.makers import AGENT, ANA, a_judgement, a_queue, a_refund

SAID = f"{DeliveryKind.NOTE}: {FOR_YOU}"


def giving(team: Team, **changes: object) -> Queue:
    queue = a_queue(**{"assignment": Assignment.ROUND_ROBIN, **changes})
    team.policy.usual = a_judgement(queue)
    team.policy.queues = {queue.name: queue}
    return queue


async def another(team: Team, number: int, **changes: object) -> Escalation:
    turn = a_refund(f"t-{number}", conversation_id=f"conv-{number}", **changes)
    return await team.ask(turn)


def name_of(escalation: Escalation) -> str:
    return escalation.assignee.name if escalation.assignee else ""


async def away(team: Team, person: Person, **how_long: float) -> None:
    until = team.clock.now() + timedelta(**how_long)
    await team.desk.store.write(lambda memory: memory.set_away("default", actor_of(person), until))


async def test_cards_go_round_and_each_person_is_called_once(team: Team) -> None:
    giving(team)
    named = []
    for number in range(4):
        escalation = await another(team, number)
        team.clock.wind(minutes=1)
        assert escalation.status is Status.PENDING
        named.append(name_of(escalation))
    await team.settle()
    assert named == ["Ana", "Ben", "Ana", "Ben"]
    assert team.room.seen.count(SAID) == 4


async def test_the_same_turn_twice_names_one_person(team: Team) -> None:
    giving(team)
    first, again = await another(team, 1), await another(team, 1)
    assert first == again
    assert name_of(await another(team, 2)) == "Ben"


async def test_where_people_help_themselves_nobody_is_asked_for(team: Team) -> None:
    team.directory.people = {}
    assert (await another(team, 1)).assignee is None
    await team.settle()
    assert SAID not in team.room.seen


async def test_who_is_away_is_passed_over_until_they_are_back(team: Team) -> None:
    giving(team)
    await away(team, ANA, hours=1)
    assert [name_of(await another(team, number)) for number in (1, 2)] == ["Ben", "Ben"]
    team.clock.wind(hours=1)
    assert name_of(await another(team, 3)) == "Ana"


async def test_who_has_enough_gets_no_more_and_then_people_help_themselves(team: Team) -> None:
    giving(team, most_open=1)
    named = [name_of(await another(team, number)) for number in range(3)]
    assert named == ["Ana", "Ben", ""]


async def test_the_least_loaded_is_named(team: Team) -> None:
    giving(team, assignment=Assignment.LEAST_LOADED)
    theirs = [await another(team, number) for number in range(2)]
    await claim(team.desk, team.press(theirs[0], "U0BEN"))
    assert name_of(await another(team, 3)) == "Ana"


async def test_nobody_is_given_what_they_asked_for_themselves(team: Team) -> None:
    giving(team)
    turn = {"requested_by": Requester(id="staff-1", slack_user="U0ANA")}
    assert name_of(await another(team, 1, **turn)) == "Ben"


@pytest.mark.parametrize("trouble", ["slack says nothing", "nobody is in the group"])
async def test_without_anybody_people_help_themselves(team: Team, trouble: str) -> None:
    giving(team)
    if trouble == "slack says nothing":
        team.directory.answers = False
    else:
        team.directory.people = {}
    escalation = await another(team, 1)
    assert escalation.assignee is None
    await team.settle()
    assert SAID not in team.room.seen


async def test_anybody_else_may_claim_what_is_somebodys(team: Team) -> None:
    giving(team)
    escalation = await another(team, 1)
    claimed = await claim(team.desk, team.press(escalation, "U0BEN"))
    assert (name_of(claimed), claimed.status) == ("Ben", Status.CLAIMED)


async def test_a_customer_who_asks_for_a_person_in_words_gets_a_name(team: Team) -> None:
    giving(team)
    team.policy.customer_asks = lambda _turn: True  # type: ignore[method-assign]
    said = Said(id="m-9", text="A human please")
    conversation = await customer_says(team.desk, "conv-1", said, workspace="default", by=AGENT)
    found = await team.desk.store.read(lambda memory: memory.escalation(conversation.handoff))
    assert name_of(found) == "Ana"


async def test_another_team_names_one_of_theirs(team: Team) -> None:
    giving(team, assignment=Assignment.MANUAL)
    leads = replace(a_queue(), name="leads", assignment=Assignment.ROUND_ROBIN)
    team.policy.queues["leads"] = leads
    escalation = await another(team, 1)
    assert escalation.assignee is None
    moved = await transfer(team.desk, team.press(escalation, "U0BEN"), "leads")
    assert (name_of(moved), moved.status) == ("Ana", Status.PENDING)
    lines = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert f"assigned to {ANA.id}" in [line.action for line in lines]
