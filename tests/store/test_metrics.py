"""The figures of a week against a slow count, row by row, of the same record."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Change, JudgedTurn, Memory
from bot.rules.calendars.week import Week, Window
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve
from bot.rules.escalation import Escalation
from bot.rules.weekly.figures import BY_SILENCE, Facts
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.parts import NONE
from bot.rules.weekly.statistics import Measured, Rate, summarise
from store.store import SqlStore
from tests.calendars import a_calendar
from tests.makers import NINE, a_judgement, a_queue, a_refund, an_escalation
from tests.store.histories import ANA_DID, DAYS, History

BY_PEOPLE = {"approved", "edited", "rejected", "responded", "handed_back", "resolved", "reviewed"}
TAKING = {"claimed", "taken_over", "voted", "decided", "resolved", "handed_back"}
ENDING = {"decided", "expired", "cancelled", "superseded", "resolved", "handed_back"}
ELSEWHERE = (
    *("times", "kept", "worst", "bands", "topics", "mix", "edits", "reopened", "asked_again"),
    *("past_due", "backlog_by_hour", "began_by_hour", "burden", "relay"),
)
NOW = NINE + timedelta(days=DAYS + 3)
EVER = Window(NINE, NOW)
WEEKS = [Week(2026, 47).later(weeks).window(ZoneInfo("Pacific/Auckland")) for weeks in range(5)]


class SlowCount:
    """As somebody with a pencil would do it: every case, every change, every line, in Python."""

    def __init__(self, memory: Memory, history: History) -> None:
        self.history = history
        self.queue: str | None = None
        self.all = [memory.escalation(id) for id in history.ids]
        self.changes = {id: memory.changes(id, 0) for id in history.ids}
        self.audit = {id: memory.audit(id) for id in history.ids}
        self.applied = {id: memory.applied(id) for id in history.ids}
        self.appraisals = {id: memory.appraisal(id) for id in history.ids}

    def facts(self, window: Window, queue: str | None) -> Facts:
        self.queue = queue
        closed = [each for each in self.cases() if each.closed_at and each.closed_at in window]
        said = [self.appraisals[each.id] for each in closed if self.by_people(each)]
        opinions = [each.opinion for each in said if each]
        until = min(window.end, NOW)
        left = [each for each in self.cases() if self.was_open(each, until)]
        began = [each for each in self.cases() if each.created_at in window]
        judged = [each for each in self.history.turns if each.judged_at in window]
        asked = [
            each for each in judged if each.escalation_id in {case.id for case in self.cases()}
        ]
        about = {each.id for each in self.history.turns if each.escalation_id in set(self.ids())}
        return Facts(
            turns=len(judged),
            escalated_turns=len({each.escalation_id for each in asked}),
            conversations=len({each.key.conversation_id for each in judged}),
            escalated_conversations=len({each.key.conversation_id for each in asked}),
            began=Counter(str(each.reason) for each in began),
            claims=summarise(self.claim(each) for each in began),
            approvals=Counter(self.how(each) for each in closed if str(each.kind) == "approval"),
            closed_by_people=len(said),
            appraised=Counter(str(each.answer) for each in opinions),
            needed=sum(each.needed is True for each in opinions),
            not_needed=sum(each.needed is False for each in opinions),
            backlog=len(left),
            oldest_seconds=max(
                ((until - each.created_at).total_seconds() for each in left), default=None
            ),
            closure=self.closure(closed),
            ratings=Counter(
                each.rating
                for each in self.history.ratings
                if each.at in window and (self.queue is None or each.turn in about)
            ),
            **self.how_often(judged, asked, window),
        )

    def how_often(
        self, judged: list[JudgedTurn], asked: list[JudgedTurn], window: Window
    ) -> dict[str, Any]:
        case_of = {case.id: case for case in self.cases()}
        turns, talks, topics = Counter[str](), Counter[str](), dict[str, Rate]()
        for reason in {str(case_of[each.escalation_id or ""].reason) for each in asked}:
            ours = [e for e in asked if str(case_of[e.escalation_id or ""].reason) == reason]
            turns[reason] = len({each.escalation_id for each in ours})
            talks[reason] = len({each.key.conversation_id for each in ours})
        for topic in {each.turn.topic for each in asked if each.turn.topic}:
            on_it = [each for each in judged if each.turn.topic == topic]
            cases = {each.escalation_id for each in asked if each.turn.topic == topic}
            topics[topic] = Rate(len(cases), len(on_it))
        said = {each.turn for each in self.history.ratings}
        could = judged if self.queue is None else asked
        approved = {id for id, case in case_of.items() if str(case.status) == "approved"}
        alone = ("pass", "sample") if self.queue is None else ()
        out = {
            each.id
            for each in self.history.turns
            if each.escalation_id in approved or each.verdict in alone
        }
        heard = [e for e in self.history.ratings if e.at in window and e.turn in out]
        return {
            "turns_by_reason": turns,
            "conversations_by_reason": talks,
            "of_turns_by_topic": topics,
            "rated": Rate(sum(each.id in said for each in could), len(could)),
            "accurate": Rate(sum(each.rating == "good" for each in heard), len(heard)),
        }

    def closure(self, closed: list[Escalation]) -> Rate:
        corrected = [each for each in closed if self.is_corrected(each)]
        return Rate(sum(bool(self.applied[each.id]) for each in corrected), len(corrected))

    def is_corrected(self, case: Escalation) -> bool:
        found = self.appraisals[case.id]
        if found and str(found.opinion.answer) in {"incomplete", "wrong", "unsafe"}:
            return True
        return self.by_people(case) and str(case.status) in {"edited", "rejected", "responded"}

    def cases(self) -> Iterator[Escalation]:
        return (case for case in self.all if self.queue in (None, case.promise.queue))

    def ids(self) -> Iterator[str]:
        return (each.id for each in self.cases())

    def by_clock(self, id: str, at: datetime) -> bool:
        return any(each.at == at and each.channel == "clock" for each in self.audit[id])

    def by_people(self, case: Escalation) -> bool:
        assert case.closed_at is not None
        return str(case.status) in BY_PEOPLE and not self.by_clock(case.id, case.closed_at)

    def how(self, case: Escalation) -> str:
        assert case.closed_at is not None
        silent = str(case.status) == "approved" and self.by_clock(case.id, case.closed_at)
        return BY_SILENCE if silent else str(case.status)

    def claim(self, case: Escalation) -> Measured:
        for change in self.changes[case.id]:
            if change.type in TAKING and not self.by_clock(case.id, change.at):
                return Measured((change.at - case.created_at).total_seconds())
        return Measured(((case.closed_at or NOW) - case.created_at).total_seconds(), at_least=True)

    def was_open(self, case: Escalation, at: datetime) -> bool:
        before: list[Change] = [each for each in self.changes[case.id] if each.at < at]
        return bool(before) and before[-1].type not in ENDING


def without_hours(facts: Facts) -> Facts:
    return replace(facts, began_by_hour=(), backlog_by_hour=())


def counted(facts: Facts) -> Facts:
    """Without what tests/store/test_times.py holds against a count of its own."""
    theirs = {name: getattr(Facts(), name) for name in ELSEWHERE}
    return replace(facts, **theirs)


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_figure_is_what_a_slow_count_finds(store: SqlStore, seed: int) -> None:
    dice = Random(seed)

    def live(memory: Memory) -> History:
        history = History(memory, dice)
        history.some(50)
        return history

    history = await store.write(live)
    slow = await store.read(lambda memory: SlowCount(memory, history))
    for window, queue in product(WEEKS, (None, "refunds")):
        fast = await store.read(
            lambda memory, at=window, of=queue: memory.facts("default", at, queue=of, now=NOW)
        )
        assert counted(fast) == slow.facts(window, queue)
    ever = slow.facts(EVER, None)
    assert 0 < ever.closure.part < ever.closure.whole
    assert {*ever.approvals} >= {BY_SILENCE, "expired", "cancelled"}


async def test_every_case_began_in_exactly_one_week(store: SqlStore) -> None:
    """F76: every event in exactly one window."""

    def live(memory: Memory) -> int:
        history = History(memory, Random(3))
        history.some(40)
        return len(history.ids)

    count = await store.write(live)
    weeks = [
        await store.read(lambda memory, at=at: memory.facts("default", at, queue=None, now=NOW))
        for at in WEEKS
    ]
    assert sum(each.cases for each in weeks) == count
    assert sum(each.claims.n for each in weeks) == count


async def test_an_empty_week_has_no_rates_at_all(store: SqlStore) -> None:
    """F72: zero instead of not applicable."""
    quiet = await store.read(lambda memory: memory.facts("default", WEEKS[0], queue=None, now=NOW))
    assert without_hours(quiet) == Facts()
    assert {*quiet.began_by_hour} == {*quiet.backlog_by_hour} == {0}
    rates = (quiet.of_turns, quiet.as_is, quiet.agent_was_right, quiet.unneeded, quiet.good)
    assert {each.value for each in rates} == {None}
    assert quiet.time_to_claim.largest is None


async def test_without_a_calendar_open_time_is_unknown_and_such_a_case_is_in_no_figure_of_it(
    store: SqlStore,
) -> None:
    """F72: hours disabled: the business value is null, and excluded."""

    def live(memory: Memory) -> None:
        for name, hours in (("refunds", None), ("support", a_calendar("UTC"))):
            asked = a_judgement(a_queue(name=name, hours=hours, timeout=90_000.0))
            case = an_escalation(judgement=asked, id=f"esc_{name}")
            memory.add(case, turn=a_refund())
            at = NINE + timedelta(hours=9)
            done = after_choice(case, Approve(), ANA_DID, at, seen=case.version)
            memory.save(done, was=case, change="decided", at=at)

    await store.write(live)
    of: dict[str | None, Facts] = {}
    for queue in (None, "refunds", "support"):
        of[queue] = await store.read(
            lambda m, of=queue: m.facts("default", EVER, queue=of, now=NOW)
        )
    nine_hours, eight_hours = Measured(9 * 3_600.0), Measured(8 * 3_600.0)
    for both, open_alone in (("from_handoff", "from_handoff_open"), ("decision", "decision_open")):
        assert getattr(of[None].times, both).values == (nine_hours, nine_hours)
        assert getattr(of[None].times, open_alone).values == (eight_hours,)
        assert getattr(of["refunds"].times, both).values == (nine_hours,)
        assert getattr(of["refunds"].times, open_alone) == NONE
        assert getattr(of["support"].times, open_alone).values == (eight_hours,)
    assert figures_of(of["refunds"], Week(2026, 47)).times["human_open"].median is None
    assert of["refunds"].uncovered_seconds is None


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 1), (1, 0)])
def test_no_rate_is_less_than_nothing_or_more_than_all(part: int, whole: int) -> None:
    """F72: more than 100 %."""
    with pytest.raises(ValueError, match="is no rate"):
        Rate(part, whole)


async def test_another_workspace_is_not_counted(store: SqlStore) -> None:
    def live(memory: Memory) -> None:
        History(memory, Random(4)).some(10)

    await store.write(live)
    found = await store.read(lambda memory: memory.facts("other", WEEKS[0], queue=None, now=NOW))
    assert without_hours(found) == Facts()


async def test_whoever_was_never_claimed_is_counted_as_waiting_still(store: SqlStore) -> None:
    """F73: only those who were answered are counted."""
    await store.write(lambda memory: memory.add(an_escalation(), turn=a_refund()))
    later = NINE + timedelta(hours=72)
    found = await store.read(
        lambda memory: memory.facts("default", WEEKS[0], queue="refunds", now=later)
    )
    assert found.claims.values == (Measured(72 * 3_600.0, at_least=True),)
    assert (found.backlog, found.cases) == (1, 1)
