"""Whose press it is, and of what, as Slack and the record know it before the press counts."""

from bot.ports import Desk
from bot.rules.approvers import Person
from bot.rules.escalation import Escalation
from bot.rules.press import Press


async def who_pressed(desk: Desk, press: Press) -> tuple[Escalation, Person]:
    seen = await desk.store.read(lambda memory: memory.escalation(press.escalation_id))
    person = await desk.people.person(press.team, press.user, seen.promise.approvers.groups)
    return seen, person
