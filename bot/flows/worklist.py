"""What is open for one person: theirs, and what else they may decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Card, Desk, Memory
from bot.rules.approvers import Person, id_in_slack, may_decide
from bot.rules.escalation import Escalation
from bot.rules.worklist import Wish, in_order, parted

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """In order of what is due. `queues` are those of which they see anything without a wish."""

    mine: Sequence[Card]
    others: Sequence[Card]
    queues: tuple[str, ...]
    away_until: datetime | None = None


async def worklist(desk: Desk, workspace: str, team: str, user: str, wish: Wish) -> Worklist:
    """Whom Slack cannot name just now sees only what is theirs. However much else is open, what is
    theirs and the queue that they ask for are in it.
    """
    who = id_in_slack(team, user)
    now = desk.clock.now()

    def look(memory: Memory) -> tuple[list[Card], datetime | None]:
        theirs = memory.open_cards(workspace, MOST, assignee=who)
        others = memory.open_cards(workspace, MOST, queue=wish.queue or None)
        known = {each.escalation.id: each for each in (*theirs, *others)}
        return list(known.values()), memory.away_until(workspace, who)

    cards, away_until = await desk.store.read(look)
    groups = {group for each in cards for group in each.escalation.promise.approvers.groups}
    person = await desk.people.person(team, user, groups)
    theirs = [each for each in cards if _sees(each.escalation, person)]
    mine, others = parted(in_order(each for each in theirs if wish.fits(each)), who)
    return Worklist(
        mine=mine,
        others=others,
        queues=tuple(sorted({each.escalation.promise.queue for each in theirs})),
        away_until=away_until if away_until and away_until > now else None,
    )


def _sees(escalation: Escalation, person: Person) -> bool:
    if escalation.assignee and escalation.assignee.id == person.id:
        return True
    requester = escalation.requester
    approvers = escalation.promise.approvers
    return may_decide(approvers, person, requester_slack_user=requester) is None
