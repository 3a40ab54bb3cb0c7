"""Who asks how a queue does, as far as Slack says which of the managers' groups they are in."""

from bot.ports import Desk
from bot.rules.approvers import Person


async def manager(desk: Desk, team: str, user: str) -> Person:
    editions = desk.policies.current.editions
    groups = {group for each in editions for group in each.managers.usergroups}
    return await desk.people.person(team, user, groups)
