"""The lists behind a week's figures: as the API is asked for them, and as the record is.

Where a figure is a handful of cases their cards can be shown themselves.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from bot.rules.calendars.week import Window
from bot.rules.weekly.behind import By, behind
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.report import Report

HANDFUL = 5
SCHEDULE = "/v1/schedule"
PRIVATE = "private"  # a queue's own readers are told what it is asked about
Asked = Mapping[str, str | bool | datetime]
_PATHS = {
    **dict.fromkeys((By.TURNS, By.ALL_TURNS, By.RATED), "/v1/turns"),
    By.CORRECTIONS: "/v1/corrections",
}
_SPANS = {
    **dict.fromkeys((By.TURNS, By.ALL_TURNS), By.JUDGED),
    **dict.fromkeys((By.CORRECTIONS,), By.CLOSED),
}
_OF_QUEUE = {
    **dict.fromkeys((By.CLOSED, By.NOW, By.TURNS, By.RATED, By.CORRECTIONS), "queue"),
    By.ALL_TURNS: "",
}
"""What is closed is passed on no more, and a turn is of the queue that was asked about it."""
_BY_CARD = {
    "cases": "counts.cases",
    "expired": "parts.approvals.expired",
    "unsafe": "parts.answers.unsafe",
    "unneeded": "rates.unneeded",
    "not_delivered": "counts.not_delivered",
}


def link(report: Report, figure: str) -> str:
    """The list behind a figure of this week; empty where there is none."""
    return link_of(figure, report.window, report.queue, report.data_as_of)


def link_of(figure: str, window: Window, queue: str | None, as_of: datetime) -> str:
    """The same where there is no report: a week so far."""
    asked = asked_for(figure, window, queue, as_of)
    return _link(*asked) if asked else ""


def asked_for(
    figure: str, window: Window, queue: str | None, as_of: datetime
) -> tuple[str, Asked] | None:
    """The path, and what it is asked with."""
    known = behind(figure)
    if known is None:
        return None
    named = _OF_QUEUE.get(known.by, "queue_then")
    of_queue = {named: queue} if queue is not None and named else {}
    asked = {key: each for key, each in known.asked.items() if key != PRIVATE or queue is None}
    spanned = _span(known.by, window, min(window.end, as_of))
    return _PATHS.get(known.by, "/v1/escalations"), {**of_queue, **spanned, **asked}


def shown_by_card(
    facts: Facts, window: Window, queue: str | None, as_of: datetime
) -> Mapping[str, Asked]:
    """Of the figures whose cases somebody may want to open those that are not too many to show."""
    counted = {
        "cases": facts.cases,
        "expired": facts.approvals.get("expired", 0),
        "unsafe": facts.appraised.get("unsafe", 0),
        "unneeded": facts.not_needed,
        "not_delivered": facts.relay.failed,
    }
    found = {
        name: asked_for(_BY_CARD[name], window, queue, as_of)
        for name, count in counted.items()
        if 0 < count <= HANDFUL
    }
    return {name: asked[1] for name, asked in found.items() if asked}


def waiting_link(report: Report, span: Window) -> str:
    """Those for which somebody waited for people in that time."""
    of_queue = {"queue_then": report.queue} if report.queue else {}
    spanned = {"waiting_after": span.start, "waiting_before": span.end}
    return _link("/v1/escalations", {**of_queue, **spanned})


def case_link(id: str) -> str:
    """One case, for whoever has no card to open."""
    return _link("/v1/escalations", {"id": id})


def schedule_link(report: Report) -> str:
    """When the team is there, and who is on call then."""
    of_queue = {"queue": report.queue} if report.queue else {}
    asked = {**of_queue, "week": str(report.week)}
    return _link(SCHEDULE, asked)


def page_path(report: Report, form: str) -> str:
    """The same digest in another form."""
    of_queue = {"queue": report.queue} if report.queue else {}
    return _link("/v1/reports/week", {"week": str(report.week), **of_queue, "format": form})


def _span(by: By, window: Window, until: datetime) -> Asked:
    match by:
        case By.NOW:
            return {}
        case By.OPEN_THEN:
            return {"open_at": until}
        case _:
            name = _SPANS.get(by, by)
            return {f"{name}_after": window.start, f"{name}_before": window.end}


def _link(path: str, asked: Asked) -> str:
    return f"{path}?{urlencode({name: _written(value) for name, value in asked.items()})}"


def _written(value: str | bool | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value).lower() if isinstance(value, bool) else str(value)
