"""Customers of the demo's past who wanted a person: answered soon or late, some of them twice."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.commands.demo.archive.asked import PEOPLE, Asked
from bot.commands.demo.archive.record import TEAM, WORKSPACE, opened, passed, saved
from bot.ports import Desk, Memory
from bot.rules.approvers import Actor
from bot.rules.conversation import Item, ItemState, ItemType
from bot.rules.escalation import Escalation
from bot.rules.opening import open_escalation
from bot.rules.policy import PastConversation
from bot.steps.request import Request, turn_for
from bot.steps.stream import append

WISH = "Can I talk to a person, please?"
TOPICS = ("order", "refund", "subscription", "")
SAID = "I am looking into it."
MOST_ANSWERS = 3
TAKES_LONG, FAILS, CORRECTED, TAKEN_BACK, WITHOUT_FILE = 0.12, 0.03, 0.05, 0.04, 0.03
COMES_BACK = 0.3
OVER_THE_WEEKEND = timedelta(days=2, hours=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComesBack:
    """A customer who will ask again about the same, and whom it was."""

    at: datetime
    case: Escalation
    person: Actor


@dataclass(frozen=True, slots=True)
class Talks:
    desk: Desk
    dice: random.Random
    asked: Asked
    coming_back: list[ComesBack] = field(default_factory=list[ComesBack])

    def live(
        self, memory: Memory, name: str, at: datetime, *, rests: timedelta = timedelta()
    ) -> None:
        """`rests`: how long the customer then says nothing, and it stays open."""
        case = self._wish(memory, name, at)
        person = self.dice.choice(PEOPLE)
        self._talk(memory, case, person, at + self.asked.wait(), rests)

    def come_back(self, memory: Memory, until: datetime) -> None:
        """Those who did by then."""
        due = [each for each in self.coming_back if each.at < until]
        self.coming_back[:] = [each for each in self.coming_back if each.at >= until]
        for each in due:
            was = memory.escalation(each.case.id)
            again = saved(memory, was, was.reopen(each.at), "reopened", each.at)
            self._talk(memory, again, each.person, each.at + self.asked.wait(), timedelta())

    def _wish(self, memory: Memory, name: str, at: datetime) -> Escalation:
        request = Request(message=WISH, topic=self.dice.choice(TOPICS))
        id = self.desk.new_id("esc")
        turn = turn_for(memory, memory.conversation(WORKSPACE, name), request, id=id)
        judgement = self.desk.policies.current.handoff(turn, PastConversation())
        case = open_escalation(turn, judgement, id=id, workspace=WORKSPACE, now=at)
        return opened(memory, case, turn, at + timedelta(seconds=self.dice.uniform(0.2, 1.5)))

    def _talk(
        self, memory: Memory, case: Escalation, person: Actor, at: datetime, rests: timedelta
    ) -> None:
        for number in range(self.dice.randint(1, MOST_ANSWERS)):
            if number:
                case, at = self._asks_on(memory, case, at)
            case, at = self._answers(memory, case, person, at)
        if rests:
            case, at = self._asks_on(memory, case, at + rests)
            case, at = self._answers(memory, case, person, at)
        self._end(memory, case, person, at)

    def _asks_on(
        self, memory: Memory, case: Escalation, at: datetime
    ) -> tuple[Escalation, datetime]:
        """What it is, and when somebody comes to answer."""
        case = passed(memory, case, at)
        if case.is_open:
            case = saved(memory, case, case.customer_wrote(at), "customer_wrote", at)
        return case, at + self._until_answered()

    def _answers(
        self, memory: Memory, case: Escalation, person: Actor, at: datetime
    ) -> tuple[Escalation, datetime]:
        """What it is, and when the customer has read it."""
        case = self._at_it(memory, case, person, at)
        if case.is_live:
            case = self._says(memory, case, person, at + timedelta(seconds=30))
        return case, at + timedelta(minutes=self.dice.uniform(2, 8))

    def _until_answered(self) -> timedelta:
        if self.dice.random() < TAKES_LONG:
            return timedelta(minutes=self.dice.uniform(32, 75))
        return timedelta(minutes=self.dice.uniform(1, 12))

    def _at_it(self, memory: Memory, case: Escalation, person: Actor, at: datetime) -> Escalation:
        """Live, also when it was freed meanwhile."""
        case = passed(memory, case, at)
        if not case.is_open or case.is_live:
            return case
        live = case.take_over(person, at, since=f"{at.timestamp():.6f}")
        return saved(memory, case, live, "taken_over", at, by=person)

    def _says(self, memory: Memory, case: Escalation, person: Actor, at: datetime) -> Escalation:
        item = Item(
            id=self.desk.new_id("msg"),
            workspace=WORKSPACE,
            conversation_id=case.conversation_id,
            escalation_id=case.id,
            type=ItemType.MESSAGE,
            at=at,
            state=ItemState.SENT,
            source=f"{TEAM}/{case.promise.channel}/{at.timestamp():.6f}",
            text=SAID,
            markdown=SAID,
            author=person,
            holds=int(self.dice.random() < WITHOUT_FILE),
        )
        item = self._sent(memory, item)
        if self.dice.random() < FAILS:
            gone = item.receipted(delivered=False, detail="the customer has left the page")
            memory.save_item(gone)
            at += timedelta(seconds=50)
            item = self._sent(memory, replace(item, id=self.desk.new_id("msg"), at=at, source=""))
        there = item.at + timedelta(seconds=self.dice.triangular(0.4, 9.0, 1.0))
        memory.save_item(item.receipted(delivered=True, detail="").there(there))
        self._on_second_thought(memory, item, there)
        answered = case.replied(item.acted_at, there, by=person)
        return saved(memory, case, answered, "answered", there)

    def _on_second_thought(self, memory: Memory, item: Item, at: datetime) -> None:
        """Words are corrected after they were sent, or taken back before."""
        luck, later = self.dice.random(), at + timedelta(seconds=1)
        fresh = replace(item, id=self.desk.new_id("msg"), at=later, source="", holds=0)
        if luck < CORRECTED:
            said = self._sent(memory, replace(fresh, corrects=item.id))
            memory.save_item(said.receipted(delivered=True, detail="").there(later))
        elif luck < CORRECTED + TAKEN_BACK:
            self._sent(memory, fresh.withdrawn())

    def _sent(self, memory: Memory, item: Item) -> Item:
        conversation = memory.conversation(WORKSPACE, item.conversation_id)
        conversation, said = append(memory, conversation, item)
        memory.save_conversation(conversation)
        return said

    def _end(self, memory: Memory, case: Escalation, person: Actor, at: datetime) -> None:
        case = passed(memory, case, at)
        if not case.is_open:
            return
        done = saved(memory, case, case.resolve(person, at), "resolved", at, by=person)
        self.asked.appraise(memory, done, person, at)
        if self.dice.random() < COMES_BACK:
            back = at + timedelta(days=self.dice.uniform(0.2, 4))
            self.coming_back.append(ComesBack(at=back, case=done, person=person))
