"""Messages that call people: which go out by themselves, and which wait in somebody's list.

A user group is as many people as it has: `members` says who they are, where Slack says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rules.budget import Budget, Limits
from bot.rules.delivery import Delivery, Owed
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.status import Status

LEAST_URGENT = 3
MOST_NAMED = 100
"""A larger group is called as one, and as often as its channel allows."""

Members = Mapping[str, frozenset[str]]


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
        """In a list, an escalation stands once; and in one place one message is about it."""
        place = self.whose or f"{self.owed.kind}:{self.place}"
        return f"{place}:{self.owed.escalation_id}"

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
    def groups(self) -> frozenset[str]:
        return frozenset(str(each["usergroup"]) for each in self.mention if "usergroup" in each)

    def people(self, members: Members) -> frozenset[str]:
        """Whom it mentions, by name or with their user group."""
        named = (str(each["user"]) for each in self.mention if "user" in each)
        return frozenset(named).union(*(_each_of(group, members) for group in self.groups))

    def concerns(self, members: Members) -> frozenset[str]:
        return self.people(members) | {self.place}

    def is_news(self, escalation: Escalation) -> bool:
        return is_news_of(escalation, self.owed.payload, is_for_anybody=self.is_for_anybody)

    def is_theirs(self, escalation: Escalation, now: datetime) -> bool:
        """What was said to its owner alone waits in their list as long as they have it and want to
        hear of it; what is late is told all the same (F69).
        """
        if self.is_for_anybody or list(self.mention) != [{"user": self.whose}]:
            return True
        owner, tenure = escalation.assignee, escalation.tenure
        if tenure is None or owner is None or owner.slack_user != self.whose:
            return False
        return bool(self.owed.payload.get("late")) or not tenure.is_quiet(now)

    def and_also(self, later: "Call") -> "Call":
        """Both in one message, which calls everybody whom the two would."""
        before, after = self.owed.payload, later.owed.payload
        payload = {**before, **after, "title": f"{before['title']} {after['title']}"}
        if mention := _once_each([*self.mention, *later.mention]):
            payload["mention"] = mention
        if both := [each["due"] for each in (before, after) if each.get("due")]:
            payload["due"] = min(both, key=lambda due: str(due["at"]))
        if late := [*before.get("late", ()), *after.get("late", ())]:
            payload["late"] = late
        if before.get("asks") != after.get("asks"):
            payload.pop("asks", None)  # the other half is news whatever they answer
        once = f"{self.owed.once}+{later.owed.once}"
        both = replace(later.owed, payload=payload, once=once)
        return replace(later, urgency=min(self.urgency, later.urgency), at=self.at, owed=both)

    def sent(self, now: datetime, quiet_for: frozenset[str], members: Members) -> Owed:
        """In a line of its own, where it waits for no redraw; the most important goes first."""
        said = self.to(ringing(self.mention, quiet_for, members)).owed if quiet_for else self.owed
        target = "calls" if said.target == "slack" else said.target
        ahead = timedelta(microseconds=LEAST_URGENT - self.urgency)
        payload = {**said.payload, "call": self.is_for_anybody}
        return replace(said, target=target, at=now - ahead, payload=payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """What goes out now, what waits in somebody's list, and what everybody has heard by then."""

    owed: tuple[Owed, ...]
    waiting: tuple[Call, ...]
    budgets: Mapping[str, Budget]


def deal(
    calls: Iterable[Call],
    budgets: Mapping[str, Budget],
    limits: Limits,
    now: datetime,
    members: Members,
) -> Dealt:
    """The first come first: they are in the order of their importance. Where the place has no room
    the whole message waits, and so it does where none of the user groups' people has any; where one
    person has none, it does not call them.
    """
    after = dict(budgets)
    owed: list[Owed] = []
    waiting: list[Call] = []
    for call in calls:
        concerned, people = call.concerns(members), call.people(members)
        full = frozenset(
            whose for whose in concerned if not after[whose].has_room(limits.of(whose), now)
        )
        if call.place in full or (call.groups and people and people <= full):
            waiting.append(replace(call, whose=call.place))
            continue
        owed.append(call.sent(now, full, members))
        waiting += (replace(call, whose=person) for person in sorted(full))
        after |= {whose: after[whose].called(now) for whose in concerned - full}
    return Dealt(owed=tuple(owed), waiting=tuple(waiting), budgets=after)


def is_news_of(escalation: Escalation, payload: Json, *, is_for_anybody: bool) -> bool:
    """What is closed calls nobody, nor what somebody has taken on since, nor what was late and is
    not any more, nor a question that whoever it is put to has answered.
    """
    is_free = escalation.status is Status.PENDING
    told = set(payload.get("late", ()))
    late = {each.name for each in escalation.timing.clocks if each.is_late}
    is_done = bool(told) and not told & late
    is_in_vain = is_done or _is_answered(escalation, str(payload.get("asks", "")))
    return escalation.is_open and (is_free or not is_for_anybody) and not is_in_vain


def _is_answered(escalation: Escalation, asked: str) -> bool:
    """Whether they are still on it: they kept it, put it off, wrote, let go, or another has it."""
    tenure, owner = escalation.tenure, escalation.assignee
    if not asked:
        return False
    return tenure is None or tenure.ask_at is not None or not owner or owner.slack_user != asked


def owed_again(sent: Delivery) -> Owed:
    """The same call at another time."""
    return Owed(
        escalation_id=sent.escalation_id,
        kind=sent.kind,
        lane=sent.lane,
        target="slack" if sent.target == "calls" else sent.target,
        once=f"again:{sent.id}",
        payload={key: value for key, value in sent.payload.items() if key != "call"},
    )


def ringing(mention: Sequence[Json], full: frozenset[str], members: Members) -> list[Json]:
    """Without those who are `full` of calls: their user group is called by the others' names."""
    rung: list[Json] = []
    for each in mention:
        group = _each_of(str(each.get("usergroup", "")), members)
        if group & full:
            rung += ({"user": user} for user in sorted(group - full))
        elif each.get("user") not in full:
            rung.append(each)
    return _once_each(rung)


def _each_of(group: str, members: Members) -> frozenset[str]:
    people = members.get(group, frozenset[str]())
    return people if len(people) <= MOST_NAMED else frozenset()


def _once_each(mention: Iterable[Json]) -> list[Json]:
    """In the order in which they are called."""
    return list({next(iter(each.values())): each for each in mention}.values())
