"""The chats that are going on: one a browser, each with its own customer, orders and lines."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypedDict, Unpack

from bot.clock import SystemClock
from bot.commands.demo.customer import words
from bot.commands.demo.customer.shop import Shop, a_shop
from bot.commands.demo.customer.wishes import About, Wish
from bot.commands.demo.scripts import ADA, KOJO, LENA, NOOR
from bot.ports import Clock
from bot.rules.files import in_words
from bot.rules.json import Json
from sandbox.signals import Signal

MOST_CHATS = 300
PATIENCE = 5.0  # for a customer who loads the page again
SENT_WITH_A_TURN = 40
CUSTOMERS = (ADA, NOOR, KOJO, LENA)


class More(TypedDict, total=False):
    """What a line may have besides its words."""

    name: str
    answers: str
    markdown: str
    message: str
    files: tuple[Json, ...]
    is_waiting: bool


Who = Literal["customer", "agent", "colleague", "notice"]
_ROLES: dict[Who, str] = {"customer": "customer", "agent": "agent", "colleague": "human"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`revision` is that of the chat when it came to look like this; `answers` what was asked.
    `message` is the id of a person's words in the conversation's stream. Of `files`, a person's
    have a `url` at the gateway, the customer's are `kept` by the page.
    """

    number: int
    revision: int
    who: Who
    text: str
    at: datetime
    name: str = ""
    answers: str = ""
    markdown: str = ""
    mark: str = ""
    message: str = ""
    files: tuple[Json, ...] = ()
    is_waiting: bool = False

    @property
    def words(self) -> str:
        return in_words(self.text, (str(file["name"]) for file in self.files))


@dataclass(slots=True)
class Chat:
    """What one customer sees. Every change makes a new revision and wakes who looks on.

    `epoch` is the newest the gateway told, `person` who is talking to the customer, `briefing`
    what people left for the agent, `unconfirmed` what the customer has not seen yet, and
    `passed_on` the customer's last words to a person, which they can still change. `looking` counts
    the pages that show the chat; one that `has_ended` was left for another.
    """

    id: str
    customer: Json
    shop: Shop
    clock: Clock
    changed: Signal = field(default_factory=Signal)
    lines: list[Line] = field(default_factory=list)
    revision: int = 0
    turns: int = 0
    asked_back: Wish | None = None
    waiting: dict[str, tuple[About | None, str]] = field(default_factory=dict)
    shop_revision: int = 0
    is_attended: bool = False
    is_with_a_person: bool = False
    person: str = ""
    company_revision: int = 0
    epoch: int = 0
    briefing: str = ""
    awaited: Line | None = None
    passed_on: Line | None = None
    unconfirmed: set[str] = field(default_factory=set)
    looking: int = 0
    has_ended: bool = False
    patience: float = PATIENCE
    turn_taking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def add(self, who: Who, text: str, **more: Unpack[More]) -> Line:
        number, revision = len(self.lines) + 1, self._next()
        line = Line(
            number=number, revision=revision, who=who, text=text, at=self.clock.now(), **more
        )
        self.lines.append(line)
        self.changed.ring()
        return line

    def change(self, line: Line, text: str, *, is_waiting: bool = False, mark: str = "") -> None:
        """A line comes to say something else, in its place; what it says already stays."""
        now = self.lines[line.number - 1]
        new = replace(now, text=text, is_waiting=is_waiting, mark=mark)
        if new != now:
            self.lines[line.number - 1] = replace(new, revision=self._next())
            self.changed.ring()

    def withdraw(self, line: Line) -> None:
        """Neither words nor files of it are left."""
        now = self.lines[line.number - 1]
        self.lines[line.number - 1] = replace(now, files=(), markdown="")
        self.change(line, "", mark=words.TAKEN_BACK)

    def end(self) -> None:
        self.has_ended = True
        self.changed.ring()

    def waits_for(self, id: str, about: About | None, order: str) -> None:
        """A person has been asked about this; the same is not asked twice meanwhile."""
        self.waiting[id] = (about, order)
        self.changed.ring()

    def waits_no_more(self, id: str) -> None:
        del self.waiting[id]
        self.changed.ring()

    def awaits(self, notice: str) -> None:
        """A person will write; the notice says so until somebody comes."""
        self.awaited = self.add("notice", notice, is_waiting=True)

    def no_longer_awaits(self) -> None:
        if self.awaited:
            self.change(self.awaited, self.awaited.text)
        self.awaited = None

    def is_with(self, person: str, *, people: bool) -> None:
        """Who the customer is with: the agent, `people` of whom nobody has come, or a person."""
        if (self.is_with_a_person, self.person) == (people, person):
            return
        self.is_with_a_person, self.person = people, person
        self.has_passed_on(self.passed_on if people else None)

    def has_passed_on(self, line: Line | None) -> None:
        self.passed_on = line
        self.company_revision = self._next()
        self.changed.ring()

    def has_message(self, id: str | None) -> Line | None:
        return next((line for line in self.lines if id and line.message == id), None)

    def shop_changed(self) -> None:
        self.shop_revision = self._next()
        self.changed.ring()

    def is_newer_than(self, revision: int) -> bool:
        return self.revision > revision

    def since(self, revision: int) -> Sequence[Line]:
        """What is new or has changed, in the order in which it did."""
        found = [line for line in self.lines if line.revision > revision]
        return sorted(found, key=lambda line: line.revision)

    def next_turn(self) -> str:
        self.turns += 1
        return f"t-{self.turns}"

    def said(self) -> list[Json]:
        """The conversation as a turn carries it; notices are the page's own and not part of it."""
        spoken = [line for line in self.lines if line.who in _ROLES and line.words]
        return [
            {
                "id": f"m{line.number}",
                "role": _ROLES[line.who],
                "text": line.words,
                "at": line.at.isoformat(),
                "name": line.name,
            }
            for line in spoken[-SENT_WITH_A_TURN:]
        ]

    def _next(self) -> int:
        self.revision += 1
        return self.revision


class Chats:
    """By the secret in the browser's cookie. The oldest go when there are very many."""

    def __init__(self, clock: Clock | None = None, *, patience: float = PATIENCE) -> None:
        """`patience`: for how many seconds nobody need look on before a customer has left."""
        self._clock, self._patience = clock or SystemClock(), patience
        self._chats: dict[str, Chat] = {}
        self._begun = 0

    def get(self, secret: str) -> Chat | None:
        return self._chats.get(secret)

    def begin(self) -> tuple[str, Chat]:
        """A new chat, and the secret that opens it."""
        while len(self._chats) >= MOST_CHATS:
            del self._chats[next(iter(self._chats))]
        self._begun += 1
        customer = CUSTOMERS[(self._begun - 1) % len(CUSTOMERS)]
        id, shop = f"chat-{self._begun}", a_shop(self._begun)
        chat = Chat(id, customer, shop, self._clock, patience=self._patience)
        secret = secrets.token_urlsafe(24)
        self._chats[secret] = chat
        return secret, chat
