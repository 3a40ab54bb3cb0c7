"""Made-up histories that Hypothesis writes, which weeks of them are asked about, and one by hand that
has what is rare.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.rules.calendars.week import Window, week_of
from bot.rules.policy import OnTimeout, Stakes
from tests.makers import NINE
from tests.store.aftermath import ASIDES, STATES, Aside
from tests.store.lives import SCRIPTS, THANKED, Deed, Script

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
MONDAYS = (
    NINE,
    datetime(2026, 10, 19, 9, tzinfo=UTC),  # Berlin's clocks go back that Sunday
    datetime(2026, 3, 23, 9, tzinfo=UTC),  # and forward, and a week later back in Auckland
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A week of a zone, so many weeks after the first; without a zone all of the time."""

    zone: str | None
    later: int
    queue: str | None
    hidden: frozenset[str] = frozenset()

    def window(self, monday: datetime, now: datetime) -> Window:
        if self.zone is None:
            return Window(monday, now + timedelta(microseconds=1))
        zone = ZoneInfo(self.zone)
        return week_of(monday, zone).later(self.later).window(zone)


@dataclass(frozen=True, kw_only=True)
class History:
    monday: datetime
    scripts: tuple[tuple[Script, tuple[Aside, ...]], ...]
    asked: tuple[Asked, ...]
    wait: int


QUEUES_ASKED = st.sampled_from([None, "refunds", "support", "sales"])
HISTORIES = st.builds(
    History,
    monday=st.sampled_from(MONDAYS),
    scripts=SCRIPTS.flatmap(
        lambda scripts: st.tuples(*(st.tuples(st.just(each), ASIDES) for each in scripts))
    ),
    asked=st.tuples(
        st.builds(Asked, zone=st.none(), later=st.just(0), queue=QUEUES_ASKED),
        *[
            st.builds(
                Asked,
                zone=st.sampled_from(ZONES),
                later=st.integers(0, 2),
                queue=QUEUES_ASKED,
                hidden=st.sampled_from([frozenset(), frozenset({"sales"})]),
            )
        ]
        * 2,
    ),
    wait=st.integers(0, 4_000),
)


def deeds(*words: str, after: int = 10) -> tuple[Deed, ...]:
    return tuple(Deed(word=word, after=after) for word in words)


def late(word: str, after: int, *, at_midnight: bool = False) -> Deed:
    return Deed(word=word, after=after, at_midnight=at_midnight)


def asides(word: str, after: int, *picks: int) -> tuple[Aside, ...]:
    return tuple(Aside(word=word, after=after, pick=pick) for pick in picks)


A_DAY = 24 * 60
TALK = ("posted", "taken_over", "replied")
APPROVAL = replace(THANKED, is_handoff=False, queue="support", on_timeout=OnTimeout.APPROVE)
BY_SILENCE = replace(APPROVAL, stakes=Stakes.LOW, deeds=(late("looked_at", 1_600),))
BACK_IN_TIME = replace(
    THANKED, deeds=(*deeds(*TALK, "resolved"), late("reopened", 7 * A_DAY), *deeds("resolved"))
)
BACK_TOO_LATE = replace(
    THANKED, deeds=(*deeds(*TALK, "resolved"), late("reopened", 8 * A_DAY), *deeds("resolved"))
)
AWAY_AT_THE_END = replace(THANKED, deeds=(*deeds(*TALK, "resolved"), late("reopened", 9 * A_DAY)))
WITHOUT_HOURS_FIRST = replace(THANKED, queue="support", deeds=deeds(*TALK, "transferred"))
ELSEWHERE = replace(
    THANKED,
    deeds=deeds(*TALK, "wrote", "elsewhere", "wrote", "elsewhere", "replied", "wrote", after=30),
)
UNTIL_MIDNIGHT = replace(
    THANKED,
    begins=6 * A_DAY,
    deeds=(*deeds(*TALK), late("resolved", 60, at_midnight=True)),
)
RARE = History(
    monday=NINE,
    scripts=(
        (THANKED, asides("said", 20, *(3 * each for each in range(2 * len(STATES) + 8)))),
        (BY_SILENCE, (*asides("rated", 7 * A_DAY, 1, 6), *asides("limited", 40, 30))),
        (BY_SILENCE, (*asides("rated", 30, 0), *asides("limited", 45, 40))),
        (BACK_IN_TIME, asides("appraised", 8 * A_DAY, 0)),
        (BACK_TOO_LATE, asides("doubted", 50, 0)),
        (AWAY_AT_THE_END, asides("again", 50, 0)),
        (WITHOUT_HOURS_FIRST, asides("owed_again", 50, 0)),
        (ELSEWHERE, asides("died", 50, 0)),
        (UNTIL_MIDNIGHT, ()),
        (replace(APPROVAL, deeds=deeds("claimed", "approved")), asides("rated", 8 * A_DAY, 1)),
    ),
    asked=(
        Asked(zone=None, later=0, queue=None),
        Asked(zone="UTC", later=0, queue=None),
        Asked(zone="UTC", later=1, queue=None),
        Asked(zone="UTC", later=1, queue="support"),
        Asked(zone=None, later=0, queue="sales"),
    ),
    wait=90,
)
"""Silence that approves; what comes back in a week, later, or is away when the week ends; words
before there were hours; somebody else's turn; an end at midnight; and much on its way.
"""
