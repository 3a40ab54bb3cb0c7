"""A reviewer presses a real button, and the agent that waits is answered."""

import asyncio

from bot.commands.demo.scripts import BIG_REFUND
from bot.rules.json import Json
from tests.stories.world import World

AGENT = {"id": "support-bot"}


def a_turn(script: Json, number: int = 1, **changes: object) -> Json:
    return {
        "conversation_id": f"conv-{number}",
        "turn_id": "t-1",
        "agent": AGENT,
        **script,
        **changes,
    }


async def test_an_approved_refund_is_what_the_agent_runs(world: World) -> None:
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    waiting = asyncio.create_task(world.escalation(escalation["id"], wait=30))
    await world.slack.as_user("ana").click("approve", on=card)
    decided = await waiting
    assert decided["status"] == "approved"
    assert decided["decision"]["decided_by"]["name"]
    right = await world.agent.post(f"/v1/escalations/{escalation['id']}/execution")
    assert right.status_code == 201
    assert right.json()["action"]["args"]["amount"] == 129.0
    assert right.json()["action_digest"] == escalation["action_digest"]
