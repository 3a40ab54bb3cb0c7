"""What became of what agents asked in the demo's past: somebody decides, in time or not."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.demo.aftermath import ANSWERS, SAYS_HOW_IT_WAS
from bot.commands.demo.archive.record import TEAM, opened, passed, saved
from bot.ports import Memory
from bot.rules.approvers import Actor, id_in_slack
from bot.rules.correction import Applied, is_correction
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject, Respond
from bot.rules.escalation import Escalation
from bot.rules.feedback import Answer, Opinion, Why, appraisal_of
from bot.rules.status import Kind
from bot.rules.turn import Reply, Turn

QUICK, SLOW = 70.0, 520.0  # seconds in which somebody takes it, and many take longer
TAKEN_FIRST, FORGOTTEN, NOBODY_CAME = 0.5, 0.05, 0.05
NOT_NEEDED, EDITS, REJECTS, APPLIED = 0.2, 0.2, 0.15, 0.4
DUPLICATED = 0.04
LEARNT = Actor(type="agent", id="key_demo", name="demo")
PEOPLE = tuple(
    Actor(type="human", id=id_in_slack(TEAM, user), name=name)
    for user, name in (("U0ANA", "Ana"), ("U0ANA", "Ana"), ("U0BEN", "Ben"))
)
"""Ana has two of three."""
WHYS = (Why.MISSING_KNOWLEDGE, Why.MISSING_KNOWLEDGE, Why.POLICY, Why.MISSING_TOOL, Why.UNCLEAR)
WORDS = ("The price list is from last year.", "It should have asked for the order number.", "")


@dataclass(frozen=True, slots=True)
class Asked:
    dice: random.Random

    def live(
        self, memory: Memory, case: Escalation, turn: Turn, *, nobody_comes: bool = False
    ) -> None:
        posted = case.created_at + timedelta(seconds=self.dice.uniform(0.2, 1.5))
        case = opened(memory, case, turn, posted)
        if nobody_comes or self.dice.random() < NOBODY_CAME:
            passed(memory, case, case.expires_at)
            return
        person, at = self.dice.choice(PEOPLE), posted
        if self.dice.random() < TAKEN_FIRST:
            at += self.wait()
            case = self._taken(memory, case, person, at)
            at += timedelta(minutes=35 if self.dice.random() < FORGOTTEN else 0)
        at += self.wait()
        case = passed(memory, case, at)
        if case.is_open:
            self._decided(memory, case, person, at)

    def wait(self) -> timedelta:
        """Most come soon, few just before the time is up or after it."""
        return timedelta(seconds=QUICK * self.dice.random() + self.dice.expovariate(1 / SLOW))

    def _taken(self, memory: Memory, case: Escalation, person: Actor, at: datetime) -> Escalation:
        case = passed(memory, case, at)
        if not case.is_open:
            return case
        if self.dice.random() < DUPLICATED:
            memory.suppress(case.id, "press", at)
        return saved(memory, case, case.claim(person, at), "claimed", at, by=person)

    def _decided(self, memory: Memory, was: Escalation, person: Actor, at: datetime) -> None:
        done = after_choice(was, self._choice(was), person, at, seen=was.version)
        saved(memory, was, done, "decided", at, by=person)
        self.appraise(memory, done, person, at)

    def _choice(self, case: Escalation) -> Choice:
        if case.kind is Kind.INPUT:
            return Respond(response={"address": "new"})
        luck = self.dice.random()
        if luck < REJECTS:
            return Reject(reason=self.dice.choice(("Not correct", "Wrong tone")))
        return self._edit(case) if luck < REJECTS + EDITS else Approve()

    def _edit(self, case: Escalation) -> Choice:
        reply, action = case.proposal.reply, case.proposal.action
        if reply:
            return Edit(reply=Reply(text=f"{reply.text} Is there anything else?"))
        if action and "amount" in action.args:
            return Edit(args={**action.args, "amount": 99.0})
        return Approve()

    def appraise(self, memory: Memory, case: Escalation, person: Actor, at: datetime) -> None:
        """One click, or the form; some of what was corrected is put to use. A customer who wanted a
        person had no answer of an agent.
        """
        if self.dice.random() < SAYS_HOW_IT_WAS:
            is_talk = case.kind is Kind.HANDOFF
            said = Opinion(
                answer=Answer.NONE_GIVEN if is_talk else Answer(self.dice.choice(ANSWERS)),
                needed=self.dice.random() >= NOT_NEEDED,
                why=self.dice.choice((None, *WHYS)),
                words=self.dice.choice(WORDS),
            )
            memory.save_appraisal(appraisal_of(case, said, person, at))
        if is_correction(case, memory.appraisal(case.id)) and self.dice.random() < APPLIED:
            when = at + timedelta(hours=self.dice.uniform(1, 4))
            memory.apply(case, Applied(place="prompt v7", at=when, by=LEARNT))
