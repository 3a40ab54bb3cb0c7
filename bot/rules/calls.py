"""Whom time calls, and with what words: one message names everybody and everything that is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.rules.approvers import Approvers
from bot.rules.clock import Clock, ClockKind, ClockStatus
from bot.rules.delivery import Delivery, DeliveryKind, Owed
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.lanes import lane_of
from bot.rules.owing import note
from bot.rules.reminders import BROKEN
from bot.rules.status import Status

IN_TIME = "It was not late after all: the answer had reached the customer in time."
_GOING_BY = {
    ClockKind.CLAIM: "to take this on",
    ClockKind.FIRST_REPLY: "to answer the customer",
    ClockKind.NEXT_REPLY: "to answer the customer again",
    ClockKind.DECISION: "to decide",
    ClockKind.RESOLUTION: "to settle this",
}
_BROKEN = {
    ClockKind.CLAIM: "Nobody has taken this on in time.",
    ClockKind.FIRST_REPLY: "The customer has had no answer in time.",
    ClockKind.NEXT_REPLY: "The customer has had no further answer in time.",
    ClockKind.DECISION: "Nobody has decided in time.",
    ClockKind.RESOLUTION: "This was not settled in time.",
}


def reminder(escalation: Escalation, told: Sequence[Clock]) -> Owed:
    """Its owner is called, or everybody who may take it where it has none."""
    said = note(
        escalation,
        " ".join(_words(each) for each in told),
        mention=called(escalation),
        once=f"reminder:{escalation.id}:" + ",".join(_once(each) for each in told),
    )
    due_at = min(each.due_at for each in told if each.due_at)
    is_late = all(each.is_late for each in told)
    due = {"at": due_at.isoformat(), "words": "It was due" if is_late else "Due"}
    late = [each.name for each in told if each.is_late]
    return replace(said, payload={**said.payload, "due": due, **({"late": late} if late else {})})


def more_time(escalation: Escalation) -> Owed:
    return note(
        escalation,
        "Nobody has decided in time. It stays open once more, and is now urgent.",
        mention=everybody(escalation.promise.approvers),
        once=f"extended:{escalation.id}",
    )


def taken_back(
    escalation: Escalation, clocks: Sequence[Clock], told: Iterable[Delivery]
) -> list[Owed]:
    """Only now it came to light that the answer had arrived in time: the posts that told of these
    clocks as late say so from now on. Where no post did, one says it.
    """
    thread, ids = escalation.thread, {each.name for each in clocks}
    corrected = [
        Owed(
            escalation_id=escalation.id,
            kind=DeliveryKind.CORRECTION,
            lane=lane_of(DeliveryKind.CORRECTION),
            once=f"retracted:{post.id}",
            payload={
                "channel": thread.channel,
                "ts": post.result_ts,
                "title": " ".join((IN_TIME, *_still_late(escalation, post))),
            },
        )
        for post in told
        if thread and ids & set(post.payload.get("late", ()))
    ]
    once = f"retracted:{escalation.id}:{','.join(sorted(ids))}"
    return corrected or [note(escalation, IN_TIME, once=once)]


def _still_late(escalation: Escalation, post: Delivery) -> Iterator[str]:
    told: list[str] = post.payload["late"]
    for clock in escalation.timing.clocks:
        if clock.status is ClockStatus.BREACHED and clock.name in told:
            yield _BROKEN[clock.kind]


def called(escalation: Escalation) -> list[Json]:
    """Who was only named has not said that it is theirs."""
    owner = escalation.assignee
    if owner and escalation.status is not Status.PENDING:
        return [{"user": owner.slack_user}]
    return everybody(escalation.promise.approvers)


def everybody(approvers: Approvers) -> list[Json]:
    """All who may take it, by their groups where they have some."""
    groups: list[Json] = [{"usergroup": group} for group in sorted(approvers.usergroups)]
    on_call: list[Json] = [{"rota": rota} for rota in sorted(approvers.rotas)]
    return [*groups, *on_call, *({"user": user} for user in sorted(approvers.users))]


def _words(clock: Clock) -> str:
    if clock.told > BROKEN:
        return f"Still: {_BROKEN[clock.kind]}"
    if clock.is_late:
        return _BROKEN[clock.kind]
    return f"{clock.told:.0%} of the time {_GOING_BY[clock.kind]} is over."


def _once(clock: Clock) -> str:
    return f"{clock.name}.{clock.told:g}"
