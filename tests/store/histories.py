"""Made-up weeks: escalations that are claimed, decided, forgotten, reopened, and talked about."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.ports import AuditLine, JudgedTurn, Memory
from bot.rules.approvers import TIMEOUT, Actor
from bot.rules.correction import Applied, is_correction
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject
from bot.rules.escalation import Escalation
from bot.rules.expiring import after_silence
from bot.rules.feedback import Answer, Opinion, Rating, appraisal_of, may_be_appraised
from bot.rules.opening import open_escalation
from bot.rules.policy import OnTimeout, Reason, Stakes
from bot.rules.status import Kind
from bot.rules.turn import Reply, key_of
from tests.makers import AGENT, NINE, a_judgement, a_queue, a_turn

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana")
CHOICES: tuple[Choice, ...] = (
    Approve(),
    Edit(reply=Reply(text="Other words.")),
    Reject(reason="No"),
)
DAYS = 21


@dataclass
class History:
    """Writes what it does into the record, and keeps the ids of all of it."""

    memory: Memory
    dice: Random
    ids: list[str] = field(default_factory=list)
    turns: list[JudgedTurn] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)

    def some(self, cases: int) -> None:
        for number in range(cases):
            self._case(number)
        for number in range(2 * cases):
            self._turn(f"p-{number}", self._sometime(), None)

    def _sometime(self) -> datetime:
        return NINE + timedelta(minutes=self.dice.randrange(DAYS * 24 * 60))

    def _turn(self, name: str, at: datetime, escalation: str | None) -> None:
        turn = a_turn(name, conversation_id=f"conv-{self.dice.randrange(30)}")
        judged = JudgedTurn(
            id=f"trn_{name}",
            key=key_of(turn, "default"),
            turn=turn,
            fingerprint="f",
            verdict="hold" if escalation else "pass",
            rule="r",
            policy_version="abc123",
            judged_at=at,
            escalation_id=escalation,
        )
        self.memory.add_turn(judged)
        self.turns.append(judged)
        if self.dice.random() < 0.3:
            word = self.dice.choice(("good", "bad"))
            late = at + timedelta(hours=self.dice.randrange(48))
            rated = Rating(turn=judged.id, key_id="k", workspace="default", rating=word, at=late)
            self.memory.save_rating(rated)
            self.ratings.append(rated)

    def _case(self, number: int) -> None:
        at, name = self._sometime(), f"t-{number}"
        queue = a_queue(
            name=self.dice.choice(("refunds", "support")),
            timeout=float(self.dice.choice((1_800, 90_000))),
        )
        judgement = a_judgement(
            queue,
            stakes=Stakes.LOW,
            reason=self.dice.choice((Reason.POLICY, Reason.HIGH_STAKES)),
            on_timeout=self.dice.choice((OnTimeout.REJECT, OnTimeout.APPROVE)),
        )
        case = open_escalation(
            a_turn(name), judgement, id=f"esc_{number}", workspace="default", now=at
        )
        if self.dice.random() < 0.4:
            case = replace(case, kind=Kind.HANDOFF)
        self.memory.add(case, turn=a_turn(name))
        self.ids.append(case.id)
        self._turn(name, at, case.id)
        self._live(case, at)

    def _live(self, case: Escalation, at: datetime) -> None:
        for _ in range(self.dice.randrange(5)):
            at += timedelta(seconds=self.dice.randrange(1, 80_000))
            if case.is_open and at >= case.expires_at:
                case = self._did(case, after_silence(case, at), "", at, TIMEOUT, "clock")
            elif case.is_open:
                case = self._act(case, at)
            elif case.kind is Kind.HANDOFF and str(case.status) == "resolved":
                case = self._did(case, case.reopen(at), "reopened", at, AGENT, "api")
        if may_be_appraised(case) and self.dice.random() < 0.7:
            needed = self.dice.choice((None, True, False))
            said = Opinion(answer=self.dice.choice(tuple(Answer)), needed=needed)
            self.memory.save_appraisal(appraisal_of(case, said, ANA_DID, at))
        for place in self.dice.sample(("prompt v7", "article"), self.dice.randrange(3)):
            if is_correction(case, self.memory.appraisal(case.id)):
                self.memory.apply(case, Applied(place=place, at=at, by=AGENT))

    def _act(self, case: Escalation, at: datetime) -> Escalation:
        match self.dice.choice(("claim", "end", "end", "cancel")):
            case "claim":
                return self._did(case, case.claim(ANA_DID, at), "claimed", at, ANA_DID, "slack")
            case "cancel":
                return self._did(case, case.cancel(AGENT, at), "cancelled", at, AGENT, "api")
            case _ if case.kind is Kind.HANDOFF:
                return self._did(case, case.resolve(ANA_DID, at), "resolved", at, ANA_DID, "slack")
            case _:
                choice = self.dice.choice(CHOICES)
                done = after_choice(case, choice, ANA_DID, at, seen=case.version)
                return self._did(case, done, "decided", at, ANA_DID, "slack")

    def _did(
        self, was: Escalation, now_is: Escalation, word: str, at: datetime, *by: Any
    ) -> Escalation:
        actor, channel = by
        change = word or ("expired" if str(now_is.status) == "expired" else "decided")
        self.memory.save(now_is, was=was, change=change, at=at)
        line = AuditLine(escalation_id=was.id, at=at, actor=actor, channel=channel, action=change)
        self.memory.note(line)
        return now_is
