"""Whoever has an escalation is asked whether they are still on it; who forgot it is told so."""

from dataclasses import replace
from datetime import datetime

from bot.ports import Memory
from bot.rules.approvers import TIMEOUT, Actor
from bot.rules.calls import called
from bot.rules.escalation import Escalation
from bot.rules.on_time import Passed
from bot.rules.owing import direct, note
from bot.steps.audited import by_clock
from bot.steps.calling import call

STILL = "Still on it? Keep it, or let go so that somebody else takes it."
VERBS = ["keep", "release"]


def owners_told(memory: Memory, passed: Passed, now: datetime) -> None:
    """In the thread for everybody to see, and to them alone."""
    escalation = passed.escalation
    if passed.asked:
        _ask(memory, escalation, passed.asked, now)
    if passed.freed:
        _free(memory, escalation, passed.freed, now)
    for action, who in (("asked", passed.asked), ("lease expired", passed.freed)):
        if who:
            memory.note(by_clock(escalation.id, now, action, {"assignee": who.id}, by=TIMEOUT))


def _ask(memory: Memory, escalation: Escalation, owner: Actor, now: datetime) -> None:
    user = owner.slack_user
    about = f"{escalation.id}:{escalation.version}"
    asked = note(escalation, STILL, mention=[{"user": user}], once=f"still:{about}")
    buttons = [{"verb": verb} for verb in VERBS]
    asked = replace(asked, payload={**asked.payload, "buttons": buttons, "asks": user})
    alone = direct(escalation, user, STILL, once=f"still:dm:{about}", verbs=VERBS)
    alone = replace(alone, payload={**alone.payload, "asks": user})
    call(memory, escalation, now, asked, alone)


def _free(memory: Memory, escalation: Escalation, owner: Actor, now: datetime) -> None:
    """Nobody has it any more, so everybody who may take it is called."""
    words = f"{owner.name} has not come back to this, so it is free again. Press Claim to take it."
    once = f"freed:{escalation.id}:{escalation.version}"
    call(memory, escalation, now, note(escalation, words, mention=called(escalation), once=once))
