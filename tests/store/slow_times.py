"""How long things took, as somebody with a pencil finds it in a plain log of what happened."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Memory
from bot.rules.calendars.open_time import open_seconds
from bot.rules.calendars.week import Window
from bot.rules.clock import Clock
from bot.rules.keeping import due_first
from bot.rules.weekly.parts import Kept, Overrun, Times
from bot.rules.weekly.report import Late
from bot.rules.weekly.statistics import Measured, Rate, Summary, percentile, summarise
from tests.store.lives import Entry, Life

WITHDRAWN = {"cancelled", "superseded"}
ENDS = {"decided", "resolved", "handed_back", "time_was_up"} | WITHDRAWN
TURNS = ENDS | {"replied", "dismissed", "wrote"}
DONE = {"decided", "resolved", "handed_back"}
TAKING = {"claimed", "taken_over", "replied", *DONE}
EVERY = {"notify", "claim", "resolution"}


@dataclass
class Waited:
    """From `began` until `ended`, or until now."""

    began: datetime
    queue: str
    ended: datetime | None = None
    how: str = ""


class SlowTimes:
    def __init__(self, memory: Memory, lives: Sequence[Life], now: datetime) -> None:
        self.lives, self.now = lives, now
        self.records = {each.id: memory.escalation(each.id) for each in lives}

    def times(self, window: Window, queue: str | None) -> Times:
        began = [each for each in self.lives if each.log[0].at in window]
        kept_up = [each for each in began if self.end(each) not in WITHDRAWN]
        ended = self.those(began, queue)
        asked = [
            each
            for each in ended
            if not each.script.is_handoff
            and self.end(each) not in WITHDRAWN | {"resolved", "handed_back"}
            and self.status(each) != "handed_back"
        ]
        cycles = [
            (each, wait)
            for each in began
            for wait in self.waits(each)[1:]
            if queue in (None, wait.queue) and wait.how in ("", "replied", "decided")
        ]
        notified = [self.until(each, "posted") for each in self.those(began, queue, "posted")]
        reached = self.those(began, queue, "replied", "decided")
        done = self.those(kept_up, queue)
        waited = [self.waited(each, queue) for each in began if self.some_of(each, queue)]
        return Times(
            notified=summarise(notified),
            notified_p99=percentile(notified, 99),
            to_human=summarise(self.plus(each, self.human(each)) for each in reached),
            from_handoff=summarise(self.human(each) for each in reached),
            from_handoff_open=summarise(self.some(self.human_open(each) for each in reached)),
            decision=summarise(self.decided(each) for each in asked),
            decision_open=summarise(self.some(self.decided_open(each) for each in asked)),
            undecided=sum(self.end(each) == "time_was_up" for each in asked),
            next_reply=summarise(self.lasted(wait) for _, wait in cycles),
            next_reply_open=summarise(
                self.some(self.lasted_open(life, wait) for life, wait in cycles)
            ),
            dismissed=sum(
                wait.how == "dismissed" and queue in (None, wait.queue)
                for each in began
                for wait in self.waits(each)[1:]
            ),
            resolved_first=summarise(
                self.until(each, *DONE) for each in self.those(kept_up, queue, *DONE)
            ),
            resolved_first_open=summarise(
                self.some(
                    self.resolved_first_open(each) for each in self.those(kept_up, queue, *DONE)
                )
            ),
            resolved=summarise(self.resolved(each) for each in done),
            resolved_open=summarise(self.some(self.resolved_open(each) for each in done)),
            waited=summarise(waited),
            waited_seconds=sum(each.value for each in waited),
        )

    def claims(self, window: Window, queue: str | None) -> Summary:
        """Who took it, or acted without taking it; else whoever has it, or had it at its end."""
        began = [each for each in self.lives if each.log[0].at in window]
        return summarise(self.until(each, *TAKING) for each in self.those(began, queue, *TAKING))

    def those(self, lives: Sequence[Life], queue: str | None, *words: str) -> list[Life]:
        """Those that this queue had when the first of that happened, or at the end, or has now."""
        return [each for each in lives if each.had_by(queue, self.when(each, words))]

    def when(self, life: Life, words: Sequence[str]) -> datetime:
        happened = (each.at for each in life.log if each.word in words)
        return next(happened, self.closed(life) or self.now)

    def some_of(self, life: Life, queue: str | None) -> list[Waited]:
        return [each for each in self.waits(life) if queue in (None, each.queue)]

    def kept(
        self, window: Window, queue: str | None
    ) -> tuple[dict[str, Kept], tuple[Overrun, ...]]:
        began = [each for each in self.lives if each.log[0].at in window]
        cases = [each for each in began if each.had_by(queue, each.log[0].at)]
        clocks = [
            (each, clock)
            for each in began
            for clock in self.records[each.id].timing.clocks
            if queue in (None, self.owner(each, clock))
        ]
        broken = [self.overrun(*each) for each in clocks if self.is_broken(each[1])]
        met = Counter(str(clock.kind) for _, clock in clocks if str(clock.status) == "met")
        nobody = Counter(str(clock.kind) for _, clock in clocks if clock.why == "no_response")
        for each in broken:
            if each.clock == "first_reply":
                nobody[each.clock] -= any(
                    life.id == each.escalation_id and clock.why == "no_response"
                    for life, clock in clocks
                )
        could = {kind: self.could(cases, kind) for kind in (*EVERY, "decision", "next_reply")}
        could["first_reply"] = [
            each for each in cases if each.script.is_handoff or self.had(each, "first_reply")
        ]
        kinds = {str(clock.kind) for _, clock in clocks} | {k for k in could if could[k]}
        kept = {
            kind: Kept(
                met=met[kind],
                broken=sum(each.clock == kind for each in broken),
                late=sum(each.clock == kind and each.is_owed for each in broken),
                no_response=nobody[kind],
                covered=Rate(sum(self.had(each, kind) for each in could[kind]), len(could[kind])),
                overruns=summarise(each.by for each in broken if each.clock == kind),
            )
            for kind in kinds
        }
        worst = sorted(
            broken, key=lambda each: (each.by, each.escalation_id, each.clock), reverse=True
        )
        return {kind: each for kind, each in kept.items() if each != Kept()}, tuple(worst[:3])

    def late(self, queue: str | None, most: int) -> tuple[list[Late], int]:
        ours = [each for each in self.records.values() if queue in (None, each.promise.queue)]
        due = [(due_first(each), each.id, each) for each in ours if each.is_open]
        past = sorted((at, id) for at, id, _ in due if at < self.now)
        return [self.told_late(at, id) for at, id in past[:most]], len(past)

    def told_late(self, at: datetime, id: str) -> Late:
        case = self.records[id]
        return Late(
            queue=case.promise.queue,
            reason=str(case.reason),
            seconds=(self.now - at).total_seconds(),
            permalink=case.thread.permalink if case.thread else "",
        )

    def could(self, cases: Sequence[Life], kind: str) -> list[Life]:
        if kind == "decision":
            return [each for each in cases if not each.script.is_handoff]
        if kind == "next_reply":
            return [each for each in cases if len(self.waits(each)) > 1]
        return list(cases)

    def had(self, life: Life, kind: str) -> bool:
        return any(str(each.kind) == kind for each in self.records[life.id].timing.clocks)

    def owner(self, life: Life, clock: Clock) -> str:
        """Whose the case was when this clock was done with; or whose it is."""
        ended = clock.satisfied_at or clock.stopped_at
        moves = [each for each in life.log if ended is None or each.at < ended]
        return moves[-1].queue if moves else life.log[0].queue

    def is_broken(self, clock: Clock) -> bool:
        if str(clock.status) == "running":
            return clock.due_at is not None and clock.due_at < self.now
        return str(clock.status) == "breached"

    def overrun(self, life: Life, clock: Clock) -> Overrun:
        calendar = clock.time(self.records[life.id].promise.calendar)
        due_at = clock.due_at or clock.breached_at
        assert due_at is not None
        ended = clock.satisfied_at or clock.stopped_at
        calendar = calendar if ended is None else clock.time(self.calendar_at(life, ended))
        return Overrun(
            escalation_id=life.id,
            clock=str(clock.kind),
            by=Measured(
                open_seconds(calendar, due_at, ended or self.now), clock.satisfied_at is None
            ),
            is_owed=ended is None,
        )

    def calendar_at(self, life: Life, at: datetime) -> object:
        return next((each.calendar for each in life.log if each.at >= at), life.log[-1].calendar)

    def end(self, life: Life) -> str:
        """What closed it last; empty while it is open."""
        case = self.records[life.id]
        if case.is_open:
            return ""
        return next(each.word for each in reversed(life.log) if each.word in ENDS)

    def status(self, life: Life) -> str:
        return str(self.records[life.id].status)

    def closed(self, life: Life) -> datetime | None:
        return self.records[life.id].closed_at

    def since(self, life: Life, until: datetime) -> float:
        return (until - life.log[0].at).total_seconds()

    def so_far(self, life: Life) -> float:
        return self.since(life, self.closed(life) or self.now)

    def until(self, life: Life, *words: str) -> Measured:
        for each in life.log:
            if each.word in words:
                return Measured(self.since(life, each.at))
        return Measured(self.so_far(life), at_least=True)

    def human(self, life: Life) -> Measured:
        return self.until(life, "replied", "decided")

    def plus(self, life: Life, wait: Measured) -> Measured:
        return Measured(60.0 * life.script.wrote_before + wait.value, wait.at_least)

    def human_open(self, life: Life) -> Measured | None:
        case = self.records[life.id]
        if case.promise.calendar is None:
            return None
        for each in life.log:
            if each.word in ("replied", "decided"):
                if each.calendar is None:
                    return None
                return Measured(open_seconds(each.calendar, life.log[0].at, each.at))
        until = self.closed(life) or self.now
        return Measured(open_seconds(case.promise.calendar, life.log[0].at, until), at_least=True)

    def decided(self, life: Life) -> Measured:
        return Measured(self.so_far(life), self.end(life) != "decided")

    def decided_open(self, life: Life) -> Measured | None:
        calendar = self.records[life.id].promise.calendar
        if calendar is None:
            return None
        until = self.closed(life) or self.now
        seconds = open_seconds(calendar, life.log[0].at, until)
        return Measured(seconds, self.end(life) != "decided")

    def resolved(self, life: Life) -> Measured:
        rested, closed = 0.0, None
        for each in life.log:
            if each.word in ENDS:
                closed = each.at
            elif each.word == "reopened" and closed:
                rested, closed = rested + (each.at - closed).total_seconds(), None
        return Measured(self.so_far(life) - rested, self.end(life) not in DONE)

    def resolved_open(self, life: Life) -> Measured | None:
        if self.records[life.id].promise.calendar is None:
            return None
        each = [self.lasted_open(life, wait) for wait in self.waits(life)]
        return Measured(sum(one.value for one in each if one), self.end(life) not in DONE)

    def resolved_first_open(self, life: Life) -> Measured | None:
        if self.records[life.id].promise.calendar is None:
            return None
        done = next((each.at for each in life.log if each.word in DONE), None)
        first = [each for each in self.waits(life) if done is None or each.began < done]
        each = [self.lasted_open(life, wait) for wait in first]
        return Measured(sum(one.value for one in each if one), done is None)

    def waited(self, life: Life, queue: str | None) -> Measured:
        waits = self.some_of(life, queue)
        each = [self.lasted(wait) for wait in waits]
        apart = sum(self.elsewhere(life, wait) for wait in waits)
        return Measured(sum(one.value for one in each) - apart, any(one.at_least for one in each))

    def elsewhere(self, life: Life, wait: Waited) -> float:
        """Minute by minute would be too slow: from each time that it was said, to what ended it."""
        apart = 0.0
        for number, each in enumerate(life.log):
            if each.word == "elsewhere":
                ends = (later.at for later in life.log[number + 1 :] if later.word in TURNS)
                start = max(each.at, wait.began)
                end = min(next(ends, self.now), wait.ended or self.now)
                apart += max(0.0, (end - start).total_seconds())
        return apart

    def lasted(self, wait: Waited) -> Measured:
        until = wait.ended or self.now
        return Measured((until - wait.began).total_seconds(), wait.ended is None)

    def lasted_open(self, life: Life, wait: Waited) -> Measured | None:
        calendar = self.records[life.id].promise.calendar
        if wait.ended:
            calendar = next(each.calendar for each in life.log if each.at == wait.ended)
        if calendar is None:
            return None
        until = wait.ended or self.now
        return Measured(open_seconds(calendar, wait.began, until), wait.ended is None)

    def waits(self, life: Life) -> list[Waited]:
        found: list[Waited] = []
        for each in life.log:
            is_waiting = bool(found) and found[-1].ended is None
            if each.word in ("opened", "reopened") or (each.word == "wrote" and not is_waiting):
                found.append(Waited(each.at, each.queue))
            elif is_waiting:
                self._goes_on(found[-1], each)
        return found

    def _goes_on(self, wait: Waited, entry: Entry) -> None:
        wait.queue = entry.queue
        if entry.word in ENDS | {"replied", "dismissed"}:
            wait.ended, wait.how, wait.queue = entry.at, entry.word, entry.was_of

    @staticmethod
    def some(values: Iterator[Measured | None]) -> Iterator[Measured]:
        return (each for each in values if each is not None)
