"""What was not over when it seemed to be: opened again, or asked about once more.

The figures count it, and the lists behind them find it, by the same conditions.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, select

from store.spans import seconds
from store.tables import audit, changes, escalations

A_WEEK = 7 * 86_400
A_DAY = 86_400
ENDING = ("decided", "resolved", "handed_back")


def by_people() -> ColumnElement[bool]:
    """Changes by which a person, and not the clock, ended a case."""
    ending = and_(changes.c.turned == -1, changes.c.type.in_(ENDING))
    return and_(ending, ~by_the_clock(changes.c.escalation_id, changes.c.at))


def came_back(*, sqlite: bool) -> ColumnElement[bool]:
    """Changes after which the case was opened again within a week."""
    again = changes.alias("again")
    passed = seconds(again.c.at, changes.c.at, sqlite=sqlite)
    return (
        select(again.c.version)
        .where(
            again.c.escalation_id == changes.c.escalation_id,
            again.c.version > changes.c.version,
            again.c.type == "reopened",
            passed <= A_WEEK,
        )
        .correlate(changes)
        .exists()
    )


def follows_another(*, sqlite: bool) -> ColumnElement[bool]:
    """Cases that began within a day of another in the same conversation."""
    earlier = escalations.alias("earlier")
    passed = seconds(escalations.c.created_at, earlier.c.created_at, sqlite=sqlite)
    return (
        select(earlier.c.id)
        .where(
            earlier.c.workspace == escalations.c.workspace,
            earlier.c.conversation_id == escalations.c.conversation_id,
            earlier.c.created_at < escalations.c.created_at,
            passed <= A_DAY,
        )
        .correlate(escalations)
        .exists()
    )


def by_the_clock(id: ColumnElement[str], at: ColumnElement[Any]) -> ColumnElement[bool]:
    """At that moment nobody did it: time was up."""
    return (
        select(audit.c.seq)
        .where(audit.c.escalation_id == id, audit.c.at == at, audit.c.channel == "clock")
        .exists()
    )
