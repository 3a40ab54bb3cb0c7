"""PostgreSQL in few round trips: hoping that nobody interferes, and noticing when somebody did."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.util import await_only

from bot.ports import Memory
from bot.rules.approvers import Actor
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve
from bot.rules.delivery import DeliveryKind, Sent, after
from bot.rules.expiring import after_silence
from bot.rules.lanes import Pace
from store.store import SqlStore
from tests.databases import Postgres, postgres_store
from tests.makers import NINE, WindUpClock, a_refund, an_escalation
from tests.store.world import a_line, opened, owed

pytestmark = pytest.mark.postgres
CONVERSATION = ("default", "conv-1")


@contextmanager
def round_trips() -> Iterator[list[str]]:
    said: list[str] = []

    def write_down(*args: Any) -> None:
        said.append(args[2])

    event.listen(Engine, "before_cursor_execute", write_down)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", write_down)


@pytest.fixture
async def desk(postgres: Postgres, clock: WindUpClock) -> AsyncGenerator[SqlStore]:
    async with _a_store(postgres, clock) as store:
        yield store


@asynccontextmanager
async def _a_store(postgres: Postgres, clock: WindUpClock) -> AsyncGenerator[SqlStore]:
    async with postgres.database() as url, postgres_store(url, clock) as store:
        yield store


def decides(memory: Memory) -> None:
    was = memory.escalation("esc_1")
    memory.first_time("press", "P1", NINE)
    decided = after_choice(was, Approve(), Actor(type="human", id="U1", name="Ana"), NINE, seen=1)
    memory.save(decided, was=was, change="decided", at=NINE)
    memory.owe(owed(kind=DeliveryKind.REDRAW), owed(kind=DeliveryKind.WEBHOOK, once="w"))
    memory.note(a_line())


async def test_a_decision_and_all_that_hangs_on_it_take_two_round_trips(desk: SqlStore) -> None:
    await opened(desk)
    with round_trips() as said:
        await desk.write(decides)

    assert len(said) == 2
    found = await desk.read(lambda memory: memory.escalation("esc_1"))
    assert not found.is_open
    assert await desk.verify_audit() is None
    assert await desk.write(lambda memory: memory.first_time("press", "P1", NINE)) is False


async def test_of_twenty_that_change_together_all_that_is_asked_comes_together(
    desk: SqlStore,
) -> None:
    ids = [f"esc_{number:02}" for number in range(20)]
    for id in ids:
        await opened(desk, id, conversation_id=f"conv-{id}")

    def expire(memory: Memory) -> None:
        memory.look_ahead(ids)
        for id in ids:
            conversation, was = memory.conversation_of(id), memory.escalation(id)
            memory.save_conversation(replace(conversation, turns=7))
            ended = after_silence(was, was.expires_at)
            memory.save(ended, was=was, change="expired", at=NINE)
            memory.owe(owed(id, kind=DeliveryKind.REDRAW, once=id))
            memory.note(a_line(id))

    with round_trips() as said:
        await desk.write(expire)

    assert len(said) == 3
    found = await desk.read(lambda memory: [memory.escalation(id).is_open for id in ids])
    assert not any(found)
    assert await desk.verify_audit() is None


async def test_what_stands_in_a_line_is_asked_again_once_something_is_locked(
    desk: SqlStore,
) -> None:
    """What was looked at ahead may have changed until the line is held."""
    await opened(desk)
    await desk.write(lambda memory: memory.owe(owed()))
    later = NINE + timedelta(hours=1)
    tries: list[bool] = []

    def sent(other: Memory) -> None:
        claim = other.claim("courier", NINE, Pace())
        assert claim is not None
        other.settle(claim, after(claim.delivery, Sent(ts="1.1"), NINE))

    def work(memory: Memory) -> datetime | None:
        memory.look_ahead(["esc_1"])
        tries.append(True)
        if len(tries) == 1:
            _in_between(desk, sent)
        memory.dead()  # which takes a transaction
        memory.owe(owed(kind=DeliveryKind.NOTE, once="slow", at=later))
        return memory.next_due(NINE)

    assert await desk.write(work) == later
    assert len(tries) == 1


async def test_one_question_takes_one_round_trip(desk: SqlStore) -> None:
    await opened(desk)
    with round_trips() as said:
        await desk.read(lambda memory: memory.escalation("esc_1"))
    assert len(said) == 1


async def test_two_questions_see_one_moment(desk: SqlStore) -> None:
    loop = asyncio.get_running_loop()

    def look_twice(memory: Memory) -> tuple[int, int]:
        first = len(memory.open_in_conversation(*CONVERSATION))
        asyncio.run_coroutine_threadsafe(opened(desk, f"esc_{first + 1}"), loop)
        memory.has_seen("a source", "a key")
        return first, len(memory.open_in_conversation(*CONVERSATION))

    for _ in range(3):
        first, second = await desk.read(look_twice)
        assert first == second


async def test_what_was_only_looked_at_may_not_change_meanwhile(desk: SqlStore) -> None:
    """A work that holds a conversation and writes something else is run again when another one
    came between, although neither changes what the other writes.
    """
    await desk.write(_one_more_turn)
    seen: list[int] = []

    def work(memory: Memory) -> None:
        seen.append(memory.conversation(*CONVERSATION).turns)
        if len(seen) == 1:
            _in_between(desk, _one_more_turn)
        memory.add(an_escalation(), turn=a_refund())

    await desk.write(work)
    assert seen == [1, 2]


async def test_what_was_looked_at_is_held_as_soon_as_something_else_is_asked(
    desk: SqlStore,
) -> None:
    await desk.write(_one_more_turn)
    seen: list[int] = []

    def work(memory: Memory) -> None:
        seen.append(memory.conversation(*CONVERSATION).turns)
        if len(seen) == 1:
            _in_between(desk, _one_more_turn)
        memory.conversations_to_pass_on(NINE)
        memory.add(an_escalation(), turn=a_refund())

    await desk.write(work)
    assert seen == [1, 2]


async def test_what_was_foreseen_and_then_written_is_read_again(desk: SqlStore) -> None:
    await opened(desk)

    def work(memory: Memory) -> tuple[int, str]:
        was = memory.escalation("esc_1")
        memory.save(replace(was, version=2), was=was, change="moved", at=NINE)
        again = memory.escalation("esc_1")
        memory.save(replace(again, version=3), was=again, change="moved", at=NINE)
        return again.version, memory.escalation("esc_1").id

    assert await desk.write(work) == (2, "esc_1")
    assert (await desk.read(lambda memory: memory.escalation("esc_1"))).version == 3


async def test_a_row_written_twice_in_one_work_is_as_it_was_written_last(desk: SqlStore) -> None:
    def work(memory: Memory) -> None:
        for turns in (1, 2, 3):
            was = memory.conversation(*CONVERSATION) if turns == 1 else found[-1]
            found.append(replace(was, turns=turns))
            memory.save_conversation(found[-1])
        memory.add(an_escalation(), turn=a_refund())
        memory.owe(owed(), owed(kind=DeliveryKind.NOTE))
        memory.owe(owed(kind=DeliveryKind.REDRAW))
        memory.note(a_line(), a_line(action="looked at"))

    found: list[Any] = []
    with round_trips() as said:
        await desk.write(work)
    assert len(said) <= 3
    now_is = await desk.read(lambda memory: memory.conversation(*CONVERSATION))
    assert now_is.turns == 3
    assert len(await desk.read(lambda memory: memory.audit("esc_1"))) == 2
    assert await desk.verify_audit() is None


async def test_what_is_owed_once_and_owed_again_is_noticed_when_it_is_written(
    desk: SqlStore,
) -> None:
    await opened(desk)
    for _ in range(2):
        await desk.write(lambda memory: memory.owe(owed(once="card:esc_1")))
    await desk.write(lambda memory: memory.owe(owed(once="x"), owed(once="x")))
    waiting = await desk.read(lambda memory: memory.tally(NINE))
    assert waiting.deliveries == {"pending": 2}


def _one_more_turn(memory: Memory) -> None:
    was = memory.conversation(*CONVERSATION)
    memory.save_conversation(replace(was, turns=was.turns + 1))


def _in_between(store: SqlStore, work: Any) -> None:
    """Another replica is quicker, while this work has not yet come to its end."""

    await_only(store.write(work))
