"""What else waits, in one message: what would have been too many by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.budget import is_person
from bot.rules.calling import Call, Members, ringing
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.owing import direct, in_channel
from bot.rules.worklist import Open, listed

SHOWN = 50
"""As many as Slack takes in one message."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A call, and the card that it is about."""

    call: Call
    card: Open

    @property
    def escalation(self) -> Escalation:
        return self.card.escalation

    @property
    def is_news(self) -> bool:
        return self.call.is_news(self.escalation)


def call_list(
    whose: str,
    entries: Sequence[Entry],
    full: frozenset[str],
    now: datetime,
    members: Members,
) -> Owed:
    """To one person alone, or in a channel for everybody whom they call but those who are `full`
    of calls themselves.
    """
    count, first = len(entries), entries[0].escalation
    about = "1 more waits" if count == 1 else f"{count} more wait"
    title = f"{about}, told together so that nobody is called too often"
    once = f"calls:{whose}:{now.isoformat()}:{entries[0].call.id}"
    lines = [
        listed(each.card, str(each.call.owed.payload["title"]).rstrip(".")) for each in entries
    ]
    if is_person(whose):
        said = direct(first, whose, title, once=once, verbs=[])
        return replace(said, payload={**said.payload, "list": lines})
    called = ringing([each for entry in entries for each in entry.call.mention], full, members)
    return in_channel(whose, title, about=first.id, once=once, list=lines, mention=called)


def people(entries: Sequence[Entry], members: Members) -> list[str]:
    return sorted({person for entry in entries for person in entry.call.people(members)})
