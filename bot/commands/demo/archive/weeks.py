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
from bot.commands.demo.aftermath import RATES, RATINGS
from bot.commands.demo.archive.asked import LEARNT, Asked
from bot.commands.demo.archive.record import WORKSPACE
from bot.commands.demo.archive.talks import OVER_THE_WEEKEND, Talks
from bot.ports import Desk, JudgedTurn, Memory
from bot.rules.feedback import Rating
from bot.rules.json import Json
from bot.rules.opening import open_escalation
from bot.rules.policy import Judgement, PastConversation, Verdict
from bot.rules.turn import Turn, key_of
from handlers.gateway.wire import TurnIn

FAMILIAR, WANTS_A_PERSON, ASKS_AGAIN = 0.45, 0.08, 0.07
FRIDAY, AN_HOUR, LUNCH = 4, timedelta(hours=1), timedelta(hours=5)
USUAL = (*scripts.DAY, scripts.BIG_REFUND, scripts.BIG_REFUND)
UNSURE = (
    ("invoice copy", "Can you send me the invoice of March again?", "I have sent it to you."),
    ("delivery date", "When does the blue kettle come?", "It comes on Tuesday."),
    ("warranty", "Is a second-hand grinder under warranty?", "Yes, whoever owns it."),
    ("cancel trial", "I want to stop my trial.", "It ends today, and nothing is charged."),
)
NEWS = (("SEPA mandate", "Why do I have to sign a new mandate?", "The old one has run out."),) * 3
"""What customers began to ask in the last week of them."""


def archive(
    desk: Desk, dice: random.Random, numbers: "count[int]", *, news_since: datetime
) -> "Archive":
    asked = Asked(dice)
    return Archive(
        desk=desk,
        dice=dice,
        numbers=numbers,
        news_since=news_since,
        asked=asked,
        talks=Talks(desk, dice, asked),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    desk: Desk
    dice: random.Random
    numbers: "count[int]"
    news_since: datetime
    asked: Asked
    talks: Talks

    async def remember(self, moments: Sequence[datetime], until: datetime) -> None:
        """Those who came, and whatever came back by then of those before."""
        await self.desk.store.write(lambda memory: self._write(memory, moments, until))

    def _write(self, memory: Memory, moments: Sequence[datetime], until: datetime) -> None:
        for at in moments:
            if self.dice.random() < WANTS_A_PERSON:
                self.talks.live(memory, self._name(), at)
            else:
                self._asks(memory, at)
        for at in _fridays(moments):
            turn = _turn(scripts.UNSURE_REPLY, self._name(), "t-1")
            self._hands_over(memory, turn, at - LUNCH, nobody_comes=True)
            if at + OVER_THE_WEEKEND + AN_HOUR < until:
                self.talks.live(memory, self._name(), at, rests=OVER_THE_WEEKEND)
        self.talks.come_back(memory, until - AN_HOUR)

    def _name(self) -> str:
        return f"past-{next(self.numbers)}"

    def _asks(self, memory: Memory, at: datetime) -> None:
        """Some ask again on the same day, about the same."""
        name, script = self._name(), self._script(at >= self.news_since)
        self._hands_over(memory, _turn(script, name, "t-1"), at)
        if self.dice.random() < ASKS_AGAIN:
            later = at + timedelta(minutes=self.dice.uniform(70, 200))
            self._hands_over(memory, _turn(script, name, "t-2"), later)

    def _script(self, is_new: bool) -> Json:
        """One of those that the demo goes on with, or something that agents are less sure of."""
        if self.dice.random() < FAMILIAR:
            return self.dice.choice(USUAL)
        topic, asked, reply = self.dice.choice((*UNSURE, *NEWS) if is_new else UNSURE)
        return {
            "topic": topic,
            "messages": [{"id": "m1", "role": "customer", "text": asked}],
            "reply": {"text": reply},
            "confidence": round(self.dice.triangular(0.3, 1.0, 0.7), 2),
        }

    def _hands_over(
        self, memory: Memory, turn: Turn, at: datetime, *, nobody_comes: bool = False
    ) -> None:
        judgement = self.desk.policies.current.judge(turn, PastConversation(), dice=1.0)
        held = judgement.verdict is Verdict.HOLD
        id = self.desk.new_id("esc") if held else None
        judged = self._judged(turn, judgement, at, id)
        memory.add_turn(judged)
        if self.dice.random() < RATES:
            memory.save_rating(self._rating(judged, at))
        if id:
            case = open_escalation(turn, judgement, id=id, workspace=WORKSPACE, now=at)
            self.asked.live(memory, case, turn, nobody_comes=nobody_comes)

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
        later = at + timedelta(minutes=self.dice.uniform(5, 240))
        word = self.dice.choice(RATINGS)
        return Rating(turn=judged.id, key_id=LEARNT.id, workspace=WORKSPACE, rating=word, at=later)


def _turn(script: Json, conversation: str, id: str) -> Turn:
    names = {"conversation_id": conversation, "turn_id": id}
    return TurnIn.model_validate({**names, "agent": scripts.AGENT, **script}).to_turn()


def _fridays(moments: Sequence[datetime]) -> list[datetime]:
    """Late in the day."""
    days = {each.replace(hour=16, minute=40) for each in moments if each.weekday() == FRIDAY}
    return sorted({each.date(): each for each in days}.values())
