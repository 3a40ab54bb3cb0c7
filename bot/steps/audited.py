"""A line of the audit trail: who did what to an escalation, and through which door."""

from datetime import datetime

from bot.ports import AuditLine
from bot.rules.approvers import SYSTEM, Actor
from bot.rules.json import Json


def in_slack(
    escalation_id: str, by: Actor, at: datetime, action: str, detail: Json | None = None
) -> AuditLine:
    return _line(escalation_id, by, at, "slack", action, detail)


def over_api(
    escalation_id: str, by: Actor, at: datetime, action: str, detail: Json | None = None
) -> AuditLine:
    return _line(escalation_id, by, at, "api", action, detail)


def by_clock(
    escalation_id: str,
    at: datetime,
    action: str,
    detail: Json | None = None,
    *,
    by: Actor = SYSTEM,
) -> AuditLine:
    return _line(escalation_id, by, at, "clock", action, detail)


def by_policy(escalation_id: str, by: Actor, at: datetime, action: str) -> AuditLine:
    return _line(escalation_id, by, at, "policy", action, None)


def _line(
    escalation_id: str, by: Actor, at: datetime, channel: str, action: str, detail: Json | None
) -> AuditLine:
    return AuditLine(
        escalation_id=escalation_id,
        at=at,
        actor=by,
        channel=channel,
        action=action,
        detail=detail or {},
    )
