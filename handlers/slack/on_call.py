"""On call, on the app's home: who it is now and next, and the form in which managers set it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.flows.on_call import Cover
from bot.rules.json import Json
from bot.rules.rota import EVER, Handover, Rota, StandIn
from handlers.slack.blocks import (
    actions,
    bold,
    button,
    header,
    line,
    mention,
    option,
    plain,
    rich,
    run,
    when,
)
from handlers.slack.presses import at
from handlers.slack.text import one_line

ROTA = "rota"
PEOPLE, HANDOVER, HOUR, ZONE = "people", "handover", "hour", "zone"
KEPT, STAND_IN, START, UNTIL = "kept", "stand_in", "from", "until"
MOST = 10
_DAILY = "daily"
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


def cover_blocks(covers: Sequence[Cover]) -> list[Json]:
    """Nothing for whoever has no rota to see."""
    if not covers:
        return []
    return [header("On call"), *(block for each in covers[:MOST] for block in _cover(each))]


def rota_form(cover: Cover, people: Sequence[str], now: datetime) -> Json:
    """`people` in the order in which they are on call from now on."""
    rota = cover.rota
    return {
        "type": "modal",
        "callback_id": ROTA,
        "private_metadata": f"{cover.version}:{rota.name}",
        "title": plain("Who is on call", 24),
        "submit": plain("Set it", 24),
        "close": plain("Cancel", 24),
        "blocks": [
            _input(
                PEOPLE,
                "Who takes turns, in this order",
                {"type": "multi_users_select"} | ({"initial_users": [*people]} if people else {}),
                hint="The first is on call from now on.",
            ),
            _input(HANDOVER, "They hand over", _days(rota)),
            _input(
                HOUR,
                "At",
                {"type": "timepicker", "initial_time": _clock(rota.minute)},
            ),
            _input(
                ZONE,
                "On the clock of",
                {"type": "plain_text_input", "initial_value": rota.timezone, "max_length": 60},
                hint="A time zone such as Europe/Berlin.",
            ),
            *_stand_ins(rota, now),
            _input(
                STAND_IN,
                "Somebody else for a while",
                {"type": "users_select"},
                optional=True,
            ),
            _input(START, "From", {"type": "datetimepicker"}, optional=True),
            _input(UNTIL, "Until", {"type": "datetimepicker"}, optional=True),
        ],
    }


def chosen_rota(body: Json) -> tuple[Rota, int, dict[str, str]]:
    """What the form says, the version that it was made of, and what is missing from it by field."""
    version, _, name = str(at(body, "view", "private_metadata") or "").partition(":")
    day = str(_value(body, HANDOVER, "selected_option", "value") or "0")
    hour, _, minute = str(_value(body, HOUR, "selected_time") or "09:00").partition(":")
    stand_ins, missing = _chosen_stand_ins(body)
    rota = Rota(
        name=name,
        people=tuple(dict.fromkeys(_value(body, PEOPLE, "selected_users") or ())),
        timezone=str(_value(body, ZONE, "value") or "").strip(),
        handover=Handover.DAILY if day == _DAILY else Handover.WEEKLY,
        since=EVER + timedelta(days=0 if day == _DAILY else int(day)),
        minute=int(hour) * 60 + int(minute),
        stand_ins=stand_ins,
    )
    return rota, int(version or 0), missing


def _cover(cover: Cover) -> list[Json]:
    runs = [bold(one_line(cover.rota.name, 60)), run(": "), _who(cover.now.user)]
    if cover.then:
        runs += [run(" until "), when(cover.now.end), run(", then "), _who(cover.then.user)]
    told = f" (for {one_line(', '.join(cover.queues), 100)}"
    told += f"; set by {one_line(cover.set_by, 60)})" if cover.set_by else ")"
    shown: list[Json] = [rich(line(*runs, run(told)))]
    if cover.may_set:
        shown.append(actions(button("Change who is on call …", ROTA, cover.rota.name)))
    return shown


def _who(user: str | None) -> Json:
    return (mention({"user": user}) if user else None) or bold("⚠ nobody")


def _days(rota: Rota) -> Json:
    options = [option("Every day", _DAILY)]
    options += [option(f"On {day}", str(number)) for number, day in enumerate(_DAYS)]
    chosen = 0 if rota.handover is Handover.DAILY else rota.since.weekday() + 1
    return {"type": "static_select", "options": options, "initial_option": options[chosen]}


def _stand_ins(rota: Rota, now: datetime) -> list[Json]:
    """Those that are planned: what is unticked is called off."""
    planned = [each for each in rota.stand_ins if each.end > now][:MOST]
    if not planned:
        return []
    options = [_planned(each, rota) for each in planned]
    element = {"type": "checkboxes", "options": options, "initial_options": options}
    return [_input(KEPT, "Who stands in", element, optional=True)]


def _planned(each: StandIn, rota: Rota) -> Json:
    """A menu's entry is short and knows no dates of its readers: it is told on the rota's clock."""
    zone = ZoneInfo(rota.timezone)
    start, end = (f"{moment.astimezone(zone):%d %b %Y %H:%M}" for moment in (each.start, each.end))
    return {
        "text": {"type": "mrkdwn", "text": f"<@{each.user}>", "verbatim": True},
        "description": plain(f"{start} to {end}, {rota.timezone}", 75),
        "value": _written(each),
    }


def _written(each: StandIn) -> str:
    return f"{each.user}/{int(each.start.timestamp())}/{int(each.end.timestamp())}"


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


def _input(id: str, label: str, element: Json, *, hint: str = "", optional: bool = False) -> Json:
    block: Json = {
        "type": "input",
        "block_id": id,
        "label": plain(label),
        "element": {**element, "action_id": id},
        "optional": optional,
    }
    return block | {"hint": plain(hint)} if hint else block


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
