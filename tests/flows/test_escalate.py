import asyncio

import pytest

from bot.errors import HumanInControl, TurnChanged
from bot.flows.decide import decide
from bot.ports import TurnFilter
from bot.rules.decision import Approve, Reject
from bot.rules.policy import Verdict
from bot.rules.status import Status
from bot.rules.turn import Message, Reply
from tests.fakes import passing
from tests.flows.conftest import Team
from tests.makers import a_judgement, a_refund, a_turn


async def test_a_held_turn_becomes_one_card_and_its_conversation(team: Team) -> None:
    escalation = await team.ask(a_refund())
    await team.drain()
    assert team.room.seen == ["card as pending", "transcript as pending"]
    linked = await team.now(escalation)
    assert linked.thread is not None
    assert linked.thread.root_ts == "1.0"


async def test_a_passed_turn_is_recorded_and_asks_nobody(team: Team) -> None:
    team.policy.usual = passing()
    judged = await team.hand_over(a_turn())
    assert (judged.judged.verdict, judged.escalation) == (Verdict.PASS, None)
    await team.drain()
    assert team.room.seen == []
    turns = await team.desk.store.read(
        lambda memory: memory.list_turns(TurnFilter(workspace="default"))
    )
    assert [each.key.turn_id for each in turns] == ["t-1"]


async def test_the_same_turn_twice_is_answered_the_same(team: Team) -> None:
    first = await team.hand_over(a_refund())
    second = await team.hand_over(a_refund())
    assert second.replayed
    assert first.escalation is not None
    assert second.escalation is not None
    assert second.escalation.id == first.escalation.id
    await team.drain()
    assert team.room.seen.count("card as pending") == 1


async def test_the_same_turn_with_another_body_is_refused(team: Team) -> None:
    await team.hand_over(a_refund())
    with pytest.raises(TurnChanged):
        await team.hand_over(a_refund(amount=130.0))


async def test_one_turn_asked_for_ten_times_at_once_is_one_case(team: Team) -> None:
    """F47: duplicate escalations of one turn."""
    judged = await asyncio.gather(*(team.hand_over(a_refund()) for _ in range(10)))
    assert len({each.judged.escalation_id for each in judged}) == 1
    await team.drain()
    assert team.room.seen.count("card as pending") == 1


async def test_fifty_concurrent_escalations_of_one_turn_have_one_root(team: Team) -> None:
    """F19: two root threads."""
    await asyncio.gather(*(team.hand_over(a_refund()) for _ in range(50)))
    await asyncio.gather(*(team.drain() for _ in range(5)))
    assert len([seen for seen in team.room.seen if seen.startswith("card")]) == 1


async def test_while_a_human_has_control_the_agents_turn_is_refused(team: Team) -> None:
    from dataclasses import replace

    def take_over(memory) -> None:  # noqa: ANN001
        conversation = memory.conversation("default", "conv-1")
        memory.save_conversation(replace(conversation, control="human", epoch=1))

    await team.desk.store.write(take_over)
    with pytest.raises(HumanInControl):
        await team.hand_over(a_refund())


async def test_what_was_rejected_is_not_asked_again_in_the_same_conversation(team: Team) -> None:
    first = await team.ask(a_refund())
    await decide(team.desk, team.press(first), Reject(reason="Too much"))
    again = await team.hand_over(a_refund("t-2"))
    assert again.escalation is not None
    assert again.escalation.id == first.id
    assert again.escalation.status is Status.REJECTED
    other = await team.hand_over(a_refund("t-3", amount=10.0))
    assert other.escalation is not None
    assert other.escalation.id != first.id


async def test_a_rejected_reply_may_be_said_in_another_conversation(team: Team) -> None:
    first = await team.ask(a_turn())
    await decide(team.desk, team.press(first), Reject())
    elsewhere = await team.ask(a_turn(conversation_id="conv-2"))
    assert elsewhere.is_open


async def test_an_approved_action_sent_again_is_asked_again(team: Team) -> None:
    first = await team.ask(a_refund())
    await decide(team.desk, team.press(first), Approve())
    assert (await team.ask(a_refund("t-2"))).id != first.id


WROTE_AGAIN = (
    Message(id="m1", role="customer", text="I want my money back"),
    Message(id="m3", role="customer", text="Wait, only half of it!"),
)


async def test_a_new_proposal_on_newer_words_supersedes_the_older_card(team: Team) -> None:
    first = await team.ask(a_refund())
    second = await team.ask(a_refund("t-2", amount=64.5, messages=WROTE_AGAIN))
    assert (await team.now(first)).status is Status.SUPERSEDED
    assert second.is_open
    await team.drain()
    assert "redrawn as superseded" in team.room.seen or (
        team.room.seen.count("card as superseded") == 1
    )


async def test_two_proposals_of_the_same_step_stand_side_by_side(team: Team) -> None:
    first = await team.ask(a_refund())
    await team.ask(a_refund("t-2", amount=1.0))
    assert (await team.now(first)).is_open


async def test_a_passed_turn_with_new_words_marks_the_open_card(team: Team) -> None:
    first = await team.ask(a_refund())
    await team.drain()
    team.policy.usual = passing()
    await team.hand_over(a_turn("t-2", messages=WROTE_AGAIN, reply=Reply(text="One moment.")))
    marked = await team.now(first)
    assert marked.is_open
    assert marked.moved
    await team.drain()
    assert "note: The customer has written since:" in team.room.seen
    assert "redrawn as pending" in team.room.seen


async def test_a_rule_may_look_at_the_conversation_so_far(team: Team) -> None:
    team.policy.looks_at_conversation = True
    team.policy.usual = passing()
    await team.hand_over(a_turn("t-1"))
    await team.hand_over(a_turn("t-2"))
    team.policy.usual = a_judgement()
    await team.hand_over(a_turn("t-3"))
    assert [past.turns for _, past in team.policy.asked] == [0, 1, 2]


async def test_a_long_conversation_also_goes_into_the_thread_as_a_file(team: Team) -> None:
    """F28: the root is committed before any upload."""
    long = tuple(Message(id=f"m{n}", role="customer", text="x" * 4_000) for n in range(10))
    await team.ask(a_refund(messages=long))
    await team.drain()
    assert team.room.seen == [
        "card as pending",
        "transcript as pending",
        "transcript_file as pending",
    ]
