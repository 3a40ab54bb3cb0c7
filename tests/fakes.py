"""Small stand-ins at the edges: they write down what people would see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.ports import About, Card, Letter
from bot.rules.approvers import Approvers, Person
from bot.rules.budget import Limits
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import ALWAYS_OPEN, Opening
from bot.rules.delivery import Delivery, DeliveryKind, Failed, Lost, Outcome, Sent
from bot.rules.edition import Edition
from bot.rules.notice import Notices
from bot.rules.policy import Judgement, PastConversation, Queue, Reason, Verdict
from bot.rules.redact import Redact
from bot.rules.rota import Rota
from bot.rules.turn import Turn
from tests.makers import ANA, BEN, SAM, a_judgement, a_queue


@dataclass
class Room:
    """A Slack channel, as far as the couriers can tell: posts, redraws, and bad days.

    `down` loses nothing and does nothing; `swallows` accepts a post and loses the answer.
    """

    seen: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[Card] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    whispers: list[tuple[str, str]] = field(default_factory=list)
    down: bool = False
    swallows: int = 0
    answers: list[Outcome] = field(default_factory=list)
    ts: int = 0

    async def send(self, delivery: Delivery, card: About) -> Outcome:
        if self.down:
            return Failed(error="connection refused")
        if self.answers:
            return self.answers.pop(0)
        sent = self._accept(delivery, card)
        if self.swallows:
            self.swallows -= 1
            return Lost(error="timeout")
        return sent

    async def look(self, delivery: Delivery, card: Card) -> Sequence[Sent] | Outcome:
        if self.down:
            return Failed(error="connection refused")
        return [self._at(ts) for ts, id in self.posts if id == delivery.id]

    async def remove(self, card: Card, sent: Sent) -> None:
        self.posts = [(ts, id) for ts, id in self.posts if ts != sent.ts]
        self.seen.append(f"removed {sent.ts}")

    def post_again(self, delivery_id: str) -> None:
        """A second message with the same mark, as a paused sender leaves behind."""
        self.ts += 1
        self.posts.append((f"{self.ts}.0", delivery_id))

    def _accept(self, delivery: Delivery, card: About) -> Sent:
        if isinstance(card, Letter) and delivery.kind is not DeliveryKind.NOTICE:
            return self._accept_letter(delivery, card)
        status = card.escalation.status if isinstance(card, Card) else ""
        match delivery.kind:
            case DeliveryKind.REDRAW:
                self.seen.append(f"redrawn as {status}")
                self.drawn.append(card)
                return Sent()
            case DeliveryKind.WHISPER:
                self.whispers.append((delivery.payload["user"], delivery.payload["text"]))
                return Sent()
            case DeliveryKind.NOTE | DeliveryKind.NOTICE | DeliveryKind.DIRECT:
                self.seen.append(f"{delivery.kind}: {delivery.payload['title']}")
            case _:
                self.seen.append(f"{delivery.kind} as {status}")
        self.ts += 1
        self.posts.append((f"{self.ts}.0", delivery.id))
        return self._at(f"{self.ts}.0")

    def _accept_letter(self, delivery: Delivery, letter: Letter) -> Sent:
        if delivery.kind is DeliveryKind.DIGEST:
            self.letters.append(letter)
        self.seen.append(f"{delivery.kind} of {letter.report.week} for {letter.recipient}")
        self.ts += 1
        self.posts.append((f"{self.ts}.0", delivery.id))
        return self._at(f"{self.ts}.0")

    def _at(self, ts: str) -> Sent:
        return Sent(ts=ts, team="T0SANDBOX", channel="C0REFUNDS")


@dataclass
class Mailbox:
    """An agent's callback URL: what it was told, and what it answers."""

    told: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        self.ids.append(delivery.id)
        if self.answers:
            return self.answers.pop(0)
        subject = delivery.subject
        self.told.append((delivery.payload["type"], str(subject.status) if subject else ""))
        return Sent()

    async def look(self, delivery: Delivery, card: Card) -> Sequence[Sent] | Outcome:
        return []

    async def remove(self, card: Card, sent: Sent) -> None:
        raise AssertionError("a webhook cannot be taken back")


@dataclass
class Directory:
    """Who is who; `answers = False` is Slack not telling."""

    people: dict[str, Person] = field(
        default_factory=lambda: {each.user: each for each in (ANA, BEN, SAM)}
    )
    answers: bool = True
    left: set[str] = field(default_factory=set)

    async def gone(self, ids: Iterable[str]) -> frozenset[str]:
        return frozenset(self.left & set(ids)) if self.answers else frozenset()

    async def members(self, groups: Iterable[str]) -> Mapping[str, frozenset[str]]:
        return {
            group: frozenset(
                each.user for each in self.people.values() if self.answers and group in each.groups
            )
            for group in groups
        }

    async def person(self, team: str, user: str, groups: Iterable[str]) -> Person:
        known = self.people.get(user, Person(team=team, user=user, name=user))
        if not self.answers:
            return replace(known, groups=frozenset(), groups_known=False)
        return replace(known, groups=known.groups & frozenset(groups))

    async def reviewers(self, approvers: Approvers) -> Sequence[Person]:
        """Those of the people that these name; nobody while Slack does not tell."""
        return [
            each
            for each in self.people.values()
            if self.answers and (each.user in approvers.users or each.groups & approvers.usergroups)
        ]


@dataclass
class SetPolicy:
    """A policy that says what the test says: one judgement by action name, else the usual one."""

    usual: Judgement = field(default_factory=a_judgement)
    by_action: dict[str, Judgement] = field(default_factory=dict)
    version: str = "abc123"
    queues: dict[str, Queue] = field(default_factory=lambda: {"refunds": a_queue()})
    looks_at_conversation: bool = False
    asked: list[tuple[Turn, PastConversation]] = field(default_factory=list)
    rule: Any = None
    hours: Opening = ALWAYS_OPEN
    calendar: Calendar | None = None
    redact: frozenset[Redact] = frozenset()
    notices: Notices = field(default_factory=Notices)
    handoffs_per_day: int = 5
    rotas: dict[str, Rota] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()
    calls_per_hour: Limits = field(default_factory=Limits)

    @property
    def current(self) -> "SetPolicy":
        return self

    def handoff(self, turn: Turn, past: PastConversation) -> Judgement:
        del turn, past
        reason = Reason.CUSTOMER_REQUEST
        return replace(self.usual, verdict=Verdict.HANDOFF, rule="customer asks", reason=reason)

    def customer_asks(self, turn: Turn) -> bool:
        return bool(turn.wants_human)

    def calendar_of(self, queue: str) -> Calendar | None:
        del queue
        return self.calendar

    def opening(self, queue: str, now: datetime) -> Opening:
        del queue, now
        return self.hours

    def judge(self, turn: Turn, past: PastConversation, *, dice: float) -> Judgement:
        self.asked.append((turn, past))
        if self.rule:
            return self.rule(turn)
        name = turn.action_request.name if turn.action_request else ""
        return self.by_action.get(name, self.usual)


def passing() -> Judgement:
    return Judgement(verdict=Verdict.PASS, rule="default", policy_version="abc123")
