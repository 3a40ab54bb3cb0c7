"""Messages that call people: which go out by themselves, and which wait in somebody's list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rules.budget import Budget, Limits
from bot.rules.delivery import Owed
from bot.rules.json import Json

LEAST_URGENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A message that calls people, before it is known whether it goes out by itself. `whose` list
    it waits in is not known either then. `is_for_anybody`: nobody had taken it, and once somebody
    has, there is nobody to call.
    """

    urgency: int
    at: datetime
    owed: Owed
    is_for_anybody: bool
    whose: str = ""

    @property
    def id(self) -> str:
        """In a list, an escalation stands once."""
        return f"{self.whose}:{self.owed.escalation_id}" if self.whose else str(self.owed.once)

    @property
    def place(self) -> str:
        """The channel, or the person who is written to alone."""
        return self.owed.lane.partition(":")[2]

    @property
    def mention(self) -> Sequence[Json]:
        return self.owed.payload.get("mention") or ()

    def to(self, mention: Sequence[Json]) -> "Call":
        """The same words, for these."""
        payload = {**self.owed.payload, "mention": list(mention)}
        return replace(self, owed=replace(self.owed, payload=payload))

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it mentions by name. A user group is as many as its channel allows."""
        return tuple(str(each["user"]) for each in self.mention if "user" in each)

    @property
    def concerns(self) -> frozenset[str]:
        return frozenset((self.place, *self.people))

    def sent(self, now: datetime, quiet_for: frozenset[str]) -> Owed:
        """In a line of its own, where it waits for no redraw; the most important goes first."""
        rung = [each for each in self.mention if each.get("user") not in quiet_for]
        said = self.to(rung).owed if quiet_for else self.owed
        target = "calls" if said.target == "slack" else said.target
        ahead = timedelta(microseconds=LEAST_URGENT - self.urgency)
        return replace(said, target=target, at=now - ahead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """What goes out now, what waits in somebody's list, and what everybody has heard by then."""

    owed: tuple[Owed, ...]
    waiting: tuple[Call, ...]
    budgets: Mapping[str, Budget]


def deal(
    calls: Iterable[Call], budgets: Mapping[str, Budget], limits: Limits, now: datetime
) -> Dealt:
    """The first come first: they are in the order of their importance. Where the place has no room
    the whole message waits; where a person has none, it does not call them.
    """
    after = dict(budgets)
    owed: list[Owed] = []
    waiting: list[Call] = []
    for call in calls:
        full = frozenset(
            whose for whose in call.concerns if not after[whose].has_room(limits.of(whose), now)
        )
        if call.place in full:
            waiting.append(replace(call, whose=call.place))
            continue
        owed.append(call.sent(now, full))
        waiting += (replace(call, whose=person) for person in sorted(full))
        after |= {whose: after[whose].called(now) for whose in call.concerns - full}
    return Dealt(owed=tuple(owed), waiting=tuple(waiting), budgets=after)
