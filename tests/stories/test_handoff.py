"""A person takes the conversation: asked for, taken, talked both ways, and handed back."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.commands.demo.scripts import BIG_REFUND, UNSURE_REPLY
from bot.rules.json import Json
from sandbox.things import Message
from tests.stories.test_decisions import a_turn
from tests.stories.world import POLICY, World, a_world

CONVERSATION = "/v1/conversations/conv-1"
IN_REFUNDS = POLICY.replace("handoff_queue: support", "handoff_queue: refunds")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    """Both Ana and Ben may take conversations over here."""
    async with a_world(tmp_path, policy=IN_REFUNDS) as world:
        yield world
        assert await world.slack.complaints() == []


async def asked_for(world: World, **body: object) -> Json:
    wanted = {"message": "I want to talk to a person.", "customer": {"id": "cus-9", "name": "Ada"}}
    response = await world.agent.post(f"{CONVERSATION}/handoff", json={**wanted, **body})
    assert response.status_code == 202, response.text
    return response.json()


async def taken(world: World, asked: Json | None = None, by: str = "ana") -> Message:
    """The card, once this person is live."""
    asked = asked or await asked_for(world)
    card = await world.card(asked["escalation"])
    await world.slack.as_user(by).click("take_over", on=card)
    return await world.card(asked["escalation"])


async def stream(world: World, after: int = 0, wait: int = 0) -> list[Json]:
    params = {"after": after, "wait": wait}
    response = await world.agent.get(f"{CONVERSATION}/messages", params=params)
    assert response.status_code == 200, response.text
    return response.json()["items"]


async def said(world: World, after: int = 0) -> list[str]:
    await world.relayed()
    return [each["text"] for each in await stream(world, after) if each["type"] == "message"]


async def customer_writes(world: World, text: str, id: str = "m-1", **more: object) -> Json:
    body = {"id": id, "text": text, **more}
    response = await world.agent.post(f"{CONVERSATION}/messages", json=body)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_customer_asks_and_a_person_answers_from_the_thread(world: World) -> None:
    asked = await asked_for(world)
    assert asked["open_now"] is True
    assert asked["escalation"]["kind"] == "handoff"
    assert (asked["control"], asked["epoch"]) == ("human", 1)
    card = await taken(world, asked)
    assert "Ana is live" in card.words
    await world.slack.as_user("ana").reply("Hello Ada & co, I am here.", in_thread=card)
    assert await said(world) == ["Hello Ada & co, I am here."]
    items = await stream(world)
    assert [each["seq"] for each in items] == list(range(1, len(items) + 1))
    assert items[-1]["author"]["name"]


async def test_while_a_human_has_control_the_agent_is_refused(world: World) -> None:
    """F43: the agent talks over the human."""
    await asked_for(world)
    refused = await world.agent.post("/v1/turns", json=a_turn(UNSURE_REPLY))
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/human-in-control")


async def test_a_turn_from_an_old_epoch_is_refused_after_the_hand_back_too(world: World) -> None:
    """F43: what was thought up before a handoff is never shown after it."""
    card = await taken(world)
    await hand_back(world, card)
    stale = await world.agent.post("/v1/turns", json=a_turn(UNSURE_REPLY, epoch=0))
    assert (stale.status_code, stale.json()["type"].rpartition("/")[2]) == (409, "stale-epoch")
    fresh = await world.agent.post("/v1/turns", json=a_turn(UNSURE_REPLY, epoch=2))
    assert fresh.status_code in (200, 202)


async def test_asking_twice_joins_the_one_that_is_open(world: World) -> None:
    """F47: duplicate escalations of one turn."""
    first, second = await asked_for(world), await asked_for(world)
    assert first["escalation"]["id"] == second["escalation"]["id"]
    assert second["epoch"] == first["epoch"]
    notices = [each for each in await stream(world) if each["type"] == "control"]
    assert len(notices) == 1, "F44: exactly one notice for each change"


async def test_however_often_it_is_asked_at_once_there_is_one_card_and_one_notice(
    world: World,
) -> None:
    """F44: the notice is missing or doubled. F47: duplicate escalations."""
    wish = [{"role": "customer", "text": "I want to talk to a real person now!", "id": "w1"}]
    turn = a_turn(UNSURE_REPLY, messages=wish)
    answers = await asyncio.gather(
        *(asked_for(world) for _ in range(10)),
        *(world.agent.post("/v1/turns", json={**turn, "turn_id": f"t-{n}"}) for n in range(5)),
        *(customer_writes(world, "A human, please!", id=f"m-{n}") for n in range(5)),
    )
    assert len({each["escalation"]["id"] for each in answers[:10]}) == 1
    assert {each.status_code for each in answers[10:15]} <= {202, 409}
    items = await stream(world)
    assert [(each["seq"], each["type"], each["epoch"]) for each in items] == [(1, "control", 1)]
    listed = (await world.agent.get("/v1/escalations")).json()["items"]
    assert len(listed) == 1


async def test_the_agents_next_turn_learns_what_was_said_and_promised(world: World) -> None:
    """F46: the agent is silent after the hand-back."""
    card = await taken(world)
    await customer_writes(world, "Where is my parcel?")
    await world.slack.as_user("ana").reply("You get it on Friday.", in_thread=card)
    await said(world)
    await hand_back(world, card, "Promised Friday; check the carrier.")
    judged = await world.hand_over(a_turn(UNSURE_REPLY))
    ended = judged["human_stretch_ended"]
    assert ended["summary"] == "Promised Friday; check the carrier."
    words = [(each["role"], each["text"]) for each in ended["messages"]]
    assert words == [("customer", "Where is my parcel?"), ("human", "You get it on Friday.")]
    again = await world.hand_over(a_turn(UNSURE_REPLY))
    assert again["human_stretch_ended"] == ended, "the same turn is answered the same"
    assert (await world.hand_over(a_turn(UNSURE_REPLY, turn_id="t-2")))[
        "human_stretch_ended"
    ] is None


async def test_what_others_write_stays_inside_and_so_does_a_note(world: World) -> None:
    """F6: an internal remark reaches the customer."""
    card = await taken(world)
    ana, ben = world.slack.as_user("ana"), world.slack.as_user("ben")
    await ben.reply("She is wrong, you know.", in_thread=card)
    await ana.reply("note: he may have a point", in_thread=card)
    await ana.reply("One moment please.", in_thread=card)
    assert await said(world) == ["One moment please."]
    await ben.wait_for_ephemeral("only")


async def test_nobody_is_live_before_they_pressed(world: World) -> None:
    asked = await asked_for(world)
    card = await world.card(asked["escalation"])
    ana = world.slack.as_user("ana")
    await ana.reply("I could take this one.", in_thread=card)
    await taken(world, asked)
    assert await said(world) == []


async def test_a_reply_from_the_form_sends_one_message_and_nobody_goes_live(world: World) -> None:
    asked = await asked_for(world)
    card = await world.card(asked["escalation"])
    ben = world.slack.as_user("ben")
    modal = await ben.click("reply", on=card)
    assert modal is not None
    assert not await ben.submit(modal, {modal.labels[0]: "We are looking into it."})
    assert await said(world) == ["We are looking into it."]
    assert (await world.escalation(asked["escalation"]["id"]))["status"] == "pending"
    await ben.reply("and this stays inside", in_thread=card)
    assert await said(world) == ["We are looking into it."]
    body = {"message_id": (await stream(world))[-1]["id"], "status": "delivered"}
    read = await world.agent.post(f"{CONVERSATION}/receipts", json=body)
    assert read.status_code == 200
    now_is = await world.escalation(asked["escalation"]["id"])
    assert (now_is["status"], now_is["assignee"]["name"]) == ("claimed", "Ben")
    await ben.reply("and so does this", in_thread=card)
    assert await said(world) == ["We are looking into it."]


async def test_any_open_card_can_be_taken_over_and_what_it_asked_is_void(world: World) -> None:
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    await world.slack.as_user("ana").click("Take over the conversation", on=card)
    now_is = await world.escalation(escalation["id"])
    assert (now_is["status"], now_is["assignee"]["name"] != "") == ("in_conversation", True)
    right = await world.agent.post(f"/v1/escalations/{escalation['id']}/execution")
    assert right.status_code == 409


async def test_open_proposals_are_void_once_a_person_has_control(world: World) -> None:
    """F43: nobody approves what the agent wanted to say before a person came."""
    proposal = await world.ask(a_turn(UNSURE_REPLY))
    await asked_for(world)
    assert (await world.escalation(proposal["id"]))["status"] == "superseded"


async def test_the_customers_words_stand_in_the_thread_whole_and_in_order(world: World) -> None:
    card = await taken(world)
    hostile = "<!channel> *bold* <https://evil.example|bank> :tada:"
    for number, text in enumerate((hostile, "x" * 9_000, "third"), start=1):
        await customer_writes(world, text, id=f"m-{number}")
    await customer_writes(world, "third, corrected", id="m-3")
    await customer_writes(world, "", id="m-1", deleted=True)
    await world.settled()
    words = "".join(each.words for each in await world.slack.thread(card))
    assert hostile in words
    assert words.count("x") >= 9_000
    assert words.index("third") < words.index("third, corrected")
    assert "took a message back" in words


async def test_a_card_number_and_a_key_stand_nowhere_in_the_thread(world: World) -> None:
    """F32: secrets and personal data posted to a wide channel."""
    number, key = "4111 1111 1111 1111", "ghp_" + "a" * 36
    asked = await asked_for(world, message=f"My card {number} was charged, {key}")
    card = await taken(world, asked)
    await customer_writes(world, f"again: {number} {key}")
    await world.settled()
    words = "".join(each.words for each in await world.slack.thread(card))
    assert "card ending in 1111" in words
    assert number not in words
    assert key not in words


async def test_what_a_person_types_that_looks_like_ours_is_sent_as_it_is(world: World) -> None:
    """F16: in-band sentinels swallow real text."""
    card = await taken(world)
    boilerplate = "You are live: what you write in this thread goes to Ada."
    await world.slack.as_user("ana").reply(boilerplate, in_thread=card)
    assert await said(world) == [boilerplate]


async def test_the_owner_is_called_once_in_a_burst(world: World) -> None:
    card = await taken(world)
    for number in range(3):
        await customer_writes(world, f"hello {number}", id=f"m-{number}")
    await world.settled()
    thread = await world.slack.thread(card)
    assert (
        sum("user_id" in str(each.json["blocks"]) for each in thread if "hello" in each.words) == 1
    )


async def test_marks_say_how_far_words_have_come(world: World) -> None:
    """F17: a reply after the customer left is lost."""
    card = await taken(world)
    ana = world.slack.as_user("ana")
    mine = await ana.reply("Are you there?", in_thread=card)
    await world.settled()
    assert await marks(world, mine) == {"hourglass_flowing_sand"}
    await world.relayed()
    message = (await stream(world))[-1]
    receipt = {"message_id": message["id"], "status": "failed", "detail": "session_gone"}
    assert (await world.agent.post(f"{CONVERSATION}/receipts", json=receipt)).status_code == 200
    await world.settled()
    assert await marks(world, mine) == {"warning"}
    assert "session_gone" in "".join(each.words for each in await world.slack.thread(card))
    await world.agent.post(f"{CONVERSATION}/receipts", json={**receipt, "status": "delivered"})
    await world.settled()
    assert await marks(world, mine) == {"white_check_mark"}


async def test_an_edit_in_time_replaces_and_one_too_late_corrects(world: World) -> None:
    """F11: an edit is not synced."""
    card = await taken(world)
    ana = world.slack.as_user("ana")
    early = await ana.reply("Fridai", in_thread=card)
    await ana.edit(early, "Friday")
    assert await said(world) == ["Friday"]
    await ana.edit(early, "Saturday")
    assert await said(world) == ["Friday", "Correction: Saturday"]
    corrected = (await stream(world))[-1]
    assert corrected["corrects"] == (await stream(world))[-2]["id"]


async def test_words_are_kept_inside_in_time_and_the_person_is_told_when_it_is_too_late(
    world: World,
) -> None:
    card = await taken(world)
    ana, ben = world.slack.as_user("ana"), world.slack.as_user("ben")
    early = await ana.reply("not for them", in_thread=card)
    await ben.shortcut("keep_internal", on=early)
    await ben.wait_for_ephemeral("Only whoever wrote")
    await ana.shortcut("keep_internal", on=early)
    await ana.wait_for_ephemeral("Kept inside")
    late = await ana.reply("for them", in_thread=card)
    assert await said(world) == ["for them"]
    await ana.shortcut("keep_internal", on=late)
    await ana.wait_for_ephemeral("already")
    await ben.shortcut("keep_internal", on=await ben.reply("mine", in_thread=card))
    await ben.wait_for_ephemeral("stays inside anyway")


async def test_a_deletion_in_time_withdraws_and_one_too_late_is_told(world: World) -> None:
    """F12: a deletion is not synced."""
    card = await taken(world)
    ana = world.slack.as_user("ana")
    await ana.delete(await ana.reply("oops", in_thread=card))
    assert await said(world) == []
    late = await ana.reply("sent", in_thread=card)
    assert await said(world) == ["sent"]
    await ana.delete(late)
    await ana.wait_for_ephemeral("cannot be unsent")
    assert await said(world) == ["sent"]


async def test_a_waiting_customer_page_is_woken_by_the_persons_words(world: World) -> None:
    card = await taken(world)
    last = (await stream(world))[-1]["seq"]
    waiting = asyncio.create_task(stream(world, after=last, wait=30))
    await world.slack.as_user("ana").reply("Hello", in_thread=card)
    await world.relayed()
    assert [each["text"] for each in await waiting] == ["Hello"]


async def test_a_second_person_takes_over_and_the_first_is_not_live_any_more(world: World) -> None:
    card = await taken(world)
    await world.slack.as_user("ben").click("take_over", on=card)
    await world.settled()
    await world.slack.as_user("ana").reply("still me?", in_thread=card)
    await world.slack.as_user("ben").reply("Ben here.", in_thread=card)
    assert await said(world) == ["Ben here."]


async def test_asked_again_within_a_week_it_goes_on_in_the_same_thread(world: World) -> None:
    """F45: a handoff loop after reopening."""
    card = await taken(world)
    await hand_back(world, card)
    judged = await world.hand_over(a_turn(UNSURE_REPLY))
    assert judged["verdict"] != "handoff", "the agent answers again"
    again = await asked_for(world, message="A person once more, please: it broke again.")
    now_is = await world.escalation(again["escalation"]["id"])
    assert (now_is["slack"]["thread_ts"], now_is["status"]) == (card.root_ts, "pending")
    assert (now_is["assignee"]["name"], now_is["reopen_count"]) == ("Ana", 1)
    await world.settled()
    assert "For Ana; nobody has claimed it" in (await world.slack.message(card)).words
    told = (await world.slack.thread(card))[-1].words
    assert "had this conversation before" in told
    assert "it broke again" in told


async def test_handed_off_and_back_all_day_the_agent_keeps_it_until_somebody_takes_over(
    tmp_path: Path,
) -> None:
    """F45: a handoff loop after reopening."""
    policy = f"{IN_REFUNDS}\nhandoffs_per_day: 2\n"
    async with a_world(tmp_path, policy=policy) as world:
        card = await taken(world)
        await hand_back(world, card)
        second = await asked_for(world)
        assert second["control"] == "human"
        await hand_back(world, await taken(world, second))
        third = await asked_for(world)
        assert (third["control"], third["escalation"]["status"]) == ("agent", "pending")
        assert "our assistant goes on" in third["notice"]
        assert await asked_for(world) == third, "asked again, it is the same"
        assert (await world.hand_over(a_turn(UNSURE_REPLY)))["verdict"] != "handoff"
        await world.settled()
        told = [each.words for each in await world.slack.thread(card)]
        assert len([words for words in told if "Asked for 3 times within a day" in words]) == 1
        await world.slack.as_user("ana").click("take_over", on=await world.slack.message(card))
        assert (await asked_for(world))["control"] == "human"
        await hand_back(world, card)
        await world.wind(days=1, minutes=1)
        assert (await asked_for(world))["control"] == "human", "another day"


async def test_nobody_came_in_time_and_the_agent_speaks_again(world: World) -> None:
    asked = await asked_for(world)
    await world.card(asked["escalation"])
    await world.wind(days=2)
    expired = await world.escalation(asked["escalation"]["id"])
    assert expired["status"] == "expired"
    control = [each for each in await stream(world) if each["type"] == "control"]
    assert [each["control"] for each in control] == ["human", "agent"]
    assert "nobody could answer" in control[-1]["notice"]


async def test_resolving_closes_it_and_says_so(world: World) -> None:
    card = await taken(world)
    await world.slack.as_user("ana").click("resolve", on=card)
    await world.settled()
    assert (await stream(world))[-1]["control"] == "agent"
    assert "Resolved by" in (await world.slack.message(card)).words


async def test_a_customer_who_asks_in_words_gets_a_person(world: World) -> None:
    wish = [{"role": "customer", "text": "No. I want to talk to a real person now!", "id": "w1"}]
    judged = await world.hand_over(a_turn(UNSURE_REPLY, messages=wish))
    assert (judged["verdict"], judged["escalation"]["reason"]) == ("handoff", "customer_request")
    card = await world.card(judged["escalation"])
    await world.slack.as_user("ana").click("take_over", on=card)
    await hand_back(world, await world.card(judged["escalation"]))
    again = await world.hand_over(a_turn(UNSURE_REPLY, turn_id="t-2", messages=wish))
    assert again["verdict"] != "handoff", "F45: what was answered once is answered"


async def test_a_wish_that_was_a_button_before_is_not_heard_again_in_words(world: World) -> None:
    """F45: a handoff loop after the hand-back."""
    words = "I want to talk to a person."
    card = await taken(world, await asked_for(world, message=words))
    await hand_back(world, card)
    wish = [{"role": "customer", "text": words, "id": "w1"}]
    assert (await world.hand_over(a_turn(UNSURE_REPLY, messages=wish)))["verdict"] != "handoff"
    other = [*wish, {"role": "customer", "text": "Where is my parcel?", "id": "w2"}]
    await world.hand_over(a_turn(UNSURE_REPLY, turn_id="t-2", messages=other))
    again = [*other, {"role": "customer", "text": words, "id": "w3"}]
    judged = await world.hand_over(a_turn(UNSURE_REPLY, turn_id="t-3", messages=again))
    assert judged["verdict"] == "handoff", "asked once more after other words, it is a new wish"


async def test_yes_to_the_offer_of_a_person_is_a_wish_for_one(world: World) -> None:
    said = [
        {"role": "agent", "text": "Would you like me to transfer you to a human agent?"},
        {"role": "customer", "text": "yes please", "id": "w1"},
    ]
    assert (await world.hand_over(a_turn(UNSURE_REPLY, messages=said)))["verdict"] == "handoff"


async def test_the_agents_own_flag_goes_before_the_words(world: World) -> None:
    wish = [{"role": "customer", "text": "I want to talk to a real person.", "id": "w1"}]
    calm = [{"role": "customer", "text": "Thank you.", "id": "w2"}]
    turn = a_turn(UNSURE_REPLY, messages=wish, wants_human=False)
    assert (await world.hand_over(turn))["verdict"] != "handoff"
    turn = a_turn(UNSURE_REPLY, turn_id="t-2", messages=calm, wants_human=True)
    assert (await world.hand_over(turn))["verdict"] == "handoff"


async def test_a_wish_in_what_the_customers_page_passes_on_counts_as_well(world: World) -> None:
    await world.hand_over(a_turn(UNSURE_REPLY))
    now_is = await customer_writes(world, "Can I please speak to a human?")
    assert now_is == {"control": "human", "epoch": 1}


async def test_passed_on_to_a_person_it_is_theirs_once_they_take_it(world: World) -> None:
    card = await taken(world)
    ana, ben = world.slack.as_user("ana"), world.slack.as_user("ben")
    modal = await ana.click("Pass on, or change priority …", on=card)
    assert modal is not None
    assert not await ana.submit(modal, {modal.labels[0]: "U0BEN"})
    await world.settled()
    await ana.reply("am I still live?", in_thread=card)
    assert await said(world) == []
    await ben.click("take_over", on=await world.slack.message(card))
    await ben.reply("Ben here.", in_thread=card)
    assert await said(world) == ["Ben here."]


async def test_passed_on_to_another_queue_it_goes_on_there_in_a_new_thread(world: World) -> None:
    """F9: a channel that changed breaks old threads."""
    asked = await asked_for(world)
    card = await taken(world, asked)
    ana = world.slack.as_user("ana")
    modal = await ana.click("Pass on, or change priority …", on=card)
    assert modal is not None
    queue = modal.labels[1]
    assert not await ana.submit(modal, {queue: "support"})
    await world.settled()
    left = await world.slack.message(card)
    assert "Passed on to support" in left.words
    assert left.actions == []
    new = await world.card(asked["escalation"])
    assert (new.channel, new.channel != card.channel) == ("C0SUPPORT", True)
    await world.slack.as_user("mia").click("take_over", on=new)
    await customer_writes(world, "Hello again")
    await world.slack.as_user("mia").reply("Mia here.", in_thread=new)
    assert await said(world) == ["Mia here."]
    assert "Hello again" in "".join(each.words for each in await world.slack.thread(new))


async def test_passing_on_to_nobody_says_so_in_the_form(world: World) -> None:
    card = await taken(world)
    ana = world.slack.as_user("ana")
    modal = await ana.click("Pass on, or change priority …", on=card)
    assert modal is not None
    assert "Choose" in str(await ana.submit(modal, {}))
    assert "may not take" in str(await ana.submit(modal, {modal.labels[0]: "U0SAM"}))


async def hand_back(world: World, card: Message, note: str = "") -> None:
    ana = world.slack.as_user("ana")
    fresh = await world.slack.message(card)
    modal = await ana.click("hand_back", on=fresh)
    assert modal is not None
    assert not await ana.submit(modal, {modal.labels[0]: note} if note else {})
    await world.settled()


async def marks(world: World, message: Message) -> set[str]:
    found = next(each for each in await world.slack.thread(message) if each.ts == message.ts)
    return {each["name"] for each in found.json.get("reactions", [])}
