"""What may stand under `digest`: when managers are told how the week went, where, and who."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, model_validator

from bot.policy_file.atoms import Channel, Email, User, some
from bot.policy_file.calendar_shape import Zone
from bot.rules.edition import NINE, Edition, Schedule, parse_time, parse_weekday
from bot.rules.policy import Queue, private
from bot.rules.rota import Rota

UTC = "UTC"
OFF = "off"
WHOLE = 100
_PER_CENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
Day = Annotated[int, BeforeValidator(lambda value: parse_weekday(str(value)))]
Time = Annotated[int, BeforeValidator(lambda value: parse_time(str(value)))]


class ReaderShape(BaseModel, extra="forbid"):
    """Who gets it: a channel, one person alone, or an address of mail."""

    channel: Channel | None = None
    user: User | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("each entry is one `channel`, one `user` or one `email`")
        return self

    @property
    def id(self) -> str:
        return self.channel or self.user or self.email or ""


def _switched_off(written: Any) -> Any:
    """`off` alone says as much as `{off: true}`."""
    return {OFF: True} if written == OFF else written


def _share(written: Any) -> float:
    """`95%`. Raises ValueError with a sentence."""
    number = str(written).strip().removesuffix("%").strip()
    if not (_PER_CENT.fullmatch(number) and 0 < float(number) <= WHOLE):
        raise ValueError("a target is a share such as 95%, more than 0% and 100% at most")
    return float(number) / WHOLE


Readers = Annotated[list[ReaderShape], AfterValidator(some)]


class OwnShape(BaseModel, extra="forbid"):
    """Where a digest is not like the others."""

    day: Day | None = None
    time: Time | None = None
    off: bool = False


class EditionShape(OwnShape):
    to: Readers | None = None


class WholeShape(OwnShape):
    """Of all queues together, which have no calendar: it says whose zone the week is in."""

    timezone: Zone = UTC
    to: Readers


class DigestShape(BaseModel, extra="forbid"):
    day: Day = 0
    time: Time = NINE
    to: Readers | None = None
    off: bool = False
    people: bool = False
    target: Annotated[float, BeforeValidator(_share)] | None = None
    queues: dict[str, Annotated[EditionShape, BeforeValidator(_switched_off)]] = {}
    all: WholeShape | None = None


Digest = Annotated[DigestShape, BeforeValidator(_switched_off)]


def editions(
    shape: DigestShape, queues: Mapping[str, Queue], rotas: Mapping[str, Rota]
) -> tuple[Edition, ...]:
    """Of each queue, in the zone of its calendar; then of all together, if anybody reads that."""
    if shape.off:
        return ()
    own = ((queue, shape.queues.get(name, EditionShape())) for name, queue in queues.items())
    made = [
        replace(_of_queue(queue, its, shape), covers=queue.covers(rotas))
        for queue, its in own
        if not its.off
    ]
    if shape.all is None or shape.all.off:
        return tuple(made)
    everybody = tuple(each for queue in queues.values() for each in queue.covers(rotas))
    whole = replace(_whole(shape.all, shape), covers=everybody, hidden=private(queues))
    return (*made, whole)


def _of_queue(queue: Queue, its: EditionShape, usual: DigestShape) -> Edition:
    zone = queue.hours.timezone if queue.hours else UTC
    readers = its.to or usual.to
    return Edition(
        queue=queue.name,
        zone=zone,
        schedule=_schedule(its, usual, zone),
        to=_ids(readers) if readers else (queue.channel,),
        managers=queue.managers,
        hours=queue.hours,
        names_people=usual.people,
        target=usual.target,
    )


def _whole(its: WholeShape, usual: DigestShape) -> Edition:
    return Edition(
        queue=None,
        zone=its.timezone,
        schedule=_schedule(its, usual, its.timezone),
        to=_ids(its.to),
        target=usual.target,
    )


def _schedule(its: OwnShape, usual: DigestShape, zone: str) -> Schedule:
    return Schedule(
        zone=zone,
        weekday=usual.day if its.day is None else its.day,
        minute=usual.time if its.time is None else its.time,
    )


def _ids(readers: list[ReaderShape]) -> tuple[str, ...]:
    return tuple(each.id for each in readers)
