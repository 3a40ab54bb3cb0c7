"""An unattended reviewer: presses real buttons and fills real modals in a sandbox."""

import asyncio
from collections.abc import Sequence
from itertools import cycle

from bot.rules.json import Json
from sandbox.client import Workspace
from sandbox.errors import SandboxError
from sandbox.things import Form

EDITED = "(edited)"
WAYS = ("approve", "edit", "reject", "respond", "mixed")


class Reviewer:
    """Decides each card it is shown, in one way or in all of them by turns."""

    def __init__(self, workspace: Workspace, way: str = "mixed", *, person: str = "ana") -> None:
        self._workspace = workspace
        self._person = workspace.as_user(person)
        self._ways = cycle(WAYS[:-1] if way == "mixed" else (way,))
        self._hands = asyncio.Lock()  # a person has one form open at a time

    async def decide(self, escalation: Json) -> str:
        """Press what the card offers, as the escalation's `slack` says where it hangs."""
        where = escalation["slack"]
        card = await self._workspace.wait_for_message(where["channel"], ts=where["thread_ts"])
        way = next(self._ways)
        verb = _verb(way, card.actions)
        async with self._hands:
            modal = await self._person.click(verb, on=card)
            errors = await self._person.submit(modal, filled(verb, modal)) if modal else None
        if errors:
            raise SandboxError(f"the {verb} form of {escalation['id']} was refused: {errors}")
        return verb


def _verb(way: str, offered: Sequence[str]) -> str:
    """What is wanted, or what there is. A conversation is closed: nobody is there to talk."""
    for verb in (way, *WAYS, "resolve"):
        if verb in offered:
            return verb
    raise SandboxError(f"a card offers nothing to decide: {', '.join(offered)}")


def filled(verb: str, modal: Form) -> Json:
    """What a reviewer would put in. An edit adds a word to the first text that it finds."""
    inputs = [block for block in modal.blocks if block["type"] == "input"]
    if verb == "edit":
        texts = ((block["block_id"], _text_in(block["element"])) for block in inputs)
        return next(({id: f"{text} {EDITED}"} for id, text in texts if text), {})
    answers = {block["block_id"]: _answer(block["element"]) for block in inputs}
    return {block_id: answer for block_id, answer in answers.items() if answer is not None}


def _text_in(element: Json) -> str:
    """Plain words; a list or an object is JSON, and has to stay so."""
    text = element.get("initial_value", "") if element["type"] == "plain_text_input" else ""
    return "" if text.startswith(("[", "{")) else text


def _answer(element: Json) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return "Decided unattended."
        case "static_select" | "radio_buttons":
            return element["options"][0]["value"]
        case "number_input":
            return "1"
        case "datepicker":
            return "2026-01-01"
        case _:
            return None
