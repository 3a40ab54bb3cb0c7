import asyncio
from dataclasses import replace

import pytest

from bot.errors import KeyReused, NotFound
from bot.ports import Memory, Receipt, StoredAnswer
from store.store import SqlStore
from tests.makers import NINE, a_refund, an_escalation

RECEIPT = Receipt(
    key_id="key_1",
    path="POST /v1/turns",
    key="idem-1",
    fingerprint="sha256:1",
    render=lambda result: StoredAnswer(202, f'{{"id": "{result}"}}', {"Location": "/x"}),
)


async def test_the_same_event_comes_for_the_first_time_once(store: SqlStore) -> None:
    def first(source: str, key: str) -> object:
        return store.write(lambda memory: memory.first_time(source, key, NINE))

    assert await first("slack", "Ev1") is True
    assert await first("slack", "Ev1") is False
    assert await first("slack", "Ev2") is True
    assert await first("other", "Ev1") is True


async def test_an_event_whose_work_failed_comes_for_the_first_time_again(store: SqlStore) -> None:
    def failing(memory: Memory) -> None:
        assert memory.first_time("slack", "Ev1", NINE)
        raise NotFound

    with pytest.raises(NotFound):
        await store.write(failing)
    assert await store.write(lambda memory: memory.first_time("slack", "Ev1", NINE)) is True


async def test_what_comes_again_is_known_before_anything_is_refused(store: SqlStore) -> None:
    def pressed(memory: Memory) -> str:
        return _closed_by_now() if memory.first_time("press", "P1", NINE) else "counted already"

    await store.write(lambda memory: memory.first_time("press", "P1", NINE))
    assert await store.write(pressed) == "counted already"


async def test_ten_of_the_same_event_at_once_are_one(store: SqlStore) -> None:
    firsts = await asyncio.gather(
        *(store.write(lambda memory: memory.first_time("slack", "Ev1", NINE)) for _ in range(10))
    )
    assert sorted(firsts) == [False] * 9 + [True]


async def test_a_write_with_a_key_is_done_once_and_answered_word_for_word(store: SqlStore) -> None:
    runs: list[int] = []

    def work(memory: Memory) -> str:
        runs.append(1)
        return "esc_1"

    assert await store.write(work, receipt=RECEIPT) == "esc_1"
    assert await store.write(work, receipt=RECEIPT) == StoredAnswer(
        202, '{"id": "esc_1"}', {"Location": "/x"}, replayed=True
    )
    assert len(runs) == 1


async def test_the_same_key_with_another_body_is_refused(store: SqlStore) -> None:
    await store.write(lambda memory: "esc_1", receipt=RECEIPT)
    with pytest.raises(KeyReused):
        await store.write(lambda memory: "x", receipt=replace(RECEIPT, fingerprint="sha256:2"))


@pytest.mark.parametrize("other", [{"key_id": "key_2"}, {"path": "POST /x"}, {"key": "idem-2"}])
async def test_another_key_caller_or_path_is_another_write(
    store: SqlStore, other: dict[str, str]
) -> None:
    await store.write(lambda memory: "one", receipt=RECEIPT)
    assert await store.write(lambda memory: "two", receipt=replace(RECEIPT, **other)) == "two"


async def test_a_refused_write_leaves_its_key_unused(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await store.write(lambda memory: memory.escalation("esc_404"), receipt=RECEIPT)
    assert await store.write(lambda memory: "done", receipt=RECEIPT) == "done"


async def test_ten_of_the_same_write_at_once_have_one_effect(store: SqlStore) -> None:
    numbers = iter(range(100))

    def work(memory: Memory) -> str:
        id = f"esc_{next(numbers)}"
        memory.add(an_escalation(id=id), turn=a_refund())
        return id

    answers = await asyncio.gather(*(store.write(work, receipt=RECEIPT) for _ in range(10)))
    done = [each for each in answers if isinstance(each, str)]
    replays = [each for each in answers if isinstance(each, StoredAnswer)]
    assert (len(done), len(replays)) == (1, 9)
    assert {each.body for each in replays} == {f'{{"id": "{done[0]}"}}'}
    found = await store.read(lambda memory: memory.open_in_conversation("default", "conv-1"))
    assert [each.id for each in found] == done


def _closed_by_now() -> str:
    raise NotFound
