"""What lies outside the desk: time, people, Slack, the agents' ends, and who waits for news."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.ports.records import About
from bot.rules.approvers import Approvers, Person
from bot.rules.delivery import Delivery, Failed, Outcome, Sent
from bot.rules.files import Fetched, Unfit, Wanted
from bot.rules.policy import Policy


class Clock(Protocol):
    def now(self) -> datetime: ...


class Topic(StrEnum):
    DELIVERIES = "deliveries"
    RELAY = "relay"


class Heard(Protocol):
    async def wait(self, seconds: float) -> bool:
        """True when the topic was told since listening began (or since the last wait); False after
        `seconds`, or at once and for ever when the desk is closing.
        """
        ...


class Signals(Protocol):
    """Whoever waits for a change is woken by its commit, here or through another replica.

    Listen first, then read the record, then wait: nothing falls between. Topics are escalation ids
    and the words of `bot.ports.Topic`. A waiter costs no query.
    """

    def listening(self, topic: str) -> AbstractContextManager[Heard]: ...

    @property
    def closing(self) -> bool: ...

    def close(self) -> None:
        """The desk closes: whoever waits is woken, and nobody waits any more."""
        ...


class Outlet(Protocol):
    """One way out of the desk. None of these raises: every failure is an `Outcome`."""

    async def send(self, delivery: Delivery, about: About) -> Outcome: ...
    async def look(self, delivery: Delivery, about: About) -> Sequence[Sent] | Outcome:
        """Every message that bears this delivery's mark, oldest first; an Outcome when the look
        itself failed.
        """
        ...

    async def remove(self, about: About, sent: Sent) -> None: ...


class NoMail:
    """No mail server is set. What was to be mailed is listed as dead, and can be sent again."""

    async def send(self, delivery: Delivery, about: About) -> Outcome:
        del delivery, about
        return Failed(error="no mail server is set (HANDRAIL_SMTP_HOST)", final=True)

    async def look(self, delivery: Delivery, about: About) -> Sequence[Sent] | Outcome:
        del delivery, about
        return []

    async def remove(self, about: About, sent: Sent) -> None: ...


class Files(Protocol):
    """Where the files of a message are had from. It never raises."""

    async def fetch(self, wanted: Wanted) -> Fetched | Unfit: ...


class People(Protocol):
    async def person(self, team: str, user: str, groups: Iterable[str]) -> Person:
        """Who this is, and which of these user groups hold them; knowledge at most 60 s old."""
        ...

    async def reviewers(self, approvers: Approvers) -> Sequence[Person]:
        """Everybody these name, by themselves and by their user groups; nobody where Slack does
        not say.
        """
        ...

    async def gone(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these users, user groups and channels of which Slack says that nobody is
        reached there; nothing that it does not say.
        """
        ...

    async def members(self, groups: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Who is in each of these user groups; nobody, where Slack does not say."""
        ...


class Policies(Protocol):
    @property
    def current(self) -> Policy: ...
