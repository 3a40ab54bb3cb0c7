"""What a manager chose in the form of who is on call."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.rules.json import Json
from bot.rules.rota import EVER, Handover, Rota, StandIn
from handlers.slack.on_call import (
    DAILY,
    FIRST,
    HANDOVER,
    HOUR,
    KEPT,
    PEOPLE,
    STAND_IN,
    START,
    UNTIL,
    ZONE,
)
from handlers.slack.presses import at

_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


def chosen_rota(body: Json) -> tuple[Rota, int, dict[str, str]]:
    """What the form says, the version that it was made of, and what is missing from it by field.

    Who is on call is asked for by itself: not every client of Slack keeps the order of a menu.
    """
    version, _, name = str(at(body, "view", "private_metadata") or "").partition(":")
    day = str(_value(body, HANDOVER, "selected_option", "value") or "0")
    hour, _, minute = str(_value(body, HOUR, "selected_time") or "09:00").partition(":")
    stand_ins, missing = _chosen_stand_ins(body)
    people = tuple(dict.fromkeys(_value(body, PEOPLE, "selected_users") or ()))
    first = _value(body, FIRST, "selected_user")
    if first in people:
        people = people[people.index(first) :] + people[: people.index(first)]
    else:
        missing[FIRST] = "Choose one of those who take turns."
    rota = Rota(
        name=name,
        people=people,
        timezone=str(_value(body, ZONE, "value") or "").strip(),
        handover=Handover.DAILY if day == DAILY else Handover.WEEKLY,
        since=EVER + timedelta(days=0 if day == DAILY else int(day)),
        minute=int(hour) * 60 + int(minute),
        stand_ins=stand_ins,
    )
    return rota, int(version or 0), missing


def _chosen_stand_ins(body: Json) -> tuple[tuple[StandIn, ...], dict[str, str]]:
    kept = [_read(str(each["value"])) for each in _value(body, KEPT, "selected_options") or ()]
    user = _value(body, STAND_IN, "selected_user")
    start, until = (_moment(_value(body, field, "selected_date_time")) for field in (START, UNTIL))
    missing = {
        STAND_IN: "Choose who it is." if not user else "",
        START: "Choose when it begins." if not start else "",
        UNTIL: "Choose when it ends." if not until else "",
    }
    if not user and not start and not until:
        return tuple(kept), {}
    if not user or not start or not until:
        return (), {field: words for field, words in missing.items() if words}
    return (*kept, StandIn(user=str(user), start=start, end=until)), {}


def _read(written: str) -> StandIn:
    user, start, end = written.split("/")
    return StandIn(
        user=user,
        start=datetime.fromtimestamp(int(start), UTC),
        end=datetime.fromtimestamp(int(end), UTC),
    )


def _moment(chosen: object) -> datetime | None:
    if not isinstance(chosen, int) or not 0 <= chosen < _LATEST:
        return None
    return datetime.fromtimestamp(chosen, UTC)


def _value(body: Json, field: str, *path: str) -> Any:
    return at(body, "view", "state", "values", field, field, *path)
