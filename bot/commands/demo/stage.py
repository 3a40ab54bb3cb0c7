"""What each chapter of the story does: ask, find the card, fill in a form, hold a promise."""

from bot.commands.demo.house import House
from bot.rules.json import Json
from sandbox.things import Form, Message

PATIENCE = 20


class Broken(Exception):
    """What should have held, and did not."""


def hold(kept: bool, otherwise: str) -> None:
    if not kept:
        raise Broken(otherwise)


async def ask(house: House, script: Json, **changes: object) -> tuple[Json, Message]:
    judged = await house.agent.hand_over(script, **changes)
    escalation = judged["escalation"]
    hold(escalation is not None, f"{script['topic']} was judged {judged['verdict']}")
    return escalation, await card_of(house, escalation)


async def card_of(house: House, escalation: Json) -> Message:
    for channel in ("C0REFUNDS", "C0SUPPORT", "G0RISK"):
        for message in await house.workspace.messages(channel):
            if _is_of(message, escalation):
                return message
    await house.workspace.wait_for_call("chat.postMessage", within=PATIENCE)
    return await card_of(house, escalation)


def _is_of(message: Message, escalation: Json) -> bool:
    marked = message.metadata.get("event_payload", {}).get("escalation_id")
    return marked == escalation["id"] and message.ts == message.root_ts


async def closed_as(house: House, escalation: Json, status: str) -> Json:
    closed = await house.agent.wait(escalation, seconds=PATIENCE)
    hold(closed["status"] == status, f"it is {closed['status']}, not {status}")
    return closed


async def run_it(house: House, escalation: Json) -> Json:
    right = await house.agent.run(escalation)
    if right is None:
        raise Broken("nothing could be run")
    return right


def opened(form: Form | None) -> Form:
    if form is None:
        raise Broken("no modal opened")
    return form


def label(modal: Form, words: str) -> str:
    return next(label for label in modal.labels if words in label.lower())


def reasons(modal: Form) -> Json:
    filled: Json = {}
    for block in modal.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        options = element.get("options")
        filled[block["block_id"]] = options[0]["value"] if options else "The terms do not say so."
    return filled
