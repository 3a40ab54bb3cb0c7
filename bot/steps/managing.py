"""Who asks how a queue does, as far as Slack says which of the managers' groups they are in."""

from bot.ports import Desk
from bot.rules.approvers import Approvers, Person
from bot.rules.edition import Copy, may_see_people


async def manager(desk: Desk, team: str, user: str) -> Person:
    editions = desk.policies.current.editions
    groups = {group for each in editions for group in each.managers.usergroups}
    return await desk.people.person(team, user, groups)


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
