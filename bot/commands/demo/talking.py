"""A chapter of the story: a customer wants a person, talks with one, and the agent goes on."""

import asyncio
from contextlib import aclosing

from bot.commands.demo import scripts
from bot.commands.demo.agent import PERSON
from bot.commands.demo.house import House
from bot.commands.demo.stage import PATIENCE, card_of, hold, opened
from bot.rules.json import Json
from sandbox.person import Person
from sandbox.things import Message

WISH = "Can I talk to a person, please?"
HELLO = "Hello Noor, Ben here. I look into it."
QUESTION = "Thank you! Do you need a photo of it?"
NOTE = "She gets a new mug; ask for nothing more."
DELIVERED = "white_check_mark"


async def talks(house: House) -> None:
    conversation = f"demo-{next(house.agent.numbers)}"
    card, ben = await _asked(house, conversation), house.workspace.as_user("ben")
    await ben.click("take_over", on=card)
    await _is_silent(house, conversation)
    await _hears_ben(house, conversation, ben, card)
    await house.agent.pass_on(conversation, {"id": "m-2", "text": QUESTION})
    await house.workspace.wait_for_message(in_thread=card, containing=QUESTION, within=PATIENCE)
    form = opened(await ben.click("hand_back", on=await house.workspace.message(card)))
    hold(not await ben.submit(form, {form.labels[0]: NOTE}), "the hand-back was refused")
    await _goes_on(house, conversation)


async def _asked(house: House, conversation: str) -> Message:
    wish = {"message": WISH, "customer": scripts.NOOR}
    asked = await house.agent.ask_for_a_person(conversation, wish)
    hold(asked["control"] == "human", "nobody was asked for")
    again = await house.agent.ask_for_a_person(conversation, wish)
    hold(again["escalation"]["id"] == asked["escalation"]["id"], "asking twice asked two")
    return await card_of(house, asked["escalation"])


async def _is_silent(house: House, conversation: str) -> None:
    judged = await _turn(house, conversation, "t-1")
    hold(judged["verdict"] == PERSON, "the agent talks while a person has the conversation")


async def _hears_ben(house: House, conversation: str, ben: Person, card: Message) -> None:
    """What Ben writes comes once, but for what he keeps inside."""
    written = await ben.reply(HELLO, in_thread=card)
    await ben.reply("note: a mug costs us four euros", in_thread=card)
    async with asyncio.timeout(PATIENCE), aclosing(house.agent.hear(conversation)) as stream:
        async for item in stream:
            if item["type"] == "message":
                hold(item["text"] == HELLO, "the customer reads other words than Ben's")
                await house.agent.confirm(conversation, item["id"])
                break
    await _is_marked(house, written)


async def _is_marked(house: House, written: Message) -> None:
    """Ben sees on his own words that they have arrived."""
    slack, added = house.workspace, 0
    while DELIVERED not in _marks(await slack.message(written)):
        added = len(await slack.wait_for_call("reactions.add", times=added + 1, within=PATIENCE))


def _marks(message: Message) -> set[str]:
    return {each["name"] for each in message.json.get("reactions", [])}


async def _goes_on(house: House, conversation: str) -> None:
    judged = await _turn(house, conversation, "t-2")
    hold(judged["verdict"] in ("pass", "sample"), "the agent may not go on")
    ended = judged["human_stretch_ended"]
    hold(ended["summary"] == NOTE, "the agent does not get Ben's note")
    said = [(each["role"], each["text"]) for each in ended["messages"]]
    hold(said == [("human", HELLO), ("customer", QUESTION)], f"the agent missed words: {said}")


async def _turn(house: House, conversation: str, id: str) -> Json:
    script = {**scripts.GREETING, "customer": scripts.NOOR}
    return await house.agent.hand_over(script, conversation_id=conversation, turn_id=id)
