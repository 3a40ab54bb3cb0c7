"""An escalation: one request to humans, and every way it can change."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.errors import (
    AlreadyClosed,
    CardChanged,
    ConversationMoved,
    DecisionNotAllowed,
    DigestMismatch,
    Expired,
)
from bot.rules.approvers import SYSTEM, TIMEOUT, Actor, Approvers, Votes
from bot.rules.decision import (
    Approve,
    Choice,
    Decision,
    Edit,
    Reject,
    Respond,
    TakeAlternative,
    type_of,
)
from bot.rules.digest import action_digest
from bot.rules.form import check_arguments, check_response
from bot.rules.json import Json
from bot.rules.policy import DecisionType, OnTimeout, Priority, Queue, Reason, Stakes, WhenClosed
from bot.rules.status import Kind, Move, Status, after, is_open
from bot.rules.turn import ActionRequest, Alternative, Reply

LONGEST_CONVERSATION = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where the card hangs in Slack."""

    team: str
    channel: str
    root_ts: str
    permalink: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """The record of one escalation.

    `version` grows with every change; `content_version` is the version at which the words a
    reviewer must have read last changed: a press that carries an older one is refused.
    `action_digest` is that of what the agent proposed, `proposal_digest` that of what stands on the
    card now (they differ once somebody edited it and others still have to agree). `trace` is where
    what happens later joins the trace of the turn, in whichever process; empty: nobody traces.
    `live_since` is the Slack time from which on the assignee's words in the thread go to the
    customer; empty while nobody is live. `asked_at` is when a closed one was asked for again,
    `taken_at` when somebody first took over since.
    """

    id: str
    workspace: str
    kind: Kind
    reason: Reason
    conversation_id: str
    turn_id: str
    agent_id: str
    proposal: Proposal
    action_digest: str
    proposal_digest: str
    promise: Promise
    allowed_decisions: tuple[DecisionType, ...]
    created_at: datetime
    expires_at: datetime
    status: Status = Status.PENDING
    stakes: Stakes = Stakes.NORMAL
    priority: Priority = Priority.NORMAL
    alternatives: tuple[Alternative, ...] = ()
    response_schema: Json | None = None
    requester: str = ""
    customer_mark: str = ""
    moved: bool = False
    callback_url: str | None = None
    state: Json | None = None
    trace: str = ""
    votes: Votes = field(default_factory=Votes)
    decision: Decision | None = None
    assignee: Actor | None = None
    closed_by: Actor | None = None
    closed_at: datetime | None = None
    told_at: datetime | None = None
    live_since: str = ""
    taken_at: datetime | None = None
    asked_at: datetime | None = None
    reopened: int = 0
    customer_id: str = ""
    extended: bool = False
    thread: Thread | None = None
    version: int = 1
    content_version: int = 1

    @property
    def is_open(self) -> bool:
        return is_open(self.status)

    @property
    def is_live(self) -> bool:
        """Somebody speaks with the customer from the thread just now."""
        return self.status is Status.IN_CONVERSATION

    @property
    def waited(self) -> float | None:
        """Seconds from the (last) request until somebody took over; None while nobody has."""
        began = self.asked_at or self.created_at
        return (self.taken_at - began).total_seconds() if self.taken_at else None

    def digest_of(self, reply: Reply | None, action: ActionRequest | None) -> str:
        return action_digest(
            agent_id=self.agent_id,
            conversation_id=self.conversation_id,
            reply=reply,
            action=action,
            question=self.proposal.question,
        )

    def claim(self, by: Actor, now: datetime) -> "Escalation":
        self._refuse_unless_open(now)
        return self._moved_to(Move.CLAIM, assignee=by)

    def release(self, now: datetime) -> "Escalation":
        self._refuse_unless_open(now)
        if self.status is Status.PENDING:
            return self
        released = self._moved_to(Move.RELEASE, assignee=None)
        if not self.is_live:
            return released
        return replace(released, live_since="", expires_at=self._in_time(now))

    def take_over(self, by: Actor, now: datetime, *, since: str) -> "Escalation":
        """From `since` on, a Slack timestamp, this person speaks with the customer."""
        self._refuse_unless_open(now)
        if self.is_live and self.assignee == by:
            return self
        return replace(
            self._moved_to(Move.TAKE_OVER, assignee=by),
            live_since=since,
            taken_at=self.taken_at or now,
            expires_at=now + LONGEST_CONVERSATION,
        )

    def assign(self, to: Actor, now: datetime) -> "Escalation":
        """Passed on to this person, who is not live before they take over themselves."""
        self._refuse_unless_open(now)
        assigned = replace(self._moved_to(Move.ASSIGN, assignee=to), live_since="")
        return replace(assigned, expires_at=self._in_time(now)) if self.is_live else assigned

    def transfer(self, queue: Queue, now: datetime) -> "Escalation":
        """Another team's from now on, with that team's promises. Time begins anew."""
        self._refuse_unless_open(now)
        promise = replace(
            self.promise,
            queue=queue.name,
            channel=queue.channel,
            approvers=queue.approvers,
            timeout=queue.timeout,
            reject_reasons=queue.reject_reasons,
            receipts=queue.receipts,
            when_closed=queue.when_closed,
            sla=queue.sla,
        )
        moved = replace(self._moved_to(Move.TRANSFER, assignee=None), promise=promise)
        return replace(
            moved,
            live_since="",
            votes=Votes(round=self.votes.round + 1),
            expires_at=now + timedelta(seconds=queue.timeout),
            content_version=moved.version,
        )

    def hand_back(self, by: Actor, now: datetime) -> "Escalation":
        """The agent goes on; what it proposed before is not decided by that."""
        self.refuse_closed()
        return replace(self._ended(Move.HAND_BACK, by, now), live_since="")

    def resolve(self, by: Actor, now: datetime) -> "Escalation":
        """Done: nothing is left to say."""
        self.refuse_closed()
        return replace(self._ended(Move.RESOLVE, by, now), live_since="")

    def reopen(self, now: datetime) -> "Escalation":
        """Asked for again soon after it was closed: the same thread goes on, and waits anew."""
        return replace(
            self._moved_to(Move.REOPEN, assignee=None),
            decision=None,
            closed_by=None,
            closed_at=None,
            taken_at=None,
            asked_at=now,
            expires_at=self._in_time(now),
            extended=False,
            reopened=self.reopened + 1,
            content_version=self.version + 1,
        )

    def decide(self, choice: Choice, by: Actor, now: datetime, *, seen: int) -> "Escalation":
        """The record after this person's choice: closed, or one vote richer (quorum).

        `seen` is the version of the card that the person read. Raises the refusal that fits.
        """
        self._refuse_unless_open(now)
        self._refuse_unread(seen)
        if type_of(choice) not in self.allowed_decisions:
            raise DecisionNotAllowed(_only_these(self.allowed_decisions))
        match choice:
            case Approve(note=note):
                return self._approved(by, now, note=note)
            case Edit() | TakeAlternative():
                return self._edited(self._edited_proposal(choice), by, now)
            case Reject(reason=reason, message=message):
                return self._closed(
                    Move.REJECT,
                    Decision(
                        type="reject",
                        decided_by=by,
                        decided_at=now,
                        reason=reason,
                        message=message,
                    ),
                )
            case Respond(response=response, message=message):
                check_response(self.response_schema, response, message)
                return self._closed(
                    Move.RESPOND,
                    Decision(
                        type="respond",
                        decided_by=by,
                        decided_at=now,
                        response=response,
                        message=message,
                    ),
                )

    def proposal_after(self, choice: Choice) -> Proposal:
        """What would go out if this choice were made; the policy judges it before it is."""
        match choice:
            case Edit() | TakeAlternative():
                return self._edited_proposal(choice)
            case _:
                return self.proposal

    def expire(self, now: datetime) -> "Escalation":
        """Time is over: closed, or at low stakes approved, or given more time once."""
        if not self.is_open or now < self.expires_at:
            return self
        if self.is_live:
            return self.hand_back(TIMEOUT, now)
        match self.promise.on_timeout:
            case OnTimeout.APPROVE if self._may_approve_itself():
                return self._closed(
                    Move.APPROVE,
                    self._letting_run("approve", self.proposal, TIMEOUT, now),
                )
            case OnTimeout.ESCALATE if not self.extended:
                return replace(
                    self,
                    extended=True,
                    priority=Priority.URGENT,
                    expires_at=self._in_time(now),
                    version=self.version + 1,
                )
            case _:
                return self._ended(Move.EXPIRE, TIMEOUT, now)

    def cancel(self, by: Actor, now: datetime) -> "Escalation":
        self.refuse_closed()
        return self._ended(Move.CANCEL, by, now)

    def supersede(self, now: datetime) -> "Escalation":
        return self._ended(Move.SUPERSEDE, SYSTEM, now)

    def conversation_moved(self, customer_mark: str) -> "Escalation":
        """The customer wrote again: whoever decides must have read that first."""
        return replace(
            self,
            moved=True,
            customer_mark=customer_mark,
            votes=Votes(round=self.votes.round + 1),
            version=self.version + 1,
            content_version=self.version + 1,
        )

    def _approved(self, by: Actor, now: datetime, *, note: str = "") -> "Escalation":
        self._refuse_tampered()
        votes = self.votes.with_vote(by)
        if votes == self.votes:
            raise DecisionNotAllowed("You have agreed already. Somebody else has to agree, too.")
        if len(votes.by) < self.promise.approvers.quorum:
            return replace(self, votes=votes, version=self.version + 1)
        return replace(
            self._closed(
                Move.APPROVE if self._is_as_proposed() else Move.EDIT,
                self._letting_run(
                    "approve" if self._is_as_proposed() else "edit",
                    self.proposal,
                    by,
                    now,
                    note=note,
                ),
            ),
            votes=votes,
        )

    def _edited(self, proposal: Proposal, by: Actor, now: datetime) -> "Escalation":
        """An edit is a new round: what others approved before was something else."""
        edited = replace(
            self,
            proposal=proposal,
            proposal_digest=self.digest_of(proposal.reply, proposal.action),
            votes=Votes(round=self.votes.round + 1, by=(by,)),
        )
        if self.promise.approvers.quorum > 1:
            return replace(edited, version=self.version + 1, content_version=self.version + 1)
        return edited._closed(  # noqa: SLF001  # our own, a moment older
            Move.EDIT, self._letting_run("edit", proposal, by, now)
        )

    def _edited_proposal(self, choice: Edit | TakeAlternative) -> Proposal:
        match choice:
            case TakeAlternative(index=index):
                if not 0 <= index < len(self.alternatives):
                    raise DecisionNotAllowed("The agent made no such suggestion.")
                other = self.alternatives[index]
                return Proposal(reply=other.reply, action=other.action_request)
            case Edit(reply=Reply() as reply) if self.proposal.reply:
                return replace(self.proposal, reply=reply)
            case Edit(args=dict() as args) if self.proposal.action:
                check_arguments(self.proposal.action.args, args)
                return replace(self.proposal, action=replace(self.proposal.action, args=args))
            case _:
                raise DecisionNotAllowed(
                    "An edit changes the words of a reply or the arguments of the same tool."
                )

    def _may_approve_itself(self) -> bool:
        """Silence lets run what a person could have approved, and nothing else: no question, and
        nothing that one of several has changed.
        """
        return (
            self.stakes is Stakes.LOW
            and "approve" in self.allowed_decisions
            and self._is_as_proposed()
        )

    def _is_as_proposed(self) -> bool:
        return self.proposal_digest == self.action_digest

    def _refuse_tampered(self) -> None:
        """What is stored must still be, to the byte, what was put on the card."""
        if self.digest_of(self.proposal.reply, self.proposal.action) != self.proposal_digest:
            raise DigestMismatch

    def _letting_run(
        self, type: DecisionType, what: Proposal, by: Actor, now: datetime, *, note: str = ""
    ) -> Decision:
        return Decision(
            type=type,
            decided_by=by,
            decided_at=now,
            reply=what.reply,
            action=what.action,
            action_digest=self.digest_of(what.reply, what.action),
            message=note,
        )

    def _closed(self, move: Move, decision: Decision) -> "Escalation":
        return replace(
            self._ended(move, decision.decided_by, decision.decided_at), decision=decision
        )

    def _ended(self, move: Move, by: Actor, now: datetime) -> "Escalation":
        return replace(self._moved_to(move, assignee=self.assignee), closed_by=by, closed_at=now)

    def _moved_to(self, move: Move, *, assignee: Actor | None) -> "Escalation":
        status = after(self.status, move)
        if status is None:
            raise DecisionNotAllowed(f"A {self.status} escalation cannot be {move}d.")
        return replace(self, status=status, assignee=assignee, version=self.version + 1)

    def _in_time(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.promise.timeout)

    def refuse_closed(self) -> None:
        """Raises what says how it was closed, by whom and when."""
        if self.is_open:
            return
        if self.status is Status.EXPIRED:
            raise Expired
        raise AlreadyClosed(
            str(self.status),
            by=(self.closed_by or SYSTEM).name,
            at=self.closed_at or self.created_at,
        )

    def _refuse_unless_open(self, now: datetime) -> None:
        self.refuse_closed()
        if now >= self.expires_at:
            raise Expired

    def _refuse_unread(self, seen: int) -> None:
        if seen < self.content_version:
            raise ConversationMoved if self.moved else CardChanged


def _only_these(allowed: tuple[DecisionType, ...]) -> str:
    return f"Here you can only {', '.join(allowed)}."
