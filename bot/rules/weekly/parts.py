"""Parts of a week's figures that are more than one number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.rules.weekly.statistics import Measured, Rate, Summary, summarise

NONE = summarise(())
OF_NONE = Rate(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long things took in cases that began in the week, in seconds; `…_open` of open time, and
    only where there is a calendar.

    `notified`: until the card hung in Slack. `to_human`: from the customer's own words until a
    person's words were with them, or a person had decided; `from_handoff`: since people were asked.
    `decision`: until a person decided; `undecided` is how often time was up instead. `next_reply`:
    each answer after the first, without those `dismissed`. `resolved_first` and `resolved`: until
    it was done for the first and the last time, without the time in which it was closed.
    `waited`: all the time of a case in which whoever asked waited for people, without that in
    which people had to wait for a third party.
    """

    notified: Summary = NONE
    notified_p99: Measured | None = None
    to_human: Summary = NONE
    from_handoff: Summary = NONE
    from_handoff_open: Summary = NONE
    decision: Summary = NONE
    decision_open: Summary = NONE
    undecided: int = 0
    next_reply: Summary = NONE
    next_reply_open: Summary = NONE
    dismissed: int = 0
    resolved_first: Summary = NONE
    resolved_first_open: Summary = NONE
    resolved: Summary = NONE
    resolved_open: Summary = NONE
    waited: Summary = NONE
    waited_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """One broken promise: in which case, by how many seconds of its own time, and where its card
    is.
    """

    escalation_id: str
    clock: str
    by: Measured
    is_owed: bool = False
    permalink: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of one kind of clock, in cases that began in the week: how many were met and broken; of the
    broken `late` are still owed. `no_response` ended without a word of people, and count as
    neither. `covered` is how many of the cases that could have had such a clock had one.
    """

    met: int = 0
    broken: int = 0
    late: int = 0
    no_response: int = 0
    covered: Rate = OF_NONE
    overruns: Summary = NONE

    @property
    def attainment(self) -> Rate:
        return Rate(self.met, self.met + self.broken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What agents were so confident of: turns, those that people were asked about, and of what
    people decided how much they let go out word for word.
    """

    turns: int = 0
    escalated: int = 0
    as_is: Rate = OF_NONE

    @property
    def of_turns(self) -> Rate:
        return Rate(self.escalated, self.turns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What a week asked of people: `by_person` is how many cases each had a hand in, `calls` how
    often the clock called or reminded people, `at_night` when their team was not there; `freed`
    what was forgotten; `steps` how many cases came so far up their ladder; `steps_empty` how often
    a step called nobody.
    """

    by_person: Mapping[str, int] = field(default_factory=dict)
    calls: int = 0
    at_night: int = 0
    freed: int = 0
    steps: Mapping[int, int] = field(default_factory=dict)
    steps_empty: int = 0

    @property
    def people(self) -> int:
        return len(self.by_person)

    @property
    def busiest(self) -> int:
        return max(self.by_person.values(), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """What people wrote to customers: how much was `delivered`, `failed`, or is under way, how
    long it took (`lag`); how much was changed after it was sent, or taken back before; and whose
    files could not be had. `dead` are deliveries of all kinds that were given up in the week,
    `uncertain` those of which it was not known at once whether they had arrived; `suppressed` is
    how often the same came again, or lay there twice, and was let be once. For `limited_seconds`
    Slack let something of ours wait, because there was too much of it.
    """

    attempted: int = 0
    delivered: int = 0
    failed: int = 0
    lag: Summary = NONE
    lag_p95: Measured | None = None
    edited: int = 0
    withdrawn: int = 0
    files_failed: int = 0
    dead: int = 0
    uncertain: int = 0
    suppressed: int = 0
    limited_seconds: float = 0.0

    @property
    def arrived(self) -> Rate:
        return Rate(self.delivered, self.attempted)
