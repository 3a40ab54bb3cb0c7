"""An escalation: one request to humans, and every way it can change."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.errors import AlreadyClosed, CardChanged, ConversationMoved, DecisionNotAllowed, Expired
from bot.rules.approvers import SYSTEM, Actor, Votes
from bot.rules.clock import ClockKind
from bot.rules.clocks import Event, Terms, Timing, happened, replanned
from bot.rules.clocks import customer_wrote as heard
from bot.rules.clocks import reopened as asked_again
from bot.rules.clocks import replied as answered
from bot.rules.decision import Decision
from bot.rules.digest import action_digest
from bot.rules.json import Json
from bot.rules.ladder import Climb, begun, onward
from bot.rules.owners import Spell, owned
from bot.rules.policy import DecisionType, Priority, Queue, Reason, Stakes
from bot.rules.promise import Promise, Proposal
from bot.rules.status import HELD, Kind, Move, Status, after, is_open
from bot.rules.tenure import Tenure, begin
from bot.rules.turn import ActionRequest, Alternative, Reply

LONGEST_CONVERSATION = timedelta(days=7)
_EVENTS = {
    Move.CLAIM: Event.CLAIMED,
    Move.RELEASE: Event.RELEASED,
    Move.APPROVE: Event.DECIDED,
    Move.EDIT: Event.DECIDED,
    Move.REJECT: Event.DECIDED,
    Move.RESPOND: Event.DECIDED,
    Move.TAKE_OVER: Event.TAKEN_OVER,
    Move.HAND_BACK: Event.ENDED,
    Move.RESOLVE: Event.ENDED,
    Move.ASSIGN: Event.ASSIGNED,
    Move.TRANSFER: Event.TRANSFERRED,
    Move.REOPEN: Event.REOPENED,
    Move.EXPIRE: Event.EXPIRED,
    Move.CANCEL: Event.CALLED_OFF,
    Move.SUPERSEDE: Event.CALLED_OFF,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where the card hangs in Slack."""

    team: str
    channel: str
    root_ts: str
    permalink: str = ""
    posted_at: datetime | None = None


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
    `taken_at` when somebody first took over since. `tenure` is how long its assignee keeps it;
    who was only named for it has none, and no part of `ownership` either: that is who has had it.
    `climb` is how far up its ladder it is. `free_since` is when it was last let go, passed to
    another team or asked for again: words from before that do not claim it.
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
    executed_at: datetime | None = None
    live_since: str = ""
    taken_at: datetime | None = None
    asked_at: datetime | None = None
    reopened: int = 0
    customer_id: str = ""
    extended: bool = False
    thread: Thread | None = None
    timing: Timing = field(default_factory=Timing)
    tenure: Tenure | None = None
    ownership: tuple[Spell, ...] = ()
    climb: Climb | None = None
    free_since: datetime | None = None
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

    @property
    def is_as_proposed(self) -> bool:
        return self.proposal_digest == self.action_digest

    @property
    def terms(self) -> Terms:
        return self.promise.terms(self.priority, self.stakes)

    def digest_of(self, reply: Reply | None, action: ActionRequest | None) -> str:
        return action_digest(
            agent_id=self.agent_id,
            conversation_id=self.conversation_id,
            reply=reply,
            action=action,
            question=self.proposal.question,
        )

    def claim(self, by: Actor, now: datetime) -> "Escalation":
        self.refuse_unless_open(now)
        return self._moved_to(Move.CLAIM, now, assignee=by)

    def release(self, now: datetime) -> "Escalation":
        self.refuse_unless_open(now)
        if self.status is Status.PENDING:
            return self
        climb = self.climb or Climb()
        released = replace(
            self._moved_to(Move.RELEASE, now, assignee=None),
            climb=replace(onward(self.promise, climb.taken, now), refused=climb.refused),
        )
        if not self.is_live:
            return released
        return replace(released, live_since="", expires_at=self.in_time(now))

    def take_over(self, by: Actor, now: datetime, *, since: str) -> "Escalation":
        """From `since` on, a Slack timestamp, this person speaks with the customer."""
        self.refuse_unless_open(now)
        if self.is_live and self.assignee == by:
            return self
        return replace(
            self._moved_to(Move.TAKE_OVER, now, assignee=by),
            live_since=since,
            taken_at=self.taken_at or now,
            expires_at=now + LONGEST_CONVERSATION,
        )

    def assign(self, to: Actor, now: datetime) -> "Escalation":
        """Passed on to this person, who is not live before they take over themselves."""
        self.refuse_unless_open(now)
        assigned = replace(self._moved_to(Move.ASSIGN, now, assignee=to), live_since="")
        return replace(assigned, expires_at=self.in_time(now)) if self.is_live else assigned

    def transfer(self, queue: Queue, now: datetime) -> "Escalation":
        """Another team's from now on, with that team's promises for what is still owed."""
        self.refuse_unless_open(now)
        moved = replace(
            self._moved_to(Move.TRANSFER, now, assignee=None), promise=self.promise.of(queue)
        )
        return replace(
            moved,
            timing=replanned(moved.timing, now, self.terms, moved.terms),
            climb=begun(moved.promise, now),
            live_since="",
            votes=Votes(round=self.votes.round + 1),
            expires_at=now + timedelta(seconds=queue.timeout),
            content_version=moved.version,
        )

    def hand_back(self, by: Actor, now: datetime) -> "Escalation":
        """The agent goes on; what it proposed before is not decided by that."""
        self.refuse_closed()
        return replace(self.ended(Move.HAND_BACK, by, now), live_since="")

    def resolve(self, by: Actor, now: datetime) -> "Escalation":
        """Done: nothing is left to say."""
        self.refuse_closed()
        return replace(self.ended(Move.RESOLVE, by, now), live_since="")

    def reopen(self, now: datetime) -> "Escalation":
        """Asked for again soon after it was closed: the same thread goes on, and waits anew.
        Whoever had it is named for it, which is not yet having it.
        """
        return replace(
            self._moved_to(Move.REOPEN, now, assignee=self.assignee),
            decision=None,
            closed_by=None,
            closed_at=None,
            taken_at=None,
            timing=asked_again(self.timing, now, self.terms),
            climb=begun(self.promise, now),
            asked_at=now,
            expires_at=self.in_time(now),
            extended=False,
            reopened=self.reopened + 1,
            content_version=self.version + 1,
        )

    def cancel(self, by: Actor, now: datetime) -> "Escalation":
        self.refuse_closed()
        return self.ended(Move.CANCEL, by, now)

    def supersede(self, now: datetime) -> "Escalation":
        return self.ended(Move.SUPERSEDE, SYSTEM, now)

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

    def hung(self, thread: Thread) -> "Escalation":
        """With its card where it hangs; from the first time on people can know of it."""
        notify = self.timing.latest(ClockKind.NOTIFY)
        if not (thread.posted_at and notify and notify.is_owed):
            return replace(self, thread=thread)
        timing = happened(self.timing, Event.POSTED, thread.posted_at, self.terms)
        return replace(self, thread=thread, timing=timing)

    def customer_wrote(self, at: datetime, *, heard_at: datetime | None = None) -> "Escalation":
        """They wait for an answer from then on, unless they do already; whoever speaks with them
        has their time from when it was heard.
        """
        after = self.turned(heard(self.timing, at, self.terms), at)
        is_turn = after.timing.ball is not self.timing.ball
        is_theirs = after.tenure is not None and is_turn
        return replace(after, tenure=after.held(heard_at or at)) if is_theirs else after

    def replied(
        self,
        acted_at: datetime,
        delivered_at: datetime,
        *,
        by: Actor | None = None,
        wrote_since: datetime | None = None,
        heard_at: datetime | None = None,
    ) -> "Escalation":
        """A person's words have reached the customer: whoever wrote them has taken it, if nobody
        had. Of a closed one nothing new is owed. However late it is heard, whoever has it has their
        time from then on.
        """
        wrote_since = wrote_since if self.is_open else None
        after = self.turned(
            answered(self.timing, acted_at, delivered_at, self.terms, wrote_since=wrote_since),
            delivered_at,
        )
        if after is self:
            return self
        heard_at = heard_at or delivered_at
        if by and self._is_claimed_by_words(by, acted_at, delivered_at):
            claimed = after.claim(by, delivered_at)
            return replace(claimed, version=after.version, tenure=claimed.held(heard_at))
        return replace(after, tenure=after.held(heard_at)) if after.tenure else after

    def _is_claimed_by_words(self, by: Actor, acted_at: datetime, delivered_at: datetime) -> bool:
        """Nobody has it, and they wrote while it was as free as it is now."""
        may = by.slack_user != self.requester or self.promise.approvers.self_approval
        is_since = self.free_since is None or acted_at > self.free_since
        is_free = self.status is Status.PENDING and delivered_at < self.expires_at
        return is_free and is_since and may and by.type == "human"

    def with_priority(self, priority: Priority, now: datetime) -> "Escalation":
        """What is still owed is owed by its targets from now on."""
        changed = replace(self, priority=priority)
        timing = replanned(self.timing, now, self.terms, changed.terms)
        return replace(changed, timing=timing, version=self.version + 1)

    def timed(self, timing: Timing) -> "Escalation":
        """Itself, when nothing about its time has changed."""
        if timing == self.timing:
            return self
        return replace(self, timing=timing, version=self.version + 1)

    def turned(self, timing: Timing, at: datetime) -> "Escalation":
        """By what happened at this moment it may be another's turn to act."""
        after = self.timed(timing)
        return self if after is self else replace(after, ownership=after.owned_from(at))

    def owned_from(self, at: datetime) -> tuple[Spell, ...]:
        """As whoever has it now has had it from this moment on."""
        return owned(
            self.ownership,
            self.assignee if self.status in HELD else None,
            at,
            self.promise.calendar,
            rests=self.terms.rests(self.timing.ball),
        )

    def decided(self, move: Move, decision: Decision) -> "Escalation":
        return replace(
            self.ended(move, decision.decided_by, decision.decided_at), decision=decision
        )

    def letting_run(
        self, type: DecisionType, by: Actor, now: datetime, *, note: str = ""
    ) -> Decision:
        """The decision that lets what stands on the card run."""
        reply, action = self.proposal.reply, self.proposal.action
        return Decision(
            type=type,
            decided_by=by,
            decided_at=now,
            reply=reply,
            action=action,
            action_digest=self.digest_of(reply, action),
            message=note,
        )

    def ended(self, move: Move, by: Actor, now: datetime) -> "Escalation":
        """What silence did is no answer: to the clocks it is the end of the time, whatever came."""
        ended = replace(
            self._moved_to(move, now, assignee=self.assignee), closed_by=by, closed_at=now
        )
        if by.type != "timeout":
            return ended
        in_time = min(now, self.expires_at)
        expired = replace(
            ended,
            timing=happened(self.timing, Event.EXPIRED, in_time, self.terms),
            ownership=self.ownership,
        )
        return replace(expired, ownership=expired.owned_from(in_time))

    def _moved_to(self, move: Move, now: datetime, *, assignee: Actor | None) -> "Escalation":
        status = after(self.status, move)
        if status is None:
            raise DecisionNotAllowed(f"A {self.status} escalation cannot be {move}d.")
        timing = happened(self.timing, _EVENTS[move], now, self.terms)
        moved = replace(
            self, status=status, assignee=assignee, timing=timing, version=self.version + 1
        )
        tenure = moved.held(now) if status in HELD else None
        free_since = now if status is Status.PENDING else self.free_since
        return replace(moved, tenure=tenure, ownership=moved.owned_from(now), free_since=free_since)

    def held(self, now: datetime) -> Tenure:
        """How long whoever takes it now may keep it."""
        first = self.timing.latest(ClockKind.FIRST_REPLY)
        answer_due = first.due_at if first and first.is_owed else None
        return begin(now, self.promise.calendar, answer_due)

    def in_time(self, now: datetime) -> datetime:
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

    def refuse_unless_open(self, now: datetime) -> None:
        self.refuse_closed()
        if now >= self.expires_at:
            raise Expired

    def refuse_unread(self, seen: int) -> None:
        if seen < self.content_version:
            raise ConversationMoved if self.moved else CardChanged
