"""A talk in the demo's past: a customer wants a person, is answered, and is helped, or not yet."""

import random

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.clock import DemoClock
from bot.commands.demo.scripts import NOOR
from bot.flows.pass_on import pass_on
from bot.ports import Desk
from bot.rules.conversation import GRACE
from bot.rules.json import Json
from sandbox.client import Workspace
from sandbox.things import Message

WISH = "Can I talk to a person, please?"
HELLO = "Hello Noor, I am looking into it."
QUESTION = "Thank you! Will the new one come this week?"


class PastTalk:
    def __init__(
        self, desk: Desk, agent: SupportAgent, workspace: Workspace, clock: DemoClock
    ) -> None:
        self._desk, self._agent, self._workspace, self._clock = desk, agent, workspace, clock

    async def begin(self) -> Json:
        """The escalation, as somebody is asked for."""
        conversation = f"demo-{next(self._agent.numbers)}"
        wish = {"message": WISH, "customer": NOOR}
        return (await self._agent.ask_for_a_person(conversation, wish))["escalation"]

    async def hold(self, escalation: Json, person: str, dice: random.Random) -> None:
        """Once its card hangs: somebody takes it, writes, and closes it when all is said."""
        card = await self._answered(escalation, person, dice)
        self._clock.move(dice.uniform(60, 1_200))
        who = self._workspace.as_user(person)
        form = await who.click("resolve", on=await self._workspace.message(card))
        if form:
            await who.submit(form)

    async def leave(self, escalation: Json, person: str, dice: random.Random) -> None:
        """The customer asks on, and whoever had it has gone home."""
        await self._answered(escalation, person, dice)
        self._clock.move(dice.uniform(60, 300))
        words = {"id": "m-2", "text": QUESTION}
        await self._agent.pass_on(escalation["conversation_id"], words)

    async def _answered(self, escalation: Json, person: str, dice: random.Random) -> Message:
        where, who = escalation["slack"], self._workspace.as_user(person)
        card = await self._workspace.wait_for_message(where["channel"], ts=where["thread_ts"])
        self._clock.move(dice.uniform(60, 1_500))
        await who.click("take_over", on=card)
        self._clock.move(dice.uniform(20, 300))
        await who.reply(HELLO, in_thread=card)
        await self._workspace.settled()
        self._clock.move(2 * GRACE.total_seconds())
        await pass_on(self._desk, "default", escalation["conversation_id"])
        await self._heard(escalation["conversation_id"])
        return card

    async def _heard(self, conversation: str) -> None:
        path = f"/v1/conversations/{conversation}/messages"
        heard = await self._agent.client.get(path, params={"wait": 10})
        for item in heard.json()["items"]:
            if item["type"] == "message":
                await self._agent.confirm(conversation, item["id"])
