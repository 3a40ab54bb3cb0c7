"""On call, on the app's home: who it is now and next, and the form in which managers set it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.flows.on_call import Cover
from bot.rules.json import Json
from bot.rules.rota import Handover, Rota, StandIn
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
from handlers.slack.text import one_line

ROTA = "rota"
PEOPLE, FIRST, HANDOVER, HOUR, ZONE = "people", "first", "handover", "hour", "zone"
KEPT, STAND_IN, START, UNTIL = "kept", "stand_in", "from", "until"
MOST = 10
DAILY = "daily"
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


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
            ),
            _input(
                FIRST,
                "On call from now on",
                {"type": "users_select"} | ({"initial_user": people[0]} if people else {}),
                hint="The others follow in their order.",
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
    options = [option("Every day", DAILY)]
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
