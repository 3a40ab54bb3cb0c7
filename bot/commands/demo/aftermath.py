"""What is said afterwards in the demo's past: how the answer was, whether the customer liked it."""

import random

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.scripts import AGENT
from bot.rules.json import Json
from sandbox.client import Workspace

SAYS_HOW_IT_WAS, RATES = 0.7, 0.4
ANSWERS = ("correct",) * 9 + ("incomplete",) * 6 + ("wrong",) * 4 + ("unsafe",)
RATINGS = ("good",) * 4 + ("bad",)


async def appraise(
    workspace: Workspace, escalation: Json, person: str, dice: random.Random
) -> None:
    """One click below a closed card, by most people."""
    if dice.random() >= SAYS_HOW_IT_WAS:
        return
    where, answer = escalation["slack"], dice.choice(ANSWERS)
    card = await workspace.wait_for_message(where["channel"], ts=where["thread_ts"])
    if answer in card.actions:
        await workspace.as_user(person).click(answer, on=card)


async def rate(agent: SupportAgent, turn: Json, dice: random.Random) -> None:
    """A customer says how the answer was; most do not."""
    if dice.random() >= RATES:
        return
    about = {"conversation_id": turn["conversation_id"], "agent_id": AGENT["id"]}
    path = f"/v1/turns/{turn['turn_id']}/feedback"
    said = await agent.client.post(path, params=about, json={"rating": dice.choice(RATINGS)})
    said.raise_for_status()
