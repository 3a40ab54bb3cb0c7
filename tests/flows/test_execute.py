import asyncio

import pytest

from bot.errors import ExecutionClaimed, NotFound, NothingToRun
from bot.flows.decide import decide
from bot.flows.execute import Right, WrongToken, claim_execution, finish_execution
from bot.rules.decision import Approve, Edit, Reject
from bot.rules.execution import ExecutionStatus
from tests.flows.conftest import Team
from tests.makers import AGENT, a_refund, a_turn

HALF = {"order": "A1", "amount": 64.5, "notify": True}


async def approved(team: Team, choice=None):  # noqa: ANN001, ANN201
    escalation = await team.ask(a_refund())
    await decide(team.desk, team.press(escalation), choice or Approve())
    return escalation


async def test_what_was_approved_is_what_may_run_and_only_once(team: Team) -> None:
    escalation = await approved(team, Edit(args=HALF))
    claims = await asyncio.gather(
        *(
            claim_execution(team.desk, escalation.id, workspace="default", by=AGENT)
            for _ in range(20)
        ),
        return_exceptions=True,
    )
    rights = [each for each in claims if isinstance(each, Right)]
    assert len(rights) == 1
    assert rights[0].action.args == HALF
    losers = [each for each in claims if isinstance(each, ExecutionClaimed)]
    assert len(losers) == 19
    assert "support-bot's key" in losers[0].sentence
    decision = (await team.now(escalation)).decision
    assert decision is not None
    assert rights[0].action_digest == decision.action_digest


async def test_how_it_went_is_said_in_the_thread_once(team: Team) -> None:
    escalation = await approved(team)
    right = await claim_execution(team.desk, escalation.id, workspace="default", by=AGENT)
    assert isinstance(right, Right)
    for _ in range(2):
        await finish_execution(
            team.desk,
            escalation.id,
            workspace="default",
            token=right.token,
            status=ExecutionStatus.FAILED,
            detail="card declined",
            by=AGENT,
        )
    await team.drain()
    assert team.room.seen.count("note: The agent ran it: it failed.") == 1


async def test_another_token_and_another_result_are_refused(team: Team) -> None:
    escalation = await approved(team)

    async def finish(token: str, status: ExecutionStatus) -> None:
        await finish_execution(
            team.desk,
            escalation.id,
            workspace="default",
            token=token,
            status=status,
            detail="",
            by=AGENT,
        )

    with pytest.raises(NotFound):
        await finish("exe_x", ExecutionStatus.SUCCEEDED)
    right = await claim_execution(team.desk, escalation.id, workspace="default", by=AGENT)
    assert isinstance(right, Right)
    with pytest.raises(WrongToken):
        await finish("exe_x", ExecutionStatus.SUCCEEDED)
    await finish(right.token, ExecutionStatus.SUCCEEDED)
    with pytest.raises(ExecutionClaimed):
        await finish(right.token, ExecutionStatus.FAILED)


@pytest.mark.parametrize("how", ["pending", "rejected", "reply"])
async def test_nothing_else_can_be_run(team: Team, how: str) -> None:
    escalation = await team.ask(a_turn() if how == "reply" else a_refund())
    if how == "rejected":
        await decide(team.desk, team.press(escalation), Reject())
    if how == "reply":
        await decide(team.desk, team.press(escalation), Approve())
    with pytest.raises(NothingToRun):
        await claim_execution(team.desk, escalation.id, workspace="default", by=AGENT)
