"""What waits for one person, however much waits for others."""

from dataclasses import replace

import pytest

from bot.flows import worklist as flow
from bot.flows.claim import claim
from bot.flows.worklist import worklist
from bot.rules.worklist import Wish
from tests.flows.conftest import Team
from tests.makers import a_judgement, a_queue, a_refund

EVERYTHING = Wish()


async def test_ones_own_work_is_listed_behind_any_number_of_other_cards(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "MOST", 2)
    for number in range(4):
        await team.ask(replace(a_refund(), conversation_id=f"conv-{number}"))
    team.clock.wind(minutes=1)
    mine = await team.ask(replace(a_refund(), conversation_id="conv-mine"))
    await claim(team.desk, team.press(mine))

    work = await worklist(team.desk, "default", "T0SANDBOX", "U0ANA", EVERYTHING)
    assert [each.escalation.id for each in work.mine] == [mine.id]


async def test_a_queue_that_is_asked_for_is_listed_behind_any_number_of_others(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "MOST", 2)
    team.policy.usual = a_judgement(a_queue(name="risk"))
    for number in range(4):
        await team.ask(replace(a_refund(), conversation_id=f"conv-{number}"))
    team.clock.wind(minutes=1)
    team.policy.usual = a_judgement(a_queue())
    wanted = await team.ask(replace(a_refund(), conversation_id="conv-wanted"))

    wish = Wish(queue=wanted.promise.queue)
    work = await worklist(team.desk, "default", "T0SANDBOX", "U0ANA", wish)
    assert [each.escalation.id for each in work.others] == [wanted.id]
