"""The clocks of one escalation, and what each event does to them: the table is the law.

Clocks are satisfied by what people did for the customer or decided. A note, a bot, an automatic
notice and a tick of time have no row that satisfies anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from math import ceil

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import open_seconds
from bot.rules.clock import (
    Clock,
    ClockKind,
    cancel,
    dismiss,
    give_up,
    pause,
    restart,
    resume,
    retarget,
    revive,
    satisfy,
    start,
)
from bot.rules.reminders import planned

Deed = Callable[[Clock, datetime, Calendar | None], Clock]

BY_RESOLVE = "cancelled_by_resolve"
NO_RESPONSE = "no_response"
KEPT = 20  # of the next replies: a long conversation is no reason for a record without end


class Ball(StrEnum):
    """Who must act next."""

    TEAM = "team"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class Event(StrEnum):
    """What can happen to an escalation, as far as its clocks can tell."""

    ASKED = "asked"
    HANDED_OFF = "handed_off"
    POSTED = "posted"
    CLAIMED = "claimed"
    TAKEN_OVER = "taken_over"
    REPLIED = "replied"
    CUSTOMER_WROTE = "customer_wrote"
    NO_REPLY_NEEDED = "no_reply_needed"
    WAITING_ELSEWHERE = "waiting_elsewhere"
    ELSEWHERE_DONE = "elsewhere_done"
    RELEASED = "released"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    DECIDED = "decided"
    ENDED = "ended"
    EXPIRED = "expired"
    CALLED_OFF = "called_off"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`starts`: those among them that were promised and never ran. `ball`: None leaves it."""

    starts: tuple[ClockKind, ...] = ()
    does: Mapping[ClockKind, Deed] = field(default_factory=dict)
    ball: Ball | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was promised: seconds by clock, whose time it is, when people are reminded. With
    `from_customer` a first reply is owed since the customer wrote, and not since people were asked;
    with `third_party_pauses` the time to be done stands still while somebody outside has to act.
    """

    targets: Mapping[str, float] = field(default_factory=dict)
    calendar: Calendar | None = None
    on_wall: frozenset[ClockKind] = frozenset()
    remind_at: tuple[float, ...] = ()
    from_customer: bool = False
    third_party_pauses: bool = False

    def rests(self, ball: "Ball") -> bool:
        """It is not the team's turn: what it has until the end to do stands still."""
        return ball is Ball.CUSTOMER or (ball is Ball.THIRD_PARTY and self.third_party_pauses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The part of an escalation's record that time is in.

    `unanswered` is when the customer wrote the oldest of what nobody has answered, `replied_at`
    when the latest words that reached them were written, `reached_at` when they did. The rest is
    when each thing was first done: somebody took it on, somebody answered, the answer arrived.
    `begun` are the kinds of clocks that ever ran: by them the auditor sees that one was lost.
    """

    clocks: tuple[Clock, ...] = ()
    ball: Ball = Ball.TEAM
    unanswered: datetime | None = None
    replied_at: datetime | None = None
    reached_at: datetime | None = None
    claimed_at: datetime | None = None
    answered_at: datetime | None = None
    delivered_at: datetime | None = None
    begun: frozenset[ClockKind] = frozenset()

    def latest(self, kind: ClockKind) -> Clock | None:
        return next((each for each in reversed(self.clocks) if each.kind is kind), None)


_NOTIFY, _CLAIM, _DECISION = ClockKind.NOTIFY, ClockKind.CLAIM, ClockKind.DECISION
_FIRST, _NEXT, _RESOLUTION = ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY, ClockKind.RESOLUTION
_END: Deed = partial(cancel, why=BY_RESOLVE)
_NOBODY: Deed = partial(cancel, why=NO_RESPONSE)
_OFF: Deed = partial(cancel, why="called_off")
_TAKES_ON = frozenset({Event.CLAIMED, Event.TAKEN_OVER, Event.DECIDED})
_OWES_NO_WORDS = frozenset({Event.DECIDED, Event.ENDED, Event.EXPIRED, Event.CALLED_OFF}) | {
    Event.NO_REPLY_NEEDED
}

TABLE: dict[Event, Row] = {
    Event.ASKED: Row(starts=(_NOTIFY, _CLAIM, _DECISION, _RESOLUTION), ball=Ball.TEAM),
    Event.HANDED_OFF: Row(starts=(_NOTIFY, _CLAIM, _FIRST, _RESOLUTION), ball=Ball.TEAM),
    Event.POSTED: Row(does={_NOTIFY: satisfy}),
    Event.CLAIMED: Row(does={_CLAIM: satisfy}),
    Event.TAKEN_OVER: Row(
        starts=(_FIRST,),
        does={_CLAIM: satisfy, _DECISION: partial(cancel, why="taken_over")},
    ),
    Event.REPLIED: Row(
        does={_CLAIM: satisfy, _FIRST: satisfy, _NEXT: satisfy, _RESOLUTION: pause},
        ball=Ball.CUSTOMER,
    ),
    Event.CUSTOMER_WROTE: Row(does={_RESOLUTION: resume}, ball=Ball.TEAM),
    Event.NO_REPLY_NEEDED: Row(does={_NEXT: dismiss, _RESOLUTION: pause}, ball=Ball.CUSTOMER),
    Event.WAITING_ELSEWHERE: Row(does={_RESOLUTION: resume}, ball=Ball.THIRD_PARTY),
    Event.ELSEWHERE_DONE: Row(does={_RESOLUTION: resume}, ball=Ball.TEAM),
    Event.RELEASED: Row(),
    Event.ASSIGNED: Row(),
    Event.TRANSFERRED: Row(),
    Event.DECIDED: Row(does={_CLAIM: satisfy, _DECISION: satisfy, _RESOLUTION: satisfy}),
    Event.ENDED: Row(
        does={_CLAIM: _END, _DECISION: _END, _FIRST: _NOBODY, _NEXT: _END, _RESOLUTION: satisfy}
    ),
    Event.EXPIRED: Row(
        does={_CLAIM: _OFF, _DECISION: give_up, _FIRST: give_up, _NEXT: _OFF, _RESOLUTION: _OFF}
    ),
    Event.CALLED_OFF: Row(
        does={_CLAIM: _OFF, _DECISION: _OFF, _FIRST: _OFF, _NEXT: _OFF, _RESOLUTION: _OFF}
    ),
    Event.REOPENED: Row(does={_RESOLUTION: restart}, ball=Ball.TEAM),
}


def happened(timing: Timing, event: Event, at: datetime, terms: Terms) -> Timing:
    """The clocks after it. The same event again changes nothing that it has changed."""
    row = TABLE[event]
    does = row.does
    if event is Event.WAITING_ELSEWHERE and terms.third_party_pauses:
        does = {_RESOLUTION: pause}
    clocks = [
        does[each.kind](each, at, terms.calendar) if each.kind in does else each
        for each in timing.clocks
    ]
    ran = {each.kind for each in clocks}
    new = [kind for kind in row.starts if kind in terms.targets and kind not in ran]
    after = replace(
        timing,
        ball=row.ball or timing.ball,
        unanswered=None if event in _OWES_NO_WORDS else timing.unanswered,
        claimed_at=timing.claimed_at or (at if event in _TAKES_ON else None),
        answered_at=timing.answered_at or (at if event is Event.DECIDED else None),
    )
    begun = [
        since_they_wrote(timing, at, terms)
        if kind is _FIRST and terms.from_customer
        else started(kind, at, terms)
        for kind in new
    ]
    return with_clocks(after, [*clocks, *begun], terms)


def opened(event: Event, at: datetime, terms: Terms, *, wrote_at: datetime | None = None) -> Timing:
    """Whoever is behind it waits for an answer: from now on, or since they wrote."""
    return happened(Timing(unanswered=wrote_at or at), event, at, terms)


def customer_wrote(timing: Timing, at: datetime, terms: Terms) -> Timing:
    """At this moment, by the customer's own clock if that is not ahead of ours. Who writes several
    times before anybody answers waits from the first time on; whoever else should have acted, it is
    the team's turn again.
    """
    if timing.unanswered is not None:
        is_ours = timing.ball is Ball.TEAM
        return timing if is_ours else happened(timing, Event.CUSTOMER_WROTE, at, terms)
    heard = happened(replace(timing, unanswered=at), Event.CUSTOMER_WROTE, at, terms)
    is_next = timing.answered_at or _NEXT in timing.begun
    return asking_again(heard, terms) if is_next else heard


def replied(
    timing: Timing,
    acted_at: datetime,
    delivered_at: datetime,
    terms: Terms,
    *,
    wrote_since: datetime | None = None,
) -> Timing:
    """What was written at `acted_at` has reached the customer: an answer to what they wrote before.
    `wrote_since` is when they wrote again while it was on its way; that they have asked for a
    person again since is known here.
    """
    if timing.replied_at and acted_at <= timing.replied_at:
        return timing  # later words are there already
    if timing.unanswered and timing.unanswered > acted_at:
        wrote_since = wrote_since or timing.unanswered
    newer = [each for each in timing.clocks if each.kind is _NEXT and each.started_at > acted_at]
    clocks = tuple(_to_answer(each, acted_at) for each in timing.clocks if each not in newer)
    answered = happened(replace(timing, clocks=clocks), Event.REPLIED, delivered_at, terms)
    answered = replace(
        answered,
        clocks=(*answered.clocks, *newer),
        unanswered=None,
        replied_at=acted_at,
        reached_at=delivered_at,
        claimed_at=timing.claimed_at or acted_at,
        answered_at=timing.answered_at or acted_at,
        delivered_at=timing.delivered_at or delivered_at,
    )
    return customer_wrote(answered, wrote_since, terms) if wrote_since else answered


def reopened(timing: Timing, at: datetime, terms: Terms) -> Timing:
    """The time in which it was closed counts for nothing, and what was done before it for this."""
    again = happened(timing, Event.REOPENED, at, terms)
    anew = replace(again, claimed_at=None, answered_at=None, delivered_at=None)
    return asking_again(replace(anew, unanswered=at), terms)


def replanned(timing: Timing, at: datetime, was: Terms, now: Terms) -> Timing:
    """Other promises from now on, for what is still owed; what is promised no more is let go."""
    clocks = [
        retarget(each, now.targets[each.kind], at, was.calendar, now.calendar)
        if each.kind in now.targets
        else cancel(each, at, was.calendar, "not_promised")
        for each in timing.clocks
    ]
    if was.rests(timing.ball) is not now.rests(timing.ball):
        turn = pause if now.rests(timing.ball) else resume
        clocks = [
            turn(each, at, now.calendar) if each.kind is _RESOLUTION else each for each in clocks
        ]
    return with_clocks(timing, clocks, now)


def _to_answer(clock: Clock, acted_at: datetime) -> Clock:
    """What was cancelled because it was closed is answered all the same by words from before."""
    return revive(clock, acted_at) if clock.why in (BY_RESOLVE, NO_RESPONSE) else clock


def asking_again(timing: Timing, terms: Terms) -> Timing:
    """One clock for the oldest words that nobody has answered, however many followed."""
    open_one = timing.latest(_NEXT)
    if timing.unanswered is None or _NEXT not in terms.targets:
        return timing
    if open_one and open_one.is_owed:
        return timing
    number = open_one.number + 1 if open_one else 1
    asked = started(_NEXT, timing.unanswered, terms, number=number)
    others = [each for each in timing.clocks if each.kind is not _NEXT]
    replies = [each for each in timing.clocks if each.kind is _NEXT][-KEPT + 1 :]
    return with_clocks(timing, [*others, *replies, asked], terms)


def since_they_wrote(timing: Timing, at: datetime, terms: Terms) -> Clock:
    """Of what was over before people were asked they are not reminded; a breach they are told."""
    began = min(timing.unanswered or at, at)
    clock = started(_FIRST, began, terms)
    over = open_seconds(clock.time(terms.calendar), began, at)
    passed = (each for each in terms.remind_at if over >= ceil(each * clock.target))
    return replace(clock, told=max(passed, default=0.0))


def started(kind: ClockKind, at: datetime, terms: Terms, *, number: int = 1) -> Clock:
    is_on_wall = kind in terms.on_wall
    return start(kind, terms.targets[kind], at, terms.calendar, number=number, on_wall=is_on_wall)


def with_clocks(timing: Timing, clocks: list[Clock], terms: Terms) -> Timing:
    """What has changed is planned anew; a clock that nothing touched costs nothing."""
    untouched = set(map(id, timing.clocks))
    return replace(
        timing,
        begun=timing.begun | {each.kind for each in clocks},
        clocks=tuple(
            each if id(each) in untouched else planned(each, terms.remind_at, terms.calendar)
            for each in clocks
        ),
    )
