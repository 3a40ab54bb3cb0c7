"""Who asks how a queue does, as far as Slack says which of the managers' groups they are in."""

from bot.ports import Desk
from bot.rules.approvers import Approvers, Person
from bot.rules.edition import Copy, may_see_people


async def reviewer(desk: Desk, team: str, user: str) -> Person:
    """With what they decide in as well."""
    queues = desk.policies.current.queues.values()
    deciding = {group for each in queues for group in each.approvers.groups}
    return await desk.people.person(team, user, deciding | _managing(desk))


async def manager(desk: Desk, team: str, user: str) -> Person:
    return await desk.people.person(team, user, _managing(desk))


def _managing(desk: Desk) -> set[str]:
    editions = desk.policies.current.editions
    return {group for each in editions for group in each.managers.usergroups}


async def is_told_of_people(desk: Desk, copy: Copy) -> bool:
    """Whether this copy says who did how much: never a channel's nor a letter's, and none while
    Slack does not say who its reader is.
    """
    edition = copy.edition
    if not edition.names_people:
        return False
    wanted = edition.managers
    found = await desk.people.reviewers(Approvers(users=wanted.users, usergroups=wanted.usergroups))
    return any(each.user == copy.recipient and may_see_people(edition, each) for each in found)
