"""Lives of escalations from a script that Hypothesis writes, and a plain log of what happened."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bot.ports import AuditLine, JudgedTurn, Memory
from bot.rules.approvers import SYSTEM, TIMEOUT, Actor
from bot.rules.calendars.calendar import Calendar
from bot.rules.climbing import climb
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject
from bot.rules.escalation import Escalation, Thread
from bot.rules.on_time import at as passed
from bot.rules.opening import open_escalation
from bot.rules.policy import OnTimeout, Priority, Queue, Reason, Stakes, Verdict
from bot.rules.status import MOVES, Kind, Move, Status
from bot.rules.turn import Message, Reply, key_of
from bot.rules.waiting import may_wait_elsewhere, no_reply_needed, owes_words, waits_elsewhere
from tests.calendars import a_calendar
from tests.makers import AGENT, BEN, NINE, a_judgement, a_queue, a_turn

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana")
BEN_DID = Actor(type="human", id=BEN.id, name="Ben")
SLA = {"claim": 900.0, "first_reply": 3_600.0, "next_reply": 1_800.0, "decision": 3_600.0}
LEADS = {"usergroup": "S0LEADS"}
LADDER = (
    {"after": 3_600.0, "notify": [LEADS]},
    {"after": 7_200.0, "notify": [{"user": "U0MIA"}]},
)
QUEUES = {
    "refunds": a_queue(
        sla={**SLA, "resolution": 28_800.0, "claim": {Priority.HIGH: 60.0, Priority.NORMAL: 900.0}},
        hours=a_calendar(),
        timeout=200_000.0,
        ladder=LADDER,
        ladder_repeats=1,
    ),
    "support": a_queue(name="support", sla=SLA, timeout=90_000.0, ladder=LADDER, ladder_repeats=0),
    "sales": a_queue(name="sales", hours=a_calendar("Asia/Kolkata"), timeout=400_000.0),
}
WORDS = (
    *("posted", "claimed", "taken_over", "replied", "replied", "wrote", "approved", "edited"),
    *("resolved", "handed_back", "cancelled", "reopened", "transferred", "looked_at", "dismissed"),
    *("elsewhere", "elsewhere", "rejected", "superseded", "prioritised", "looked_at", "judged"),
)
CHOICES: dict[str, Choice] = {
    "approved": Approve(),
    "edited": Edit(reply=Reply(text="Other words.")),
    "rejected": Reject(reason="Too much"),
}
PASSING = ("pass", "sample", "block")
CONFIDENT = (0.95, 0.15)
LEFT = (frozenset[str](), frozenset({"S0LEADS"}), frozenset({"S0LEADS", "U0MIA"}))
DAYS = 10


MIDNIGHTS = [(24 * day - 9) * 60 for day in (1, 7, 7, 8)]


def midnight_after(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Deed:
    """So many minutes after the one before, or at the next midnight (UTC), where weeks end; `pick`
    chooses where a word can mean more than one thing.
    """

    word: str
    after: int
    pick: int = 0
    at_midnight: bool = False

    def at(self, before: datetime) -> datetime:
        at = before + timedelta(minutes=self.after)
        return midnight_after(at) if self.at_midnight else at


@dataclass(frozen=True, kw_only=True)
class Script:
    """Minutes since the first Monday at nine, and then from deed to deed."""

    queue: str
    is_handoff: bool
    begins: int
    wrote_before: int
    stakes: Stakes
    on_timeout: OnTimeout
    confidence: float | None
    topic: str
    conversation: int
    passed: tuple[float | None, ...]
    deeds: tuple[Deed, ...]
    reason: Reason = Reason.POLICY
    monday: datetime = NINE


CONFIDENCE = st.sampled_from([None, 0.05, 0.3, 0.5, 0.55, 0.7, 1.0])
DEEDS = st.lists(
    st.builds(
        Deed,
        word=st.sampled_from(WORDS),
        after=st.integers(1, 2_000),
        pick=st.integers(0, 11),
        at_midnight=st.sampled_from([False] * 5 + [True]),
    ),
    max_size=9,
).map(tuple)
SCRIPTS = st.lists(
    st.builds(
        Script,
        queue=st.sampled_from(sorted(QUEUES)),
        is_handoff=st.booleans(),
        begins=st.integers(0, DAYS * 24 * 60) | st.sampled_from(MIDNIGHTS),
        wrote_before=st.integers(0, 90),
        stakes=st.sampled_from(Stakes),
        on_timeout=st.sampled_from([OnTimeout.REJECT, OnTimeout.APPROVE]),
        confidence=CONFIDENCE,
        topic=st.sampled_from(["", "refund", "invoice"]),
        conversation=st.integers(1, 4),
        passed=st.lists(CONFIDENCE, max_size=3).map(tuple),
        deeds=DEEDS,
        reason=st.sampled_from([Reason.POLICY, Reason.HIGH_STAKES, Reason.SAMPLED]),
    ),
    min_size=1,
    max_size=12,
)


THANKED = Script(
    queue="refunds",
    is_handoff=True,
    begins=60,
    wrote_before=5,
    stakes=Stakes.NORMAL,
    on_timeout=OnTimeout.REJECT,
    confidence=0.5,
    topic="refund",
    conversation=1,
    passed=(),
    deeds=tuple(
        Deed(word=word, after=10)
        for word in ("posted", "taken_over", "replied", "wrote", "dismissed", "wrote", "replied")
    ),
)
"""A customer who says thank you, which nobody answers, and then asks once more."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What happened, when, by whom, and whose it was before that and after; `change` is how the
    record calls it.
    """

    word: str
    at: datetime
    by: Actor
    change: str
    was_of: str
    queue: str
    calendar: Calendar | None


@dataclass
class Life:
    """Plays a script into the record, as the flows write it."""

    memory: Memory
    script: Script
    workspace: str
    id: str
    log: list[Entry] = field(default_factory=list)
    turns: list[JudgedTurn] = field(default_factory=list)

    def had_by(self, queue: str | None, at: datetime) -> bool:
        """What happened at that very moment was still of whoever had it before."""
        before = [each for each in self.log if each.at < at]
        return queue in (None, before[-1].queue if before else self.log[0].was_of)

    def live(self) -> None:
        at = self.script.monday + timedelta(minutes=self.script.begins)
        self.case = self._open(at)
        for deed in self.script.deeds:
            before, at = at, deed.at(at)
            if self.case.is_open and at >= self.case.expires_at:
                self._time_passes(at)
            else:
                self._do(deed, before, at)

    def _open(self, at: datetime) -> Escalation:
        wrote = at - timedelta(minutes=self.script.wrote_before)
        turn = a_turn(
            self.id,
            conversation_id=f"conv-{self.script.conversation}",
            topic=self.script.topic,
            confidence=self.script.confidence,
            messages=(
                Message(id="m0", role="agent", text="Hello.", at=wrote - timedelta(hours=1)),
                Message(id="m1", role="customer", text="Hello?", at=wrote),
            ),
        )
        judgement = a_judgement(
            QUEUES[self.script.queue],
            verdict=Verdict.HANDOFF if self.script.is_handoff else Verdict.HOLD,
            stakes=self.script.stakes,
            on_timeout=self.script.on_timeout,
            reason=self.script.reason,
        )
        case = open_escalation(turn, judgement, id=self.id, workspace=self.workspace, now=at)
        self.memory.add(case, turn=turn)
        self._judged("held", self.script.confidence, at, case.id)
        for number, confidence in enumerate(self.script.passed):
            self._judged(f"passed{number}", confidence, at, None)
        self._log("opened", at, case, case, by=AGENT)
        return case

    def _judged(
        self, name: str, confidence: float | None, at: datetime, escalation_id: str | None
    ) -> None:
        turn = a_turn(
            f"{self.id}_{name}",
            conversation_id=f"conv-{self.script.conversation}",
            topic=self.script.topic,
            confidence=confidence,
        )
        judged = JudgedTurn(
            id=f"trn_{self.id}_{name}",
            key=key_of(turn, self.workspace),
            turn=turn,
            fingerprint="f",
            verdict="hold" if escalation_id else PASSING[len(self.turns) % len(PASSING)],
            rule="r",
            policy_version="abc123",
            judged_at=at,
            escalation_id=escalation_id,
        )
        self.memory.add_turn(judged)
        self.turns.append(judged)

    def _do(self, deed: Deed, before: datetime, at: datetime) -> None:
        case, word = self.case, deed.word
        match word:
            case "posted" if case.thread is None:
                root = Thread(team="T", channel="C", root_ts=f"1.{self.id}", posted_at=at)
                self.memory.link_thread(case.id, root)
                self._log("posted", at, case, case, by=AGENT)
                self.case = self.memory.escalation(case.id)
            case "claimed" if self._may(Move.CLAIM):
                self._did("claimed", case.claim(ANA_DID, at), at)
            case "taken_over" if self._may(Move.TAKE_OVER):
                self._did("taken_over", case.take_over(BEN_DID, at, since="1.0"), at, by=BEN_DID)
            case "replied" if case.is_live:
                acted = max(before, at - timedelta(minutes=1))
                self._did("answered", case.replied(acted, at), at, log="replied")
            case "wrote" if case.is_open:
                self._did("customer_wrote", case.customer_wrote(at), at, log="wrote")
            case "approved" | "edited" | "rejected" if self._may_decide():
                done = after_choice(case, CHOICES[word], ANA_DID, at, seen=case.version)
                self._did("decided", done, at)
            case "resolved" | "handed_back" | "cancelled" | "superseded" if case.is_open:
                self._end(word, at)
            case "reopened" | "transferred":
                self._begins_anew(word, at)
            case "dismissed" | "elsewhere" if case.assignee == BEN_DID:
                self._another_acts(word, at)
            case "looked_at" if case.is_open:
                self._time_passes(at)
                self._climbs(at, gone=LEFT[deed.pick % len(LEFT)])
            case _:
                self._beside(deed, at)

    def _beside(self, deed: Deed, at: datetime) -> None:
        if deed.word == "prioritised" and self.case.is_open:
            other = (Priority.HIGH, Priority.NORMAL)[deed.pick % 2]
            self._did(deed.word, self.case.with_priority(other, at), at)
        if deed.word == "judged":
            self._judged(f"later{len(self.turns)}", CONFIDENT[deed.pick % 2], at, None)

    def _begins_anew(self, word: str, at: datetime) -> None:
        if word == "reopened" and self._may(Move.REOPEN):
            self._did(word, self.case.reopen(at), at, by=AGENT)
        if word == "transferred" and self._may(Move.TRANSFER):
            self._did(word, self.case.transfer(self._other(), at), at)

    def _may_decide(self) -> bool:
        return self._may(Move.APPROVE) and self.case.kind is Kind.APPROVAL

    def _another_acts(self, word: str, at: datetime) -> None:
        case = self.case
        if word == "dismissed" and owes_words(case):
            self._did("no_reply_needed", no_reply_needed(case, BEN_DID, at), at, log=word)
        if word == "elsewhere" and may_wait_elsewhere(case):
            self._did("third_party", waits_elsewhere(case, BEN_DID, at), at, log=word)

    def _end(self, word: str, at: datetime) -> None:
        case = self.case
        if word == "cancelled":
            self._did(word, case.cancel(AGENT, at), at, by=AGENT)
        elif word == "superseded":
            self._did(word, case.supersede(at), at, by=SYSTEM)
        else:
            end = case.resolve if word == "resolved" else case.hand_back
            self._did(word, end(ANA_DID, at), at)

    def _may(self, move: Move) -> bool:
        return (self.case.status, move) in MOVES

    def _other(self) -> Queue:
        names = sorted(QUEUES)
        return QUEUES[names[names.index(self.case.promise.queue) - 1]]

    def _time_passes(self, at: datetime) -> None:
        after = passed(self.case, at)
        word = "decided" if after.escalation.status is Status.APPROVED else "expired"
        if not after.is_over:
            called = "asked" if after.asked else "reminded"
            word = "breached" if after.broken else "lease_expired" if after.freed else called
        log = "time_was_up" if after.is_over else "looked_at"
        self._did(word, after.escalation, at, by=TIMEOUT, log=log)

    def _climbs(self, at: datetime, gone: frozenset[str]) -> None:
        """Each step that calls nobody is told of by itself."""
        step = climb(self.case, at, gone)
        for _ in step.skipped:
            self.memory.note(
                AuditLine(
                    escalation_id=self.id,
                    at=at,
                    actor=TIMEOUT,
                    channel="clock",
                    action="step_empty",
                )
            )
            self._log("step_empty", at, self.case, self.case, by=TIMEOUT)
        word = "climbed" if step.called else "waits"
        self._did(word, step.escalation, at, by=TIMEOUT)

    def _did(
        self, word: str, now_is: Escalation, at: datetime, *, by: Actor = ANA_DID, log: str = ""
    ) -> None:
        was, channel = self.case, "clock" if by == TIMEOUT else "slack"
        if now_is is was:
            return
        self.memory.save(now_is, was=was, change=word, at=at)
        self.memory.note(
            AuditLine(escalation_id=was.id, at=at, actor=by, channel=channel, action=word)
        )
        self._log(log or word, at, was, now_is, by=by, change=word)
        self.case = self.memory.escalation(was.id)

    def _log(
        self,
        word: str,
        at: datetime,
        was: Escalation,
        now_is: Escalation,
        *,
        by: Actor,
        change: str = "",
    ) -> None:
        self.log.append(
            Entry(
                word=word,
                at=at,
                by=by,
                change=change,
                was_of=was.promise.queue,
                queue=now_is.promise.queue,
                calendar=was.promise.calendar,
            )
        )
