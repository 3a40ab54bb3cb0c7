"""How much there was of everything, as somebody with a pencil finds it in plain lists."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.ports import JudgedTurn, Memory
from bot.rules.escalation import Escalation
from bot.rules.feedback import Opinion
from bot.rules.weekly.statistics import Rate
from tests.store.aftermath import Aftermath
from tests.store.lives import Life
from tests.store.slow_burden import SlowBurden

BY_PEOPLE = {"approved", "edited", "rejected", "responded", "handed_back", "resolved", "reviewed"}
WANTING = {"incomplete", "wrong", "unsafe"}


class SlowCounts(SlowBurden):
    def __init__(
        self, memory: Memory, lives: Sequence[Life], asides: Sequence[Aftermath], now: datetime
    ) -> None:
        super().__init__(memory, lives, now)
        self.turns_of_all = [each for life in lives for each in life.turns]
        self.aside = {each.life.id: each for each in asides}
        self.life = {each.id: each for each in lives}
        self.rated_by = [each for of in asides for each in of.ratings.values()]
        self.hidden: frozenset[str] = frozenset()

    @property
    def judged(self) -> list[JudgedTurn]:
        return [each for each in self.turns_of_all if each.judged_at in self.window]

    def is_ours(self, turn: JudgedTurn) -> bool:
        """People of this queue were asked about it."""
        if turn.escalation_id is None:
            return False
        life = self.life[turn.escalation_id]
        return life.had_by(self.queue, life.log[0].at)

    @property
    def asked(self) -> list[JudgedTurn]:
        return [each for each in self.judged if self.is_ours(each)]

    def turns(self) -> int:
        return len(self.judged)

    def escalated_turns(self) -> int:
        return len(self.asked)

    def conversations(self) -> int:
        return len({each.key.conversation_id for each in self.judged})

    def escalated_conversations(self) -> int:
        return len({each.key.conversation_id for each in self.asked})

    def turns_by_reason(self) -> dict[str, int]:
        return dict(Counter(self.reason(each) for each in self.asked))

    def conversations_by_reason(self) -> dict[str, int]:
        both = {(self.reason(each), each.key.conversation_id) for each in self.asked}
        return dict(Counter(reason for reason, _ in both))

    def reason(self, turn: JudgedTurn) -> str:
        return str(self.life[turn.escalation_id or ""].script.reason)

    def of_turns_by_topic(self) -> dict[str, Rate]:
        topics = Counter(each.turn.topic for each in self.asked if not self.is_hidden(each))
        topics.pop("", None)
        return {
            topic: Rate(cases, sum(each.turn.topic == topic for each in self.judged))
            for topic, cases in topics.items()
        }

    def is_hidden(self, turn: JudgedTurn) -> bool:
        return self.records[turn.escalation_id or ""].promise.queue in self.hidden

    def topics(self) -> dict[str, int]:
        told = [
            each for each in self.begun if self.records[each.id].promise.queue not in self.hidden
        ]
        return dict(Counter(each.script.topic for each in told if each.script.topic))

    def began(self) -> dict[str, int]:
        return dict(Counter(str(each.script.reason) for each in self.begun))

    def approvals(self) -> dict[str, int]:
        return dict(sum((Counter(each) for each in self.mix().values()), Counter[str]()))

    def rated(self) -> Rate:
        could = self.judged if self.queue is None else self.asked
        said = {each.turn for each in self.rated_by}
        return Rate(sum(each.id in said for each in could), len(could))

    def ratings(self) -> dict[str, int]:
        about = {each.id for each in self.turns_of_all if self.queue is None or self.is_ours(each)}
        heard = (each for each in self.rated_by if each.at in self.window and each.turn in about)
        return dict(Counter(each.rating for each in heard))

    def accurate(self) -> Rate:
        out = {each.id for each in self.turns_of_all if self.went_out(each)}
        heard = [each for each in self.rated_by if each.at in self.window and each.turn in out]
        return Rate(sum(each.rating == "good" for each in heard), len(heard))

    def went_out(self, turn: JudgedTurn) -> bool:
        """In the agent's own words: approved as they were, or without anybody being asked."""
        if turn.escalation_id is None:
            return self.queue is None and turn.verdict in ("pass", "sample")
        return self.is_ours(turn) and str(self.records[turn.escalation_id].status) == "approved"

    def by_people(self, case: Escalation) -> bool:
        ending = next(
            each for each in reversed(self.life[case.id].log) if each.at == case.closed_at
        )
        return str(case.status) in BY_PEOPLE and ending.by.type == "human"

    @property
    def opinions(self) -> list[Opinion]:
        found = (self.aside[life.id].opinion for life, case in self.ended() if self.by_people(case))
        return [each for each in found if each]

    def closed_by_people(self) -> int:
        return sum(self.by_people(case) for _, case in self.ended())

    def appraised(self) -> dict[str, int]:
        return dict(Counter(str(each.answer) for each in self.opinions))

    def whys(self) -> dict[str, int]:
        return dict(Counter(str(each.why) for each in self.opinions if each.why))

    def needed(self) -> int:
        return sum(each.needed is True for each in self.opinions)

    def not_needed(self) -> int:
        return sum(each.needed is False for each in self.opinions)

    def closure(self) -> Rate:
        corrected = [life for life, case in self.ended() if self.is_corrected(life, case)]
        return Rate(sum(bool(self.aside[each.id].places) for each in corrected), len(corrected))

    def is_corrected(self, life: Life, case: Escalation) -> bool:
        opinion = self.aside[life.id].opinion
        if opinion and str(opinion.answer) in WANTING:
            return True
        return self.by_people(case) and str(case.status) in {"edited", "rejected", "responded"}

    @property
    def left(self) -> list[Life]:
        return [each for each in self.all if self.is_open(each, self.until)]

    def backlog(self) -> int:
        return len(self.left)

    def oldest_seconds(self) -> float | None:
        began = [each.log[0].at for each in self.left]
        return (self.until - min(began)).total_seconds() if began else None
