"""What operators are told: in their channel in Slack, and where Slack is not needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.delivery import Delivery, DeliveryKind, Owed
from bot.rules.endpoint import Endpoint
from bot.rules.escalation import Escalation
from bot.rules.lanes import lane_of
from bot.rules.owing import in_channel
from bot.rules.reach import named

NOTICE = "operators.notice"
MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that operators should know. What has the same `once` is told once."""

    escalation_id: str
    once: str
    words: str


def to_operators(news: News, *, channel: str, url: str) -> list[Owed]:
    """By each way that there is: a Slack that is away cannot say so itself (F29)."""
    once, ways = f"notice:{news.once}", list[Owed]()
    if channel:
        ways.append(in_channel(channel, news.words, about=news.escalation_id, once=once))
    if url:
        ways.append(
            Owed(
                escalation_id=news.escalation_id,
                kind=DeliveryKind.WEBHOOK,
                target="webhook",
                lane=lane_of(DeliveryKind.WEBHOOK, url=url),
                once=f"{once}:webhook",
                payload={"type": NOTICE, "url": url, "text": news.words},
            )
        )
    return ways


def is_notice(delivery: Delivery) -> bool:
    """What became of a notice is not worth another one."""
    return delivery.kind is DeliveryKind.NOTICE or delivery.payload.get("type") == NOTICE


def died(delivery: Delivery, now: datetime) -> News:
    """One an hour and reason, however many deliveries died of it."""
    return News(
        escalation_id=delivery.escalation_id,
        once=f"dead:{_hour(now)}:{delivery.kind}:{delivery.last_error}",
        words=f"A delivery could not be made ({delivery.kind}: {delivery.last_error}). "
        f"It belongs to {delivery.escalation_id}; more of the same kind may follow silently. "
        "`handrail doctor` lists all of them and sends them again.",
    )


def in_trouble(delivery: Delivery, now: datetime) -> News:
    """Something that waits for a person to mend it: one an hour, lane and reason."""
    return News(
        escalation_id=delivery.escalation_id,
        once=f"trouble:{_hour(now)}:{delivery.lane}:{delivery.last_error}",
        words=f"Slack does not take what we send ({delivery.lane}: {delivery.last_error}). "
        "Nothing is lost: it is tried again until it goes. `handrail doctor` says what to do; "
        "if the channel is gone for good, name another one in the policy file.",
    )


def disabled(endpoint: Endpoint, escalation_id: str, now: datetime) -> News:
    """One an hour, host and reason: an agent may have a path a conversation."""
    about = f"{endpoint.workspace}:{endpoint.host}:{endpoint.disabled_because}"
    return News(
        escalation_id=escalation_id,
        once=f"disabled:{_hour(now)}:{about}",
        words=f"Webhooks to {endpoint.host} are disabled ({endpoint.disabled_because}). "
        f"What is owed there is given up; the first was of {escalation_id}. "
        "`handrail webhooks list` shows which; `handrail webhooks redeliver` sends them again.",
    )


def lost_time(escalation: Escalation, now: datetime) -> News:
    """One an hour, however many escalations had to be planned again."""
    return News(
        escalation_id=escalation.id,
        once=f"time:{_hour(now)}",
        words="An open escalation had lost the moment at which it is looked at next, or it "
        f"passed without effect ({escalation.id}). It was planned again from the record; more "
        "may follow silently. If this comes again, look for `tick failed` in the log.",
    )


def mended_record(escalation: Escalation, what: str, now: datetime) -> News:
    """One an hour and kind, however many escalations had to be mended."""
    return News(
        escalation_id=escalation.id,
        once=f"mended:{_hour(now)}:{what}",
        words=f"An open escalation was not as it must be ({escalation.id}: {what}). It was mended "
        "from the record; more may follow silently. If this comes again, tell us of it.",
    )


def held_up(escalation_id: str, now: datetime) -> News:
    """One an hour: nobody carries what is owed."""
    return News(
        escalation_id=escalation_id,
        once=f"held up:{_hour(now)}",
        words="Something has been due to be sent for over five minutes, and nobody sends it "
        f"({escalation_id}). Is a replica with the role `worker` running? Look for `courier in "
        "trouble` in the log.",
    )


def late_card(escalation: Escalation, now: datetime) -> News:
    """One an hour, however many cards are late."""
    return News(
        escalation_id=escalation.id,
        once=f"late:{_hour(now)}",
        words="A card has not reached Slack in time, so nobody there knows of it yet "
        f"({escalation.id}); more may follow silently. Nothing is lost: it is tried again "
        "until it goes. `handrail doctor` says what to do.",
    )


def never_open(escalation: Escalation, now: datetime) -> News:
    """One a day and calendar, however many escalations are promised something by it."""
    calendar = escalation.promise.calendar
    name = calendar.name if calendar else ""
    return News(
        escalation_id=escalation.id,
        once=f"never-open:{now:%Y-%m-%d}:{name}",
        words=f"The calendar {name} never opens again, and open escalations run by it "
        f"({escalation.id} among them). Their clocks go by the wall clock from now on. "
        "`handrail policy check` says what the policy promises by it today.",
    )


def nobody_there(latest: Escalation, gone: Mapping[str, Sequence[str]], now: datetime) -> News:
    """Once a day for the same ones; by the latest escalation, because no other has to do with it.
    The list may be long, and the first of it is enough to go and look.
    """
    shown = "; ".join(named(id, queues) for id, queues in list(gone.items())[:MOST_NAMED])
    more = len(gone) - MOST_NAMED
    return News(
        escalation_id=latest.id,
        once=f"gone:{now:%Y-%m-%d}:{','.join(gone)}",
        words=f"Slack says that nobody can be reached by: {shown}"
        f"{f'; and {more} more' if more > 0 else ''}. The policy counts on them: cards do not "
        "reach them, and ladders go on without them. `handrail doctor` says what to do.",
    )


def climbed_in_vain(escalation: Escalation) -> News:
    """Once for each time that its ladder ended."""
    return News(
        escalation_id=escalation.id,
        once=f"ladder:{escalation.id}:{escalation.version}",
        words=f"Nobody takes {escalation.id} on in {escalation.promise.queue}: everybody on "
        "its ladder was called, as often as the policy says. It is open and nobody else will "
        "be called; please find somebody.",
    )


def _hour(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H}"
