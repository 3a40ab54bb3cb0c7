"""What the demo's desk remembers of the weeks before: written into its record by its own rules.

These cases have no cards in the workspace, which would take longer than anybody waits for a demo.
Those of the last days are lived through (`history`).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.commands.demo import scripts
from bot.commands.demo.aftermath import ANSWERS, RATES, RATINGS, SAYS_HOW_IT_WAS
from bot.ports import AuditLine, Desk, JudgedTurn, Memory
from bot.rules.approvers import TIMEOUT, Actor
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject, Respond
from bot.rules.escalation import Escalation, Thread
from bot.rules.expiring import after_silence
from bot.rules.feedback import Answer, Opinion, Rating, appraisal_of
from bot.rules.json import Json
from bot.rules.opening import open_escalation
from bot.rules.policy import Judgement, PastConversation, Verdict
from bot.rules.status import Kind
from bot.rules.turn import Reply, Turn, key_of
from handlers.gateway.wire import TurnIn

WORKSPACE, TEAM = "default", "T0SANDBOX"
FAMILIAR, TAKEN_FIRST = 0.4, 0.5
NOT_NEEDED, NOBODY_CAME, EDITS, REJECTS = 0.2, 0.07, 0.2, 0.15
QUICK, SLOW = 90.0, 1_100.0  # seconds in which somebody takes it, and few take longer
AGENT = Actor(type="agent", id="key_demo", name="demo")
PEOPLE = tuple(
    Actor(type="human", id=f"slack:{TEAM}/{user}", name=name)
    for user, name in (("U0ANA", "Ana"), ("U0BEN", "Ben"))
)
UNSURE = (
    ("invoice copy", "Can you send me the invoice of March again?", "I have sent it to you."),
    ("delivery date", "When does the blue kettle come?", "It comes on Tuesday."),
    ("warranty", "Is a second-hand grinder under warranty?", "Yes, whoever owns it."),
    ("cancel trial", "I want to stop my trial.", "It ends today, and nothing is charged."),
)
NEWS = (("SEPA mandate", "Why do I have to sign a new mandate?", "The old one has run out."),) * 3
"""What customers began to ask in the last week of them."""


@dataclass(frozen=True, slots=True)
class Archive:
    desk: Desk
    dice: random.Random
    numbers: "count[int]"

    async def remember(self, moments: Sequence[datetime], *, news_since: datetime) -> None:
        await self.desk.store.write(lambda memory: self._write(memory, moments, news_since))

    def _write(self, memory: Memory, moments: Sequence[datetime], news_since: datetime) -> None:
        for at in moments:
            self._one(memory, self._turn(at >= news_since), at)

    def _turn(self, is_new: bool) -> Turn:
        names = {"conversation_id": f"past-{next(self.numbers)}", "turn_id": "t-1"}
        script = self._script(is_new)
        return TurnIn.model_validate({**names, "agent": scripts.AGENT, **script}).to_turn()

    def _script(self, is_new: bool) -> Json:
        """One of those that the demo goes on with, or something that agents are less sure of."""
        if self.dice.random() < FAMILIAR:
            return self.dice.choice(scripts.DAY)
        topic, asked, reply = self.dice.choice((*UNSURE, *NEWS) if is_new else UNSURE)
        return {
            "topic": topic,
            "messages": [{"id": "m1", "role": "customer", "text": asked}],
            "reply": {"text": reply},
            "confidence": round(self.dice.triangular(0.3, 1.0, 0.9), 2),
        }

    def _one(self, memory: Memory, turn: Turn, at: datetime) -> None:
        policy = self.desk.policies.current
        judgement = policy.judge(turn, PastConversation(), dice=1.0)
        held = judgement.verdict is Verdict.HOLD
        id = self.desk.new_id("esc") if held else None
        judged = self._judged(turn, judgement, at, id)
        memory.add_turn(judged)
        if self.dice.random() < RATES:
            memory.save_rating(self._rating(judged, at))
        if id:
            self._live(
                memory, open_escalation(turn, judgement, id=id, workspace=WORKSPACE, now=at), turn
            )

    def _judged(
        self, turn: Turn, judgement: Judgement, at: datetime, escalation: str | None
    ) -> JudgedTurn:
        return JudgedTurn(
            id=self.desk.new_id("trn"),
            key=key_of(turn, WORKSPACE),
            turn=turn,
            fingerprint="",
            verdict=judgement.verdict,
            rule=judgement.rule,
            policy_version=judgement.policy_version,
            judged_at=at,
            escalation_id=escalation,
        )

    def _rating(self, judged: JudgedTurn, at: datetime) -> Rating:
        later = at + timedelta(minutes=self.dice.uniform(5, 600))
        word = self.dice.choice(RATINGS)
        return Rating(turn=judged.id, key_id=AGENT.id, workspace=WORKSPACE, rating=word, at=later)

    def _live(self, memory: Memory, case: Escalation, turn: Turn) -> None:
        memory.add(case, turn=turn)
        posted = case.created_at + timedelta(seconds=self.dice.uniform(0.2, 1.5))
        memory.link_thread(case.id, _thread(case, posted))
        if self.dice.random() < NOBODY_CAME:
            at = case.expires_at + timedelta(seconds=1)
            _save(memory, case, after_silence(case, at), "expired", at, TIMEOUT, "clock")
            return
        person, at = self.dice.choice(PEOPLE), posted
        taken = case
        if self.dice.random() < TAKEN_FIRST:
            at += timedelta(seconds=self._wait(case))
            taken = _save(memory, case, case.claim(person, at), "claimed", at, person)
        at += timedelta(seconds=self._wait(case))
        done = after_choice(taken, self._choice(taken), person, at, seen=taken.version)
        done = _save(memory, taken, done, "decided", at, person)
        self._appraise(memory, done, person, at)

    def _wait(self, case: Escalation) -> float:
        """Most come soon, some just before the time is up."""
        longest = 0.45 * (case.expires_at - case.created_at).total_seconds()
        return min(longest, QUICK + self.dice.expovariate(1 / SLOW) / 2)

    def _choice(self, case: Escalation) -> Choice:
        if case.kind is Kind.INPUT:
            return Respond(response={"address": "new"})
        luck = self.dice.random()
        if luck < REJECTS:
            return Reject(reason="Not correct")
        if luck < REJECTS + EDITS and case.proposal.reply:
            return Edit(reply=Reply(text=f"{case.proposal.reply.text} Is there anything else?"))
        return Approve()

    def _appraise(self, memory: Memory, case: Escalation, person: Actor, at: datetime) -> None:
        if self.dice.random() < SAYS_HOW_IT_WAS:
            said = Opinion(
                answer=Answer(self.dice.choice(ANSWERS)), needed=self.dice.random() >= NOT_NEEDED
            )
            memory.save_appraisal(appraisal_of(case, said, person, at))


def _save(
    memory: Memory,
    was: Escalation,
    now_is: Escalation,
    change: str,
    at: datetime,
    by: Actor,
    channel: str = "slack",
) -> Escalation:
    memory.save(now_is, was=was, change=change, at=at)
    memory.note(AuditLine(escalation_id=was.id, at=at, actor=by, channel=channel, action=change))
    return now_is


def _thread(case: Escalation, posted: datetime) -> Thread:
    """Where nobody can be led to."""
    return Thread(
        team=TEAM,
        channel=case.promise.channel,
        root_ts=f"archived-{case.id}",
        permalink="",
        posted_at=posted,
    )
