"""What happened in a week, as it was counted from the record, before anybody makes sentences of it.

A window is half-open. What began in it is measured to its end or until now; what ended in it is
counted by how it ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.rules.calendars.week import Window
from bot.rules.feedback import Answer
from bot.rules.status import Status
from bot.rules.weekly.parts import NONE, OF_NONE, Band, Burden, Kept, Overrun, Relay, Times
from bot.rules.weekly.statistics import Rate, Summary

BY_SILENCE = "approved_by_silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`turns` and `conversations` are those of agents, `escalated_…` those that people were asked
    about, `…_by_reason` the same for each reason; `began` is by reason; `claims` how long each
    waited for the first person; `approvals` how each ended, `appraised` by answer, of
    `closed_by_people`, and `whys` by why people were asked, as they say; `needed` of how many said
    so or not. `rated` is of turns, of how many anybody said how they were; `accurate` of what went
    out in the agent's own words and was rated, what was good. `kept` is by kind of clock, `worst`
    what was overrun most; `bands` by tenths of confidence, "" where none was told; `topics` those
    asked about most, `of_turns_by_topic` beside all turns on them; `mix` is `approvals` by stakes,
    `edits` how much people changed. `reopened` is of what people ended, within a week;
    `asked_again` of what began, within a day of another in its conversation; `closure` of what
    people corrected, put to use by now. `past_due` is of the `backlog`; of that and of what began
    `…_by_hour` has each hour of the window. For `uncovered_seconds` of open time nobody was on
    call, `uncovered` says when, and `waited_uncovered` in how many cases somebody waited then; None
    where nobody says who should be, or when.
    """

    turns: int = 0
    escalated_turns: int = 0
    conversations: int = 0
    escalated_conversations: int = 0
    turns_by_reason: Mapping[str, int] = field(default_factory=dict)
    conversations_by_reason: Mapping[str, int] = field(default_factory=dict)
    of_turns_by_topic: Mapping[str, Rate] = field(default_factory=dict)
    began: Mapping[str, int] = field(default_factory=dict)
    claims: Summary = NONE
    approvals: Mapping[str, int] = field(default_factory=dict)
    closed_by_people: int = 0
    appraised: Mapping[str, int] = field(default_factory=dict)
    whys: Mapping[str, int] = field(default_factory=dict)
    needed: int = 0
    not_needed: int = 0
    backlog: int = 0
    oldest_seconds: float | None = None
    ratings: Mapping[str, int] = field(default_factory=dict)
    rated: Rate = OF_NONE
    accurate: Rate = OF_NONE
    times: Times = field(default_factory=Times)
    kept: Mapping[str, Kept] = field(default_factory=dict)
    worst: tuple[Overrun, ...] = ()
    bands: Mapping[str, Band] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    mix: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    edits: Summary = NONE
    reopened: Rate = OF_NONE
    asked_again: Rate = OF_NONE
    closure: Rate = OF_NONE
    past_due: int = 0
    backlog_by_hour: tuple[int, ...] = ()
    began_by_hour: tuple[int, ...] = ()
    burden: Burden = field(default_factory=Burden)
    relay: Relay = field(default_factory=Relay)
    uncovered_seconds: float | None = None
    uncovered: tuple[Window, ...] = ()
    waited_uncovered: tuple[int, ...] = ()

    @property
    def cases(self) -> int:
        return sum(self.began.values())

    @property
    def of_turns(self) -> Rate:
        return Rate(self.escalated_turns, self.turns)

    @property
    def of_conversations(self) -> Rate:
        return Rate(self.escalated_conversations, self.conversations)

    @property
    def time_to_claim(self) -> Summary:
        return self.claims

    @property
    def as_is(self) -> Rate:
        """Of what people decided, how much they let go out word for word."""
        decided = (Status.APPROVED, Status.EDITED, Status.REJECTED, Status.RESPONDED)
        whole = sum(self.approvals.get(each, 0) for each in decided)
        return Rate(self.approvals.get(Status.APPROVED, 0), whole)

    @property
    def corrected(self) -> Rate:
        """Of what people decided, what they changed, refused or answered themselves."""
        return Rate(self.as_is.whole - self.as_is.part, self.as_is.whole)

    @property
    def agent_was_right(self) -> Rate:
        """Where the agent's answer was right nobody had to be asked."""
        return Rate(self.appraised.get(Answer.CORRECT, 0), sum(self.appraised.values()))

    @property
    def feedback_coverage(self) -> Rate:
        return Rate(sum(self.appraised.values()), self.closed_by_people)

    @property
    def unneeded(self) -> Rate:
        return Rate(self.not_needed, self.needed + self.not_needed)

    @property
    def good(self) -> Rate:
        """Of the customers' ratings."""
        return Rate(self.ratings.get("good", 0), sum(self.ratings.values()))
