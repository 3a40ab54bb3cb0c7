"""What a week asked of people, as somebody with a pencil finds it in a plain log."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.ports import Memory
from bot.rules.calendars.open_time import opening
from bot.rules.calendars.week import Window
from bot.rules.edits import edit_share
from bot.rules.escalation import Escalation
from bot.rules.weekly.figures import BY_SILENCE
from bot.rules.weekly.parts import Band, Burden
from bot.rules.weekly.statistics import Measured, Rate, Summary, summarise
from tests.store.lives import Entry, Life
from tests.store.slow_times import DONE, ENDS

CALLS = {"climbed", "breached", "reminded", "asked"}
DECIDED = {"approved", "edited", "rejected"}
HOUR = timedelta(hours=1)


class SlowBurden:
    def __init__(self, memory: Memory, lives: Sequence[Life], now: datetime) -> None:
        self.all, self.now = lives, now
        self.records = {each.id: memory.escalation(each.id) for each in lives}

    def of(self, window: Window, queue: str | None) -> "SlowBurden":
        self.window, self.queue = window, queue
        began = [each for each in self.all if each.log[0].at in window]
        self.begun = [each for each in began if each.had_by(queue, each.log[0].at)]
        self.until = min(window.end, self.now)
        return self

    def happened(self) -> Iterator[tuple[Life, Entry]]:
        for life in self.all:
            for each in life.log:
                if each.at in self.window and self.queue in (None, each.was_of):
                    yield life, each

    def ended(self) -> list[tuple[Life, Escalation]]:
        ours = [each for each in self.all if self.queue in (None, each.log[-1].queue)]
        found = ((each, self.records[each.id]) for each in ours)
        return [
            (life, case) for life, case in found if case.closed_at and case.closed_at in self.window
        ]

    def bands(self) -> dict[str, Band]:
        """Turns that passed belong to no queue."""
        judged = (each for life in self.all for each in life.turns)
        turns = Counter(
            name(each.turn.confidence) for each in judged if each.judged_at in self.window
        )
        asked = Counter(name(each.script.confidence) for each in self.begun)
        decided = [
            (name(life.script.confidence), str(case.status))
            for life, case in self.ended()
            if not life.script.is_handoff and str(case.status) in DECIDED and by_person(case)
        ]
        return {
            each: Band(
                turns=turns[each],
                escalated=asked[each],
                as_is=Rate(
                    sum(how == "approved" for band, how in decided if band == each),
                    sum(band == each for band, _ in decided),
                ),
            )
            for each in {*turns, *(band for band, _ in decided)}
        }

    def topics(self) -> dict[str, int]:
        return dict(Counter(each.script.topic for each in self.begun if each.script.topic))

    def mix(self) -> dict[str, dict[str, int]]:
        mix: dict[str, dict[str, int]] = {}
        for life, case in self.ended():
            if life.script.is_handoff:
                continue
            is_silent = str(case.status) == "approved" and not by_person(case)
            how = BY_SILENCE if is_silent else str(case.status)
            of_stakes = mix.setdefault(str(life.script.stakes), {})
            of_stakes[how] = of_stakes.get(how, 0) + 1
        return mix

    def edits(self) -> Summary:
        share = edit_share("I have refunded €129.00.", "Other words.")
        edited = [case for _, case in self.ended() if str(case.status) == "edited"]
        return summarise([Measured(share)] * len(edited))

    def reopened(self) -> Rate:
        ended = back = 0
        for life, each in self.happened():
            if each.word in DONE:
                ended += 1
                back += any(
                    later.word == "reopened" and each.at < later.at <= each.at + timedelta(days=7)
                    for later in life.log
                )
        return Rate(back, ended)

    def asked_again(self) -> Rate:
        again = 0
        for each in self.begun:
            at = each.log[0].at
            again += any(
                at - timedelta(days=1) <= other.log[0].at < at
                for other in self.all
                if other.script.conversation == each.script.conversation
            )
        return Rate(again, len(self.begun))

    def is_open(self, life: Life, at: datetime) -> bool:
        open = False
        if not life.had_by(self.queue, at):
            return False
        for each in life.log:
            if each.at < at:
                open = (open or each.word in ("opened", "reopened")) and each.word not in ENDS
        return open

    def past_due(self) -> int:
        return sum(
            self.is_open(each, self.until) and self.is_late(self.records[each.id])
            for each in self.all
        )

    def is_late(self, case: Escalation) -> bool:
        return any(
            str(each.kind) != "notify"
            and each.due_at is not None
            and each.due_at < self.until
            and (each.satisfied_at is None or each.satisfied_at >= self.until)
            and (each.stopped_at is None or each.stopped_at >= self.until)
            for each in case.timing.clocks
        )

    def hours(self, end: datetime) -> list[datetime]:
        """When each hour ends; the last one may be short."""
        ends, at = [], self.window.start
        while at < end:
            at = min(at + HOUR, end)
            ends.append(at)
        return ends

    def backlog_by_hour(self) -> tuple[int, ...]:
        return tuple(
            sum(self.is_open(each, at) for each in self.all) for at in self.hours(self.until)
        )

    def began_by_hour(self) -> tuple[int, ...]:
        ends = self.hours(self.window.end)
        return tuple(
            sum(start <= each.log[0].at < end for each in self.begun)
            for start, end in zip((self.window.start, *ends), ends, strict=False)
        )

    def burden(self) -> Burden:
        calls = [each for _, each in self.happened() if each.change in CALLS]
        people = {
            (each.by.id, life.id) for life, each in self.happened() if each.by.type == "human"
        }
        return Burden(
            by_person=dict(Counter(person for person, _ in people)),
            calls=len(calls),
            at_night=sum(
                each.calendar is not None and not opening(each.calendar, each.at).open_now
                for each in calls
            ),
            freed=sum(each.change == "lease_expired" for _, each in self.happened()),
            steps=dict(Counter(steps for each in self.begun if (steps := self.steps(each)))),
            steps_empty=sum(each.word == "step_empty" for _, each in self.happened()),
        )

    @staticmethod
    def steps(life: Life) -> int:
        """Since it was last another team's, or asked for again."""
        steps = 0
        for each in life.log:
            steps += each.word in ("climbed", "step_empty")
            steps *= each.word not in ("transferred", "reopened")
        return steps


def by_person(case: Escalation) -> bool:
    return case.closed_by is not None and case.closed_by.type == "human"


def name(confidence: float | None) -> str:
    return "" if confidence is None else f"{min(9, int(confidence * 10)) / 10:.1f}"
