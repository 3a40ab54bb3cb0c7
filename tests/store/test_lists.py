"""Behind a figure stands a list of as many cases, found by the same conditions on both engines."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.ports import Filter, Memory
from bot.rules.calendars.week import Window
from bot.rules.escalation import Escalation
from bot.rules.ladder import Climb
from bot.rules.turn import Turn
from store.store import SqlStore
from tests.makers import NINE, a_refund, an_escalation
from tests.store.lives import THANKED, Deed, Life

DAYS_LATER = NINE + timedelta(days=30)
WEEK = Window(NINE - timedelta(hours=9), NINE + timedelta(days=6, hours=15))
BEGUN = {"created_after": WEEK.start, "created_before": WEEK.end}
ENDED = {"ended_after": WEEK.start, "ended_before": WEEK.end}
A_DAY, NINE_DAYS = 24 * 60, 9 * 24 * 60
LIVES = {
    "never": [("resolved", 10)],
    "at_once": [("resolved", 10), ("reopened", A_DAY)],
    "at_last": [("resolved", 10), ("reopened", A_DAY), ("resolved", NINE_DAYS)],
    "too_late": [("resolved", 10), ("reopened", NINE_DAYS)],
    "next_week": [("resolved", 10), ("reopened", 10)],
    "withdrawn": [("cancelled", 10)],
}


def live(memory: Memory) -> None:
    for number, (name, ends) in enumerate(LIVES.items()):
        deeds = [("posted", 1), ("taken_over", 10), ("replied", 10), *ends]
        script = replace(
            THANKED,
            conversation=number,
            begins=NINE_DAYS if name == "next_week" else 60,
            deeds=tuple(Deed(word=word, after=after) for word, after in deeds),
        )
        Life(memory, script, "default", name).live()


async def found(store: SqlStore, **asked: Any) -> set[str]:
    wanted = Filter(workspace="default", **asked)
    return {each.id for each in await store.read(lambda memory: memory.list_escalations(wanted))}


async def test_what_people_ended_and_what_came_back_of_it_is_listed_as_it_is_counted(
    store: SqlStore,
) -> None:
    await store.write(live)
    facts = await store.read(
        lambda memory: memory.facts("default", WEEK, queue=None, now=DAYS_LATER)
    )
    ended = await found(store, **ENDED)
    assert ended == {"never", "at_once", "at_last", "too_late"}
    back = await found(store, reopened=True, **ENDED)
    assert back == {"at_once", "at_last"}
    assert (facts.reopened.part, facts.reopened.whole) == (len(back), len(ended))
    assert await found(store, reopened=True) == {*back, "next_week"}


def asked_at(hours: float, conversation: str = "conv-1", steps: int = 0) -> tuple[Escalation, Turn]:
    turn = replace(a_refund(), conversation_id=conversation)
    case = an_escalation(turn, id=f"at_{hours}", created_at=NINE + timedelta(hours=hours))
    return replace(case, climb=Climb(taken=steps) if steps else None), turn


async def test_what_was_asked_again_and_how_far_it_came_is_listed_as_it_is_counted(
    store: SqlStore,
) -> None:
    def ask(memory: Memory) -> None:
        for asked in (asked_at(0, steps=2), asked_at(24), asked_at(49), asked_at(50, "conv-2", 1)):
            case, turn = asked
            memory.add(case, turn=turn)

    await store.write(ask)
    facts = await store.read(
        lambda memory: memory.facts("default", WEEK, queue=None, now=DAYS_LATER)
    )
    again = await found(store, asked_again=True, **BEGUN)
    assert again == {"at_24"}
    assert facts.asked_again.part == len(again)
    assert await found(store, steps=2, **BEGUN) == {"at_0"}
    assert await found(store, steps=1, **BEGUN) == {"at_50"}
    assert facts.burden.steps == {1: 1, 2: 1}
