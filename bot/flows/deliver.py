"""The only flow that talks to the outside world: send what is owed, or look whether it arrived."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.ports import About, Card, Claim, Desk, Memory, Outlet
from bot.rules.delivery import (
    Declined,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Failed,
    Limited,
    Lost,
    NotThere,
    Outcome,
    Owed,
    Sent,
    after,
)
from bot.rules.endpoint import DISABLED, GONE, Endpoint, is_news, refusal, tried
from bot.rules.escalation import Thread
from bot.rules.lanes import lane_of
from bot.rules.operators import died, disabled, in_trouble, is_notice
from bot.rules.owing import card as owed_card
from bot.rules.owing import redraw
from bot.steps.about import about, began, trace_of
from bot.steps.audited import by_clock
from bot.steps.climbed import refused
from bot.steps.customer_files import declined, taken_back
from bot.steps.late_calls import held_over, late
from bot.steps.on_call import addressed
from bot.steps.operators import tell_operators

ROOT_GONE = "thread root gone"
PLACE_GONE = frozenset({"is_archived", "channel_not_found", "not_in_channel"})
IN_THREAD = frozenset({"slack", "files", "calls"})
NEEDS_SOMEBODY = PLACE_GONE | {
    "account_inactive",
    "invalid_auth",
    "missing_scope",
    "restricted_action",
    "token_expired",
    "token_revoked",
}


async def deliver(
    desk: Desk, owner: str, *, taken: Callable[[], None] = lambda: None
) -> Delivery | None:
    """Send the one delivery that is most urgent now: as it is after that; None: nothing was due.
    `taken` is called when it is leased and before it is sent: others may look from then on.
    """
    now = desk.clock.now()
    claim = await desk.store.write(lambda memory: memory.claim(owner, now, desk.pace))
    if claim is None:
        return None
    taken()
    subject, endpoint, no = await desk.store.read(
        lambda memory: _about(memory, claim.delivery, now)
    )
    owed, trace = await addressed(desk, claim.delivery), trace_of(subject)
    outlet = _way_out(desk, owed)
    ids = {"escalation": owed.escalation_id, "delivery": owed.id}
    with desk.traces.step(f"deliver {owed.kind}", of=trace, **ids):
        if endpoint and endpoint.is_disabled:
            return await _settle(desk, claim, subject, outlet, refusal(endpoint), None)
        outcome = no or await _attempt(outlet, owed, subject)
        return await _settle(desk, claim, subject, outlet, outcome, endpoint)


def _way_out(desk: Desk, delivery: Delivery) -> Outlet:
    match delivery.target:
        case "webhook":
            return desk.webhooks
        case "mail":
            return desk.mail
        case _:
            return desk.slack


def _about(
    memory: Memory, delivery: Delivery, now: datetime
) -> tuple[About, Endpoint | None, Declined | None]:
    """What it is about, for a webhook whether anybody listens, and why it must not go any more."""
    subject = about(memory, delivery)
    if delivery.target != "webhook":
        return subject, None, taken_back(memory, delivery) or late(memory, delivery, now)
    return subject, memory.endpoint(delivery.workspace, delivery.payload["url"]), None


async def _attempt(outlet: Outlet, delivery: Delivery, subject: About) -> Outcome:
    if delivery.state is not DeliveryState.UNCERTAIN:
        return await outlet.send(delivery, subject)
    found = await outlet.look(delivery, subject)
    if not isinstance(found, Sequence):
        return found
    return await _keep_oldest(outlet, subject, found) if found else NotThere()


async def _keep_oldest(outlet: Outlet, subject: About, found: Sequence[Sent]) -> Sent:
    for double in found[1:]:
        await outlet.remove(subject, double)
    return found[0]


async def _settle(
    desk: Desk,
    claim: Claim,
    subject: About,
    outlet: Outlet,
    outcome: Outcome,
    endpoint: Endpoint | None,
) -> Delivery:
    now = desk.clock.now()
    new_place = _new_place(desk, subject, claim.delivery, outcome)
    settled = _after(claim.delivery, outcome, now, jitter=desk.dice(), moves=bool(new_place))

    def record(memory: Memory) -> Delivery | None:
        if not memory.settle(claim, settled):
            return _overtaken(memory, settled)
        if isinstance(outcome, Limited):
            until = settled.next_at or now
            memory.park(settled.lane, until)
            memory.note_limit(settled, now, until)
        _consequences(memory, settled, outcome, desk, new_place)
        if endpoint and is_news(endpoint, outcome, now):
            _remember(memory, settled, outcome, desk)
        return None

    overtaken = await desk.store.write(record)
    if overtaken is None:
        _measure(desk, settled, outcome, (now - began(subject)).total_seconds())
    if overtaken and isinstance(outcome, Sent) and _stands_elsewhere(overtaken, outcome):
        await outlet.remove(subject, outcome)  # ours is the double
    return overtaken or settled


def _overtaken(memory: Memory, ours: Delivery) -> Delivery | None:
    """We were paused beyond our lease. What we drew may be older than what others drew since."""
    if ours.kind is DeliveryKind.REDRAW:
        memory.owe(redraw(memory.escalation(ours.escalation_id)))
    return memory.delivery(ours.id)


def _measure(desk: Desk, settled: Delivery, outcome: Outcome, seconds: float) -> None:
    """A card that was hung up again is no measure of how quickly people were told."""
    desk.figures.tried(settled, outcome)
    is_first = settled.kind is DeliveryKind.CARD and not settled.payload.get("again")
    if is_first and isinstance(outcome, Sent):
        desk.figures.card_posted(seconds)


def _after(
    delivery: Delivery, outcome: Outcome, now: datetime, *, jitter: float, moves: bool
) -> Delivery:
    if moves or _is_root_gone(outcome):  # owed again below a new root, so this one is done with
        return replace(delivery, state=DeliveryState.SENT, next_at=None, last_error=ROOT_GONE)
    return after(delivery, outcome, now, jitter=jitter)


def _is_root_gone(outcome: Outcome) -> bool:
    return isinstance(outcome, Failed) and outcome.error == ROOT_GONE


def _stands_elsewhere(row: Delivery, ours: Sent) -> bool:
    return bool(row.result_ts) and bool(ours.ts) and row.result_ts != ours.ts


def _new_place(desk: Desk, subject: About, delivery: Delivery, outcome: Outcome) -> str:
    """Where the queue's cards go by now, when the channel that this one is in does not take it."""
    if delivery.target not in IN_THREAD or not isinstance(outcome, Failed):
        return ""
    if not isinstance(subject, Card):
        return ""
    promise = subject.escalation.promise
    queue = desk.policies.current.queues.get(promise.queue)
    is_elsewhere = queue is not None and queue.channel != promise.channel
    return queue.channel if queue and is_elsewhere and outcome.error in PLACE_GONE else ""


def _consequences(
    memory: Memory, settled: Delivery, outcome: Outcome, desk: Desk, new_place: str
) -> None:
    match outcome:
        case Failed() if new_place:
            _move_house(memory, settled, desk, new_place)
        case Sent() if settled.kind is DeliveryKind.CARD:
            _link(memory, settled, outcome, desk.clock.now())
        case Sent() if settled.kind is DeliveryKind.DIGEST:
            memory.letter_hangs(settled.escalation_id, _thread(outcome, desk.clock.now()))
        case Sent() if settled.kind is DeliveryKind.WEBHOOK:
            _told(memory, settled, desk)
        case Failed() if _is_root_gone(outcome):
            _hang_up_again(memory, settled)
        case Declined():
            declined(memory, settled, outcome)
            held_over(memory, settled, outcome, desk.clock.now())
        case Sent() | Limited() | Failed() | Lost() | NotThere():
            refused(memory, settled, outcome, desk.clock.now())
            _trouble(memory, settled, outcome, desk)


def _trouble(memory: Memory, settled: Delivery, outcome: Outcome, desk: Desk) -> None:
    """Somebody must hear of a delivery that died, and of what only a person can mend."""
    if settled.state is DeliveryState.DEAD:
        _write_down(memory, settled, desk, "delivery dead")
        if not (is_notice(settled) or _died_with_its_endpoint(settled)):
            tell_operators(memory, desk, died(settled, desk.clock.now()))
    elif isinstance(outcome, Failed) and outcome.error in NEEDS_SOMEBODY:
        tell_operators(memory, desk, in_trouble(settled, desk.clock.now()))


def _died_with_its_endpoint(webhook: Delivery) -> bool:
    """It is told of with that."""
    return webhook.last_error == GONE or webhook.last_error.startswith(DISABLED)


def _link(memory: Memory, settled: Delivery, sent: Sent, now: datetime) -> None:
    memory.link_thread(settled.escalation_id, _thread(sent, now))
    escalation = memory.escalation(settled.escalation_id)
    if escalation.thread and escalation.thread.posted_at == now:
        memory.reach(replace(escalation, thread=None), escalation)
    memory.plan(escalation)
    if escalation.version > 1 or not escalation.is_open:
        memory.owe(redraw(escalation))  # it may have changed between the drawing and now


def _thread(sent: Sent, now: datetime) -> Thread:
    return Thread(
        team=sent.team,
        channel=sent.channel,
        root_ts=sent.ts,
        permalink=sent.permalink,
        posted_at=now,
    )


def _told(memory: Memory, settled: Delivery, desk: Desk) -> None:
    subject = settled.subject
    if subject is None or subject.is_open:
        return
    if memory.mark_told(settled.escalation_id, desk.clock.now()):
        escalation = memory.escalation(settled.escalation_id)
        memory.reach(replace(escalation, told_at=None), escalation)
        memory.owe(redraw(escalation))


def _hang_up_again(memory: Memory, settled: Delivery) -> None:
    """The root was deleted: a new card, then this post once more under it."""
    escalation = memory.escalation(settled.escalation_id)
    if settled.kind is DeliveryKind.REDRAW and not escalation.is_open:
        return  # it was decided, and somebody cleared it away
    gone = escalation.thread.root_ts if escalation.thread else "unknown"
    memory.owe(owed_card(escalation, instead_of=gone))
    if settled.kind not in (DeliveryKind.REDRAW, DeliveryKind.CARD):
        memory.owe(
            Owed(
                escalation_id=settled.escalation_id,
                kind=settled.kind,
                target="slack" if settled.target == "calls" else settled.target,
                lane=lane_of(settled.kind, channel=escalation.promise.channel),
                once=f"again:{settled.id}",
                payload=settled.payload,
            )
        )


def _move_house(memory: Memory, settled: Delivery, desk: Desk, channel: str) -> None:
    """The channel is gone and the policy names another one: the card hangs there from now on."""
    was, now = memory.escalation(settled.escalation_id), desk.clock.now()
    if was.promise.channel == channel:
        moved = was  # whatever stood in line before this has moved it already
    else:
        promise = replace(was.promise, channel=channel)
        moved = replace(was, promise=promise, version=was.version + 1)
        memory.save(moved, was=was, change="moved", at=now)
        memory.note(
            by_clock(
                was.id,
                now,
                "moved to another channel",
                {"from": was.promise.channel, "to": channel},
            )
        )
    _hang_up_again(memory, settled)


def _remember(memory: Memory, settled: Delivery, outcome: Outcome, desk: Desk) -> None:
    """How it went at this endpoint; when that was the last straw, the operators hear of it."""
    now = desk.clock.now()
    was = memory.endpoint(settled.workspace, settled.payload["url"])
    now_is = tried(was, outcome, now)
    memory.save_endpoint(now_is)
    if now_is.is_disabled and not was.is_disabled:
        tell_operators(memory, desk, disabled(now_is, settled.escalation_id, now))


def _write_down(memory: Memory, settled: Delivery, desk: Desk, action: str) -> None:
    memory.note(
        by_clock(
            settled.escalation_id,
            desk.clock.now(),
            action,
            {"delivery": settled.id, "kind": str(settled.kind), "why": settled.last_error},
        )
    )
