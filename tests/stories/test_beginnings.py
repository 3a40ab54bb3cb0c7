"""Each way in which a person gets a conversation, and each in which they give it away."""

from pathlib import Path

from bot.commands.demo.scripts import QUESTION, UNSURE_REPLY
from bot.rules.json import Json
from tests.stories.test_decisions import a_turn
from tests.stories.test_handoff import IN_REFUNDS, hand_back, said, stream, taken
from tests.stories.world import World, a_world

QUESTIONS_TOO = IN_REFUNDS.replace("input_queue: support", "input_queue: refunds")
LOST = """rules:
  - name: the agent is lost
    when: turn.confidence < 0.2
    then: handoff
    queue: refunds
"""


async def test_a_rule_that_hands_off_gives_the_customer_a_person(tmp_path: Path) -> None:
    policy = IN_REFUNDS.replace("rules:\n", LOST, 1)
    async with a_world(tmp_path, policy=policy) as world:
        judged = await world.hand_over(a_turn(UNSURE_REPLY, confidence=0.1))
        assert (judged["verdict"], judged["escalation"]["kind"]) == ("handoff", "handoff")
        assert "the agent is lost" in (await world.card(judged["escalation"])).words
        card = await taken(world, judged)
        await world.slack.as_user("ana").reply("Ana here.", in_thread=card)
        assert await said(world) == ["Ana here."]
        assert await world.slack.complaints() == []


async def test_what_the_agent_asks_can_be_answered_to_the_customer_by_taking_over(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, policy=QUESTIONS_TOO) as world:
        judged = await world.hand_over(a_turn(QUESTION))
        assert judged["escalation"]["kind"] == "input"
        card = await world.card(judged["escalation"])
        await world.slack.as_user("ana").click("Take over the conversation", on=card)
        await world.slack.as_user("ana").reply("I tell you myself.", in_thread=card)
        assert await said(world) == ["I tell you myself."]
        await hand_back(world, card)
        assert [each["control"] for each in await controls(world)] == ["human", "agent"]


async def test_who_steps_back_is_not_heard_and_another_goes_on(tmp_path: Path) -> None:
    async with a_world(tmp_path, policy=IN_REFUNDS) as world:
        card = await taken(world)
        ana, ben = world.slack.as_user("ana"), world.slack.as_user("ben")
        await ana.click("Step back", on=card)
        await world.settled()
        await ana.reply("am I still live?", in_thread=card)
        refused = await world.agent.post("/v1/turns", json=a_turn(UNSURE_REPLY))
        assert refused.status_code == 409, "nobody is live, and the agent is still silent"
        await ben.click("take_over", on=await world.slack.message(card))
        await ben.reply("Ben here.", in_thread=card)
        assert await said(world) == ["Ben here."]
        await hand_back(world, card)
        assert len(await controls(world)) == 2, "F44: one notice for each change"


async def controls(world: World) -> list[Json]:
    return [each for each in await stream(world) if each["type"] == "control"]
