"""What waits for one person, what is due first on top, however much waits for others."""

from dataclasses import replace

import pytest

from bot.flows import worklist as flow
from bot.flows.claim import claim
from bot.flows.worklist import Worklist, worklist
from bot.rules.approvers import Approvers
from bot.rules.escalation import Escalation
from bot.rules.worklist import Wish
from tests.flows.conftest import Team
from tests.makers import a_judgement, a_queue, a_refund

NOT_ANAS = Approvers(users=frozenset({"U0MIA"}))


@pytest.fixture(autouse=True)
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "MOST", 2)


async def ask(team: Team, about: str, minutes: float = 30, **queue: object) -> Escalation:
    sla = {"decision": minutes * 60.0}
    team.policy.usual = a_judgement(a_queue(sla=sla, timeout=86_400.0, **queue))
    return await team.ask(replace(a_refund(), conversation_id=f"conv-{about}"))


async def seen(team: Team, wish: Wish | None = None) -> Worklist:
    return await worklist(team.desk, "default", "T0SANDBOX", "U0ANA", wish or Wish())


def others(work: Worklist) -> list[str]:
    return [each.escalation.id for each in work.others]


async def test_ones_own_work_is_listed_behind_any_number_of_other_cards(team: Team) -> None:
    for number in range(4):
        await ask(team, f"{number}")
    mine = await ask(team, "mine", minutes=60)
    await claim(team.desk, team.press(mine))
    assert [each.escalation.id for each in (await seen(team)).mine] == [mine.id]


async def test_a_queue_that_is_asked_for_is_listed_behind_any_number_of_others(team: Team) -> None:
    for number in range(4):
        await ask(team, f"{number}", name="risk")
    wanted = await ask(team, "wanted", minutes=60)
    work = await seen(team, Wish(queue="refunds"))
    assert (others(work), work.goes_on) == ([wanted.id], False)


async def test_what_one_may_decide_is_listed_behind_any_number_that_one_may_not(
    team: Team,
) -> None:
    for number in range(5):
        await ask(team, f"{number}", name="risk", approvers=NOT_ANAS)
    last = await ask(team, "last", minutes=90)
    first = await ask(team, "first", minutes=60)
    assert others(await seen(team)) == [first.id, last.id]


async def test_what_is_due_first_is_listed_first_whenever_it_ends(team: Team) -> None:
    await ask(team, "late", minutes=50)
    await ask(team, "later", minutes=60)
    soon = await ask(team, "soon", minutes=10)
    work = await seen(team)
    assert others(work)[0] == soon.id
    assert work.goes_on


async def test_the_queues_that_can_be_asked_for_do_not_depend_on_what_is_listed(
    team: Team,
) -> None:
    refunds, risk = a_queue(), a_queue(name="risk", approvers=NOT_ANAS)
    team.policy.queues = {each.name: each for each in (refunds, risk)}
    assert (await seen(team)).queues == ("refunds",)
    assert (await seen(team, Wish(queue="support"))).queues == ("refunds",)
