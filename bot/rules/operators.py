"""What operators are told: in their channel in Slack, and where Slack is not needed."""

from datetime import datetime

from bot.rules.delivery import Delivery, DeliveryKind, Owed
from bot.rules.endpoint import Endpoint
from bot.rules.escalation import Escalation
from bot.rules.lanes import lane_of

NOTICE = "operators.notice"


def to_operators(notice: Owed, *, channel: str, url: str) -> list[Owed]:
    """By each way that there is: a Slack that is away cannot say so itself (F29)."""
    ways = [notice] if channel else []
    if url:
        told = {"type": NOTICE, "url": url, "text": notice.payload["title"]}
        ways.append(
            Owed(
                escalation_id=notice.escalation_id,
                kind=DeliveryKind.WEBHOOK,
                target="webhook",
                lane=lane_of(DeliveryKind.WEBHOOK, url=url),
                once=f"{notice.once}:webhook",
                payload=told,
            )
        )
    return ways


def is_notice(delivery: Delivery) -> bool:
    """What became of a notice is not worth another one."""
    return delivery.kind is DeliveryKind.NOTICE or delivery.payload.get("type") == NOTICE


def notice_of_death(delivery: Delivery, *, channel: str, now: datetime) -> Owed:
    """To the operators: one an hour and reason, however many deliveries died of it."""
    return Owed(
        escalation_id=delivery.escalation_id,
        kind=DeliveryKind.NOTICE,
        target="operators",
        lane=lane_of(DeliveryKind.NOTICE, channel=channel),
        once=f"notice:dead:{now:%Y-%m-%dT%H}:{delivery.kind}:{delivery.last_error}",
        payload={
            "channel": channel,
            "title": f"A delivery could not be made ({delivery.kind}: {delivery.last_error}). "
            f"It belongs to {delivery.escalation_id}; more of the same kind may follow silently. "
            "`handrail doctor` lists all of them and sends them again.",
        },
    )


def notice_of_trouble(delivery: Delivery, *, channel: str, now: datetime) -> Owed:
    """Something that waits for a person to mend it: one an hour, lane and reason."""
    return Owed(
        escalation_id=delivery.escalation_id,
        kind=DeliveryKind.NOTICE,
        target="operators",
        lane=lane_of(DeliveryKind.NOTICE, channel=channel),
        once=f"notice:trouble:{now:%Y-%m-%dT%H}:{delivery.lane}:{delivery.last_error}",
        payload={
            "channel": channel,
            "title": f"Slack does not take what we send ({delivery.lane}: {delivery.last_error}). "
            "Nothing is lost: it is tried again until it goes. `handrail doctor` says what to do; "
            "if the channel is gone for good, name another one in the policy file.",
        },
    )


def notice_of_disabling(
    endpoint: Endpoint, *, escalation_id: str, channel: str, now: datetime
) -> Owed:
    """To the operators: one an hour, host and reason: an agent may have a path a conversation."""
    about = f"{endpoint.workspace}:{endpoint.host}:{endpoint.disabled_because}"
    return Owed(
        escalation_id=escalation_id,
        kind=DeliveryKind.NOTICE,
        target="operators",
        lane=lane_of(DeliveryKind.NOTICE, channel=channel),
        once=f"notice:disabled:{now:%Y-%m-%dT%H}:{about}",
        payload={
            "channel": channel,
            "title": f"Webhooks to {endpoint.host} are disabled ({endpoint.disabled_because}). "
            f"What is owed there is given up; the first was of {escalation_id}. "
            "`handrail webhooks list` shows which; `handrail webhooks redeliver` sends them again.",
        },
    )


def notice_of_lost_time(escalation: Escalation, *, channel: str, now: datetime) -> Owed:
    """To the operators: one an hour, however many escalations had to be planned again."""
    return Owed(
        escalation_id=escalation.id,
        kind=DeliveryKind.NOTICE,
        target="operators",
        lane=lane_of(DeliveryKind.NOTICE, channel=channel),
        once=f"notice:time:{now:%Y-%m-%dT%H}",
        payload={
            "channel": channel,
            "title": "An open escalation had lost the moment at which it is looked at next, or it "
            f"passed without effect ({escalation.id}). It was planned again from the record; more "
            "may follow silently. If this comes again, look for `tick failed` in the log.",
        },
    )
