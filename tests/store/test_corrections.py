from dataclasses import replace
from datetime import timedelta

from bot.rules.approvers import Actor
from bot.rules.correction import Applied
from bot.rules.feedback import Answer, Opinion, appraisal_of
from bot.rules.status import Status
from store.store import SqlStore
from tests.makers import NINE, a_refund, an_escalation

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana")


async def closed(
    store: SqlStore, id: str, status: Status, minutes: int, workspace: str = "default"
) -> None:
    now = NINE + timedelta(minutes=minutes)
    escalation = replace(
        an_escalation(), id=id, workspace=workspace, status=status, closed_at=now, closed_by=ANA_DID
    )
    await store.write(lambda memory: memory.add(escalation, turn=a_refund()))


async def ids(
    store: SqlStore, *, since: int = 0, behind: str | None = None, limit: int = 10
) -> list[str]:
    begins = NINE + timedelta(minutes=since)
    found = await store.read(
        lambda memory: memory.corrections("default", begins, behind=behind, limit=limit)
    )
    return [each.escalation.id for each in found]


async def test_corrections_come_oldest_first_and_page_by_page(store: SqlStore) -> None:
    await closed(store, "esc_4", Status.EDITED, 1)
    await closed(store, "esc_3", Status.REJECTED, 2)
    await closed(store, "esc_2", Status.RESPONDED, 2)
    await closed(store, "esc_1", Status.APPROVED, 3)
    await closed(store, "esc_5", Status.EDITED, 3, "other")

    assert await ids(store) == ["esc_4", "esc_2", "esc_3"]
    assert await ids(store, since=2) == ["esc_2", "esc_3"]
    assert await ids(store, limit=2) == ["esc_4", "esc_2"]
    assert await ids(store, limit=2, behind="esc_2") == ["esc_3"]
    assert await ids(store, behind="esc_3") == []


async def test_what_was_approved_and_found_wrong_is_among_the_corrections(store: SqlStore) -> None:
    for number, answer in enumerate((Answer.WRONG, Answer.CORRECT, Answer.UNSAFE)):
        await closed(store, f"esc_{number}", Status.APPROVED, number)
        case = await store.read(lambda memory, it=f"esc_{number}": memory.escalation(it))
        said = appraisal_of(case, Opinion(answer=answer), ANA_DID, NINE)
        await store.write(lambda memory, it=said: memory.save_appraisal(it))
    await closed(store, "esc_9", Status.RESOLVED, 9)
    assert await ids(store) == ["esc_0", "esc_2"]
    assert await ids(store, behind="esc_0") == ["esc_2"]


async def test_a_correction_is_put_to_use_once_in_each_place(store: SqlStore) -> None:
    await closed(store, "esc_1", Status.EDITED, 1)
    escalation = await store.read(lambda memory: memory.escalation("esc_1"))
    uses = [
        Applied(place=place, at=NINE + timedelta(hours=hour), by=ANA_DID)
        for hour, place in enumerate(("prompt v7", "article", "prompt v7"))
    ]
    fresh = [
        await store.write(lambda memory, use=use: memory.apply(escalation, use)) for use in uses
    ]
    assert fresh == [True, True, False]
    assert await store.read(lambda memory: memory.applied("esc_1")) == uses[:2]
    found = await store.read(
        lambda memory: memory.corrections("default", NINE, behind=None, limit=10)
    )
    assert found[0].applied == tuple(uses[:2])
