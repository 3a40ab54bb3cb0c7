"""Whoever has an escalation writes to the customer, and is at it unless that does not arrive.

A receipt may be late, or never come: that is no reason to take the conversation from them.
"""

from datetime import datetime

from bot.ports import Memory
from bot.rules import keeping
from bot.rules.conversation import Item
from bot.rules.escalation import Escalation


def wrote(memory: Memory, was: Escalation, item: Item, now: datetime) -> None:
    if item.author:
        _save(memory, was, keeping.wrote(was, item.author, now), "wrote", now)


def wrote_in_vain(memory: Memory, was: Escalation, item: Item, now: datetime) -> None:
    if item.author and was.is_open:
        _save(memory, was, keeping.wrote_in_vain(was, item.author, now), "wrote_in_vain", now)


def _save(memory: Memory, was: Escalation, now_is: Escalation, change: str, now: datetime) -> None:
    if now_is is not was:
        memory.save(now_is, was=was, change=change, at=now)
