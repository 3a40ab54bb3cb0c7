from dataclasses import replace

import pytest

from bot.errors import BadInput
from bot.ports import JudgedTurn, TurnFilter
from bot.rules.conversation import Conversation
from bot.rules.turn import Message, Reply, key_of
from store.store import SqlStore
from tests.makers import NINE, WindUpClock, a_refund, a_turn


def judged(turn_id: str = "t-1", **changes: object) -> JudgedTurn:
    turn = a_refund(turn_id)
    return replace(
        JudgedTurn(
            id=f"trn_{turn_id}",
            key=key_of(turn, "default"),
            turn=turn,
            fingerprint="sha256:1",
            verdict="hold",
            rule="big refunds",
            policy_version="abc",
            judged_at=NINE,
            reply=Reply(text="Wait, please."),
            because="no amount",
            probability=0.02,
            escalation_id="esc_1",
        ),
        **changes,
    )


async def test_a_turn_comes_back_as_it_was_judged(store: SqlStore) -> None:
    was = judged()
    await store.write(lambda memory: memory.add_turn(was))

    assert await store.read(lambda memory: memory.turn(was.key)) == was


async def test_an_unknown_turn_is_none_and_another_workspace_sees_none(store: SqlStore) -> None:
    was = judged()
    await store.write(lambda memory: memory.add_turn(was))

    other = replace(was.key, workspace="other")
    assert await store.read(lambda memory: memory.turn(other)) is None


async def test_words_of_every_kind_survive(store: SqlStore) -> None:
    text = "naïve \U0001f600 \x00 \u202e <b>&amp;</b> '; DROP TABLE turns; --"
    turn = a_turn(messages=(Message(role="customer", text=text),), topic="a\x00b")
    was = judged(turn=turn)
    await store.write(lambda memory: memory.add_turn(was))

    again = await store.read(lambda memory: memory.turn(was.key))
    assert again
    assert again.turn == turn


async def test_turns_are_listed_newest_first_and_page_without_a_gap(
    store: SqlStore, clock: WindUpClock
) -> None:
    for number in range(7):
        turn = judged(
            f"t-{number}", judged_at=clock.now(), verdict="pass" if number % 2 else "hold"
        )
        await store.write(lambda memory, turn=turn: memory.add_turn(turn))
        clock.wind(seconds=number % 2)  # pairs are of equal age

    seen: list[str] = []
    before = None
    for _ in range(4):
        page = await store.read(
            lambda memory, before=before: memory.list_turns(
                TurnFilter(workspace="default", limit=2, before=before)
            )
        )
        seen += [each.key.turn_id for each in page]
        before = page[-1].id
    assert seen == ["t-6", "t-5", "t-4", "t-3", "t-2", "t-1", "t-0"]


async def test_turns_are_filtered_by_conversation_and_verdict(store: SqlStore) -> None:
    elsewhere = judged("t-2", key=replace(judged("t-2").key, conversation_id="conv-2"))
    passed = judged("t-3", verdict="pass")
    for turn in (judged(), elsewhere, passed):
        await store.write(lambda memory, turn=turn: memory.add_turn(turn))

    found = await store.read(
        lambda memory: memory.list_turns(
            TurnFilter(workspace="default", conversation_id="conv-1", verdict="hold")
        )
    )
    assert [each.id for each in found] == ["trn_t-1"]


async def test_a_cursor_that_leads_nowhere_is_refused(store: SqlStore) -> None:
    with pytest.raises(BadInput):
        await store.read(lambda memory: memory.list_turns(TurnFilter(workspace="w", before="gone")))


async def test_a_conversation_nobody_heard_of_is_an_empty_one(store: SqlStore) -> None:
    found = await store.read(lambda memory: memory.conversation("default", "conv-1"))

    assert found == Conversation(workspace="default", id="conv-1")


async def test_a_conversation_is_remembered_and_changed(store: SqlStore) -> None:
    was = Conversation(workspace="default", id="conv-1", turns=1, last_rejection="no")
    await store.write(lambda memory: memory.save_conversation(was))
    now = replace(was, control="human", epoch=1, customer_mark="m1", turns=2, escalations=1)
    await store.write(lambda memory: memory.save_conversation(now))

    assert await store.read(lambda memory: memory.conversation("default", "conv-1")) == now
