"""Parts of a week's figures that are more than one number."""

from dataclasses import dataclass

from bot.rules.statistics import Measured, Rate, Summary, summarise

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
    `waited`: all the time of a case in which whoever asked waited for people.
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
    resolved: Summary = NONE
    resolved_open: Summary = NONE
    waited: Summary = NONE
    waited_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """One broken promise: in which case, and by how many seconds of its own time."""

    escalation_id: str
    clock: str
    by: Measured
    is_owed: bool = False


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
