from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import StatementError

from bot.errors import NotFound
from bot.ports import Filter
from bot.rules.approvers import SYSTEM
from bot.rules.clock import ClockKind, ClockStatus
from bot.rules.clocks import Timing
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Edit, Respond
from bot.rules.escalation import Escalation, Thread
from bot.rules.execution import Execution, ExecutionStatus
from bot.rules.on_time import next_at
from bot.rules.opening import open_escalation
from bot.rules.policy import Priority
from bot.rules.status import Kind, Status
from bot.rules.turn import key_of
from store.memory import SqlMemory
from store.races import Stale
from store.store import SqlStore
from tests.makers import NINE, a_judgement, a_queue, a_refund, a_turn, an_escalation
from tests.store.test_turns import judged
from tests.store.world import ANA_DID, claimed, opened

THREAD = Thread(team="T1", channel="C1", root_ts="1.0", permalink="https://x/1")


async def load(store: SqlStore, id: str = "esc_1") -> Escalation:
    return await store.read(lambda memory: memory.escalation(id))


async def save(store: SqlStore, now_is: Escalation, was: Escalation, change: str) -> None:
    await store.write(lambda memory: memory.save(now_is, was=was, change=change, at=NINE))


async def test_an_escalation_comes_back_as_it_was_added(store: SqlStore) -> None:
    was = await opened(store)

    assert await load(store) == was


async def test_how_often_a_person_was_asked_for_is_counted_in_one_conversation_and_span(
    store: SqlStore,
) -> None:
    """F45: a handoff loop after reopening."""
    asked = await opened(store, kind=Kind.HANDOFF)
    await opened(store, "esc_2")
    await opened(store, "esc_3", kind=Kind.HANDOFF, conversation_id="another")
    ended = replace(asked, status=Status.HANDED_BACK, closed_at=NINE, version=2)
    await save(store, ended, asked, "handed_back")
    later = NINE + timedelta(hours=1)
    again = ended.reopen(later)
    await store.write(lambda m: m.save(again, was=ended, change="reopened", at=later))

    async def since(moment: datetime) -> int:
        return await store.read(lambda m: m.handoffs("default", asked.conversation_id, moment))

    assert await since(NINE - timedelta(days=1)) == 2
    assert await since(NINE) == 1
    assert await since(later) == 0


@pytest.mark.parametrize(
    "choice",
    [Approve(note="fine"), Edit(args={"order": "A1", "amount": 12.5, "notify": False})],
    ids=["approved", "edited"],
)
async def test_a_decision_comes_back_and_its_digests_still_fit(
    store: SqlStore, choice: Approve | Edit
) -> None:
    was = await opened(store)
    decided = after_choice(was, choice, ANA_DID, NINE, seen=1)
    await save(store, decided, was, "decided")

    now_is = await load(store)
    assert now_is == decided
    assert now_is.decision
    assert now_is.decision.action_digest == now_is.digest_of(
        now_is.decision.reply, now_is.decision.action
    )


async def test_an_answer_to_the_agents_form_comes_back(store: SqlStore) -> None:
    turn = a_turn(reply=None, question="Which order?", response_schema={"type": "object"})
    was = an_escalation(turn)
    await store.write(lambda memory: memory.add(was, turn=turn))
    answered = after_choice(
        was, Respond(response={"order": "A1", "count": 2, "rate": 0.5}), ANA_DID, NINE, seen=1
    )
    await save(store, answered, was, "decided")

    assert await load(store) == answered


async def test_what_is_not_there_or_in_another_workspace_is_not_found(store: SqlStore) -> None:
    await opened(store)
    with pytest.raises(NotFound):
        await load(store, "esc_2")
    with pytest.raises(NotFound):
        await store.read(lambda memory: memory.escalation("esc_1", workspace="other"))
    found = await store.read(lambda memory: memory.escalation("esc_1", workspace="default"))
    assert found.id == "esc_1"


async def test_whoever_saves_an_older_version_is_stale(store: SqlStore) -> None:
    was = await opened(store)
    await save(store, claimed(was), was, "claimed")

    with pytest.raises(Stale):
        await save(store, was.cancel(SYSTEM, NINE), was, "cancelled")
    assert (await load(store)).status is Status.CLAIMED


async def test_every_version_is_in_the_stream_of_changes_once(store: SqlStore) -> None:
    was = await opened(store)
    first = claimed(was)
    await save(store, first, was, "claimed")
    await save(store, first, first, "claimed")
    second = first.cancel(SYSTEM, NINE)
    await save(store, second, first, "cancelled")

    changes = await store.read(lambda memory: memory.changes("esc_1", 0))
    assert [(each.version, each.type) for each in changes] == [
        (1, "opened"),
        (2, "claimed"),
        (3, "cancelled"),
    ]
    assert [each.escalation for each in changes] == [was, first, second]
    later = await store.read(lambda memory: memory.changes("esc_1", 2))
    assert [each.version for each in later] == [3]


async def test_only_open_ones_are_open_in_the_conversation(store: SqlStore) -> None:
    was = await opened(store)
    await opened(store, "esc_2", created_at=NINE + timedelta(minutes=1))
    await opened(store, "esc_3", conversation_id="conv-2")
    await save(store, was.cancel(SYSTEM, NINE), was, "cancelled")

    found = await store.read(lambda memory: memory.open_in_conversation("default", "conv-1"))
    assert [each.id for each in found] == ["esc_2"]


async def test_the_last_one_with_a_digest_is_found_open_or_closed(store: SqlStore) -> None:
    was = await opened(store, action_digest="d1")
    await opened(store, "esc_2", action_digest="d1", created_at=NINE + timedelta(minutes=1))
    await opened(store, "esc_3", action_digest="d2", created_at=NINE + timedelta(minutes=2))
    await save(store, was.cancel(SYSTEM, NINE), was, "cancelled")

    def last(digest: str) -> object:
        return store.read(
            lambda memory: memory.last_with_digest(was.workspace, was.conversation_id, digest)
        )

    assert (await last("d1")).id == "esc_2"
    assert await last("d3") is None


async def test_due_are_open_ones_that_time_has_something_to_do_to_the_most_important_first(
    store: SqlStore,
) -> None:
    no_clocks = {"timing": Timing()}
    for minutes in (30, 10, 20):
        until = NINE + timedelta(minutes=minutes)
        made = NINE - timedelta(minutes=minutes)
        priority = Priority.URGENT if minutes == 30 else Priority.NORMAL
        await opened(
            store,
            f"esc_{minutes}",
            expires_at=until,
            created_at=made,
            priority=priority,
            **no_clocks,
        )
    closed = await opened(store, "esc_5", expires_at=NINE + timedelta(minutes=5), **no_clocks)
    await save(store, closed.cancel(SYSTEM, NINE), closed, "cancelled")

    def due(minutes: int, limit: int = 10) -> object:
        now = NINE + timedelta(minutes=minutes)
        return store.read(lambda memory: memory.due(now, limit))

    assert await due(9) == []
    assert await due(20) == ["esc_20", "esc_10"]
    assert await due(60) == ["esc_30", "esc_20", "esc_10"]
    assert await due(60, limit=1) == ["esc_30"]


async def test_a_card_that_hangs_in_slack_satisfies_its_clock_without_a_new_version(
    store: SqlStore,
) -> None:
    was = await opened(store, "esc_1")
    posted_at = NINE + timedelta(seconds=4)
    thread = replace(THREAD, posted_at=posted_at)

    def due() -> object:
        late = NINE + timedelta(minutes=1)
        return store.read(lambda memory: memory.due(late, 10))

    assert await due() == ["esc_1"]

    def link(memory: SqlMemory) -> Escalation:
        memory.link_thread("esc_1", thread)
        now_is = memory.escalation("esc_1")
        memory.plan(now_is)
        return now_is

    now_is = await store.write(link)
    notify = now_is.timing.latest(ClockKind.NOTIFY)
    assert notify is not None
    assert (notify.status, notify.satisfied_at) == (ClockStatus.MET, posted_at)
    assert now_is.version == was.version
    assert await due() == []


async def test_lists_are_newest_first_filtered_and_paged(store: SqlStore) -> None:
    other = a_judgement(a_queue(name="support"))
    for number in range(5):
        await opened(store, f"esc_{number}", created_at=NINE + timedelta(minutes=number // 2))
    elsewhere = an_escalation(judgement=other, id="esc_8", kind=Kind.INPUT)
    elsewhere = replace(elsewhere, id="esc_8", kind=Kind.INPUT, conversation_id="conv-2")
    await store.write(lambda memory: memory.add(elsewhere, turn=a_refund()))
    gone = await opened(store, "esc_9", workspace="other")
    was = await load(store, "esc_3")
    await save(store, was.cancel(SYSTEM, NINE), was, "cancelled")

    async def ids(**wanted: object) -> list[str]:
        filter = Filter(**{"workspace": "default", **wanted})
        return [each.id for each in await store.read(lambda m: m.list_escalations(filter))]

    assert await ids(queue="refunds") == ["esc_4", "esc_3", "esc_2", "esc_1", "esc_0"]
    assert await ids(queue="refunds", limit=2, before="esc_3") == ["esc_2", "esc_1"]
    assert await ids(status="open", queue="refunds") == ["esc_4", "esc_2", "esc_1", "esc_0"]
    assert await ids(status="cancelled") == ["esc_3"]
    assert await ids(kind="input") == ["esc_8"]
    assert await ids(queue="support") == ["esc_8"]
    assert await ids(conversation_id="conv-2") == ["esc_8"]
    assert await ids(workspace="other") == [gone.id]


async def test_a_thread_is_linked_found_and_moved_without_a_new_version(store: SqlStore) -> None:
    was = await opened(store)
    await store.write(lambda memory: memory.link_thread("esc_1", THREAD))
    assert await load(store) == replace(was, thread=THREAD)

    elsewhere = replace(THREAD, root_ts="2.0")
    await store.write(lambda memory: memory.link_thread("esc_1", elsewhere))
    found = await store.read(lambda memory: memory.by_thread("T1", "C1", "2.0"))
    assert found == replace(was, thread=elsewhere)
    assert await store.read(lambda memory: memory.by_thread("T1", "C1", "1.0")) is None


async def test_the_agent_is_marked_told_once(store: SqlStore) -> None:
    was = await opened(store)
    later = NINE + timedelta(minutes=1)

    assert await store.write(lambda memory: memory.mark_told("esc_1", NINE)) is True
    assert await store.write(lambda memory: memory.mark_told("esc_1", later)) is False
    assert await load(store) == replace(was, told_at=NINE)


async def test_a_save_does_not_untell_the_agent_or_unlink_the_thread(store: SqlStore) -> None:
    was = await opened(store)
    await store.write(lambda memory: memory.mark_told("esc_1", NINE))
    await store.write(lambda memory: memory.link_thread("esc_1", THREAD))
    await save(store, claimed(was), was, "claimed")

    now_is = await load(store)
    assert (now_is.told_at, now_is.thread, now_is.version) == (NINE, THREAD, 2)


async def test_a_card_shows_the_turn_the_execution_and_what_came_later(store: SqlStore) -> None:
    was = await opened(store)
    own = judged(escalation_id="esc_1", judged_at=NINE + timedelta(seconds=1))
    before = judged("t-0", judged_at=NINE - timedelta(minutes=1), escalation_id=None)
    later = a_turn("t-2")
    after = judged(
        "t-2",
        turn=later,
        key=key_of(later, "default"),
        judged_at=NINE + timedelta(minutes=1),
        escalation_id=None,
    )
    execution = Execution(
        escalation_id="esc_1", token_hash="h", claimed_by=ANA_DID, claimed_at=NINE
    )
    for turn in (own, before, after):
        await store.write(lambda memory, turn=turn: memory.add_turn(turn))
    await store.write(lambda memory: memory.add_execution(execution))

    card = await store.read(lambda memory: memory.card("esc_1"))
    assert (card.escalation, card.turn, card.execution) == (was, a_refund(), execution)
    assert card.later_turns == (later,)


async def test_an_execution_is_claimed_and_reported(store: SqlStore) -> None:
    await opened(store)
    assert await store.read(lambda memory: memory.execution("esc_1")) is None
    was = Execution(escalation_id="esc_1", token_hash="h", claimed_by=ANA_DID, claimed_at=NINE)
    await store.write(lambda memory: memory.add_execution(was))
    done = replace(was, status=ExecutionStatus.FAILED, detail="no", finished_at=NINE)
    await store.write(lambda memory: memory.save_execution(done))

    assert await store.read(lambda memory: memory.execution("esc_1")) == done


async def test_a_time_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        await opened(store, created_at=NINE.replace(tzinfo=None), timing=Timing())
    with pytest.raises(NotFound):
        await load(store)


async def test_lists_take_in_when_a_span_begins_and_leave_out_when_it_ends(store: SqlStore) -> None:
    for number in range(3):
        await opened(store, f"esc_{number}", created_at=NINE + timedelta(minutes=number))
    was = await load(store, "esc_1")
    await save(store, was.cancel(SYSTEM, NINE + timedelta(minutes=5)), was, "cancelled")

    async def ids(**wanted: object) -> list[str]:
        filter = Filter(**{"workspace": "default", **wanted})
        return [each.id for each in await store.read(lambda m: m.list_escalations(filter))]

    second, sixth = NINE + timedelta(minutes=1), NINE + timedelta(minutes=5)
    assert await ids(created_after=second) == ["esc_2", "esc_1"]
    assert await ids(created_before=second) == ["esc_0"]
    assert await ids(status="closed") == ["esc_1"]
    assert await ids(closed_after=sixth) == ["esc_1"]
    assert await ids(closed_before=sixth) == []
    assert await ids(reason="high_stakes", created_after=NINE) == ["esc_2", "esc_1", "esc_0"]
    assert await ids(reason="sampled") == []
    assert await ids(answer="unsafe") == []


async def test_what_is_past_due_is_open_and_late_and_nothing_else(store: SqlStore) -> None:
    """Both cards hang in Slack; the one was to be decided by ten past, the other by eighteen."""
    queue = a_queue(sla={"decision": 600.0})
    early, late = (
        open_escalation(
            a_refund(name), a_judgement(queue), id=f"esc_{name}", workspace="default", now=at
        )
        for name, at in (("early", NINE), ("late", NINE + timedelta(minutes=8)))
    )
    for each in (early, late):
        hung = replace(THREAD, root_ts=each.id, posted_at=each.created_at)
        await store.write(lambda memory, it=each: memory.add(it, turn=a_refund()))
        await store.write(lambda memory, it=each, at=hung: memory.link_thread(it.id, at))

    async def ids(at: datetime) -> list[str]:
        filter = Filter(workspace="default", past_due_at=at)
        return [each.id for each in await store.read(lambda m: m.list_escalations(filter))]

    assert await ids(NINE + timedelta(minutes=10)) == []
    assert await ids(NINE + timedelta(minutes=11)) == ["esc_early"]
    assert await ids(NINE + timedelta(minutes=19)) == ["esc_late", "esc_early"]
    await save(store, early.cancel(SYSTEM, NINE), early, "cancelled")
    assert await ids(NINE + timedelta(minutes=19)) == ["esc_late"]


async def test_what_is_open_comes_with_the_moment_at_which_its_row_has_it_looked_at(
    store: SqlStore,
) -> None:
    case = await opened(store)
    rows = await store.read(lambda memory: memory.open_behind("", 10))
    assert rows == [(case, next_at(case))]
    assert await store.read(lambda memory: memory.planned_at("esc_1")) == next_at(case)
    assert await store.read(lambda memory: memory.open_behind("esc_1", 10)) == []
