"""What an escalation asks, and what was promised when it opened."""

from dataclasses import dataclass, field, replace

from bot.rules.approvers import Approvers
from bot.rules.calendars.calendar import Calendar
from bot.rules.clock import ClockKind
from bot.rules.clocks import Terms
from bot.rules.json import Json
from bot.rules.policy import (
    AGAIN,
    FhrStart,
    OnTimeout,
    Priority,
    Queue,
    Stakes,
    Target,
    WhenClosed,
    targets,
)
from bot.rules.turn import ActionRequest, Reply

NOTIFY = 30.0  # seconds from the commit to the card in Slack, where the policy says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is asked: words to say, a tool to call, or a question to answer."""

    reply: Reply | None = None
    action: ActionRequest | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Stamped when the escalation opens; a later change of the policy never moves it."""

    queue: str
    channel: str
    approvers: Approvers
    rule: str
    policy_version: str
    because: str = ""
    on_timeout: OnTimeout = OnTimeout.REJECT
    timeout: float = 86_400.0
    reject_reasons: tuple[str, ...] = ()
    receipts: bool = True
    when_closed: WhenClosed = WhenClosed.HOLD
    sla: dict[str, Target] = field(default_factory=dict)
    sla_at_high_stakes: dict[str, float] = field(default_factory=dict)
    calendar: Calendar | None = None
    fhr_start: FhrStart = FhrStart.FROM_HANDOFF
    third_party_pauses: bool = False
    follow_calendar_edits: bool = False
    remind_at: tuple[float, ...] = ()
    ladder: tuple[Json, ...] = ()
    ladder_from: int = 1
    ladder_repeats: int = AGAIN
    fallback: Json | None = None

    def terms(self, priority: Priority, stakes: Stakes) -> Terms:
        """What the clocks run by."""
        promised = targets(self.sla, priority)
        if stakes is Stakes.HIGH:
            promised |= self.sla_at_high_stakes
        return Terms(
            targets={ClockKind.NOTIFY: NOTIFY, **promised},
            calendar=self.calendar,
            on_wall=day_and_night(stakes),
            remind_at=self.remind_at,
            from_customer=self.fhr_start is FhrStart.FROM_CUSTOMER,
            third_party_pauses=self.third_party_pauses,
        )

    def of(self, queue: Queue) -> "Promise":
        """The same case, as another team promises it."""
        return replace(
            self,
            queue=queue.name,
            channel=queue.channel,
            approvers=queue.approvers,
            timeout=queue.timeout,
            reject_reasons=queue.reject_reasons,
            receipts=queue.receipts,
            when_closed=queue.when_closed,
        ).timed_as(queue)

    def timed_as(self, queue: Queue) -> "Promise":
        """All that the queue says of time, and of whom time calls."""
        return replace(
            self,
            sla=queue.sla,
            sla_at_high_stakes=queue.sla_at_high_stakes,
            calendar=queue.hours,
            fhr_start=queue.fhr_start,
            third_party_pauses=queue.third_party_pauses,
            follow_calendar_edits=queue.follow_calendar_edits,
            remind_at=queue.remind_at,
            ladder=queue.ladder,
            ladder_from=queue.ladder_from,
            ladder_repeats=queue.ladder_repeats,
            fallback=queue.fallback,
        )


def day_and_night(stakes: Stakes) -> frozenset[ClockKind]:
    """The clocks that no calendar stops. Where much is at stake a decision does not wait for
    morning.
    """
    if stakes is Stakes.HIGH:
        return frozenset({ClockKind.NOTIFY, ClockKind.DECISION})
    return frozenset({ClockKind.NOTIFY})
