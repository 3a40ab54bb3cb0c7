"""What an escalation asks, and what was promised when it opened."""

from dataclasses import dataclass, field, replace

from bot.rules.approvers import Approvers
from bot.rules.policy import OnTimeout, Priority, Queue, WhenClosed
from bot.rules.turn import ActionRequest, Reply


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
    sla: dict[str, float] = field(default_factory=dict)

    def of(self, queue: Queue, priority: Priority) -> "Promise":
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
            sla=queue.targets(priority),
        )
