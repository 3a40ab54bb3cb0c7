"""What is open for one person: theirs, and what else they may decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from bot.ports import Card, Desk, Memory, Sought
from bot.rules.approvers import Person, id_in_slack, may_decide
from bot.rules.escalation import Escalation
from bot.rules.worklist import Wish

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """In order of what is due; `goes_on` where there is more than that. `queues` are those that
    they can ask for.
    """

    mine: Sequence[Card]
    others: Sequence[Card]
    queues: tuple[str, ...]
    goes_on: bool = False
    away_until: datetime | None = None


async def worklist(desk: Desk, workspace: str, team: str, user: str, wish: Wish) -> Worklist:
    """Whom Slack cannot name just now sees only what is theirs. What is due first is in it, however
    much is open that they do not see.
    """
    who, now = id_in_slack(team, user), desk.clock.now()
    sought = Sought(
        workspace=workspace,
        queue=wish.queue or None,
        kind=wish.kind,
        reason=wish.reason,
        confidence=wish.confidence,
    )

    def look(memory: Memory) -> tuple[Sequence[Card], datetime | None]:
        mine = memory.open_cards(replace(sought, assignee=who), MOST)
        return mine, memory.away_until(workspace, who)

    mine, away_until = await desk.store.read(look)
    others, goes_on = await _others(desk, replace(sought, not_of=who), team, user)
    return Worklist(
        mine=mine,
        others=others,
        queues=await _queues(desk, (*mine, *others), team, user),
        goes_on=goes_on or len(mine) == MOST,
        away_until=away_until if away_until and away_until > now else None,
    )


async def _others(desk: Desk, sought: Sought, team: str, user: str) -> tuple[list[Card], bool]:
    """Page by page, until there are enough that they may decide; and whether there may be more."""
    found: dict[str, Card] = {}
    for skip in count(0, MOST):
        page = await desk.store.read(
            lambda memory, at=skip: memory.open_cards(replace(sought, skip=at), MOST)
        )
        groups = {group for each in page for group in each.escalation.promise.approvers.groups}
        person = await desk.people.person(team, user, groups)
        found |= {each.escalation.id: each for each in page if _sees(each.escalation, person)}
        if len(page) < MOST:
            return list(found.values()), False
        if len(found) >= MOST:
            return list(found.values()), True
    raise AssertionError("pages end")


def _sees(escalation: Escalation, person: Person) -> bool:
    requester, approvers = escalation.requester, escalation.promise.approvers
    return may_decide(approvers, person, requester_slack_user=requester) is None


async def _queues(desk: Desk, cards: Sequence[Card], team: str, user: str) -> tuple[str, ...]:
    """Where they decide by the policy, and where something is open for them."""
    queues = desk.policies.current.queues.values()
    groups = {group for each in queues for group in each.approvers.groups}
    person = await desk.people.person(team, user, groups)
    theirs = {each.name for each in queues if may_decide(each.approvers, person) is None}
    return tuple(sorted(theirs | {each.escalation.promise.queue for each in cards}))
