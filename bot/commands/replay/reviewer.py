"""An unattended reviewer: presses real buttons and fills real modals in a sandbox."""

import asyncio
from collections.abc import Callable
from itertools import cycle

from sandbox.client import Workspace
from sandbox.errors import SandboxError
from sandbox.things import Form, Message

WAYS = ("approve", "edit", "reject", "respond", "mixed")
LOOK_EVERY = 2.0


class Reviewer:
    """Looks at every channel for open cards and decides each once, in the order they came."""

    def __init__(
        self, workspace: Workspace, way: str = "mixed", *, person: str = "ana"
    ) -> None:
        self._workspace = workspace
        self._person = workspace.as_user(person)
        self._ways = cycle(WAYS[:-1] if way == "mixed" else (way,))
        self._done: set[tuple[str, str]] = set()
        self.pressed: dict[str, str] = {}

    async def work(self, stop: Callable[[], bool] = lambda: False) -> None:
        channels = [room["id"] for room in (await self._workspace.state())["channels"]]
        while not stop():
            for channel in channels:
                for message in await self._workspace.messages(channel):
                    await self.decide(message)
            await asyncio.sleep(LOOK_EVERY)

    async def decide(self, card: Message) -> None:
        """Press what the card offers; a card that has no buttons any more is left alone."""
        escalation = card.metadata.get("event_payload", {}).get("escalation_id", "")
        if (card.channel, card.ts) in self._done or not escalation or not card.actions:
            return
        self._done.add((card.channel, card.ts))
        way = next(self._ways)
        verb = way if way in card.actions else next(each for each in WAYS if each in card.actions)
        modal = await self._person.click(verb, on=card)
        if modal and (errors := await self._person.submit(modal, _filled(verb, modal))):
            raise SandboxError(f"the {verb} form of {escalation} was refused: {errors}")
        self.pressed[escalation] = verb


def _filled(verb: str, modal: Form) -> dict[str, object]:
    """What a reviewer would put in: a form that has values already is sent as it is."""
    if verb == "edit":
        return {}
    filled: dict[str, object] = {}
    for block in modal.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        match element["type"]:
            case "plain_text_input":
                filled[block["block_id"]] = "Decided unattended."
            case "static_select" | "radio_buttons":
                filled[block["block_id"]] = element["options"][0]["value"]
            case "number_input":
                filled[block["block_id"]] = "1"
            case "datepicker":
                filled[block["block_id"]] = "2026-01-01"
            case _:
                pass
    return filled
