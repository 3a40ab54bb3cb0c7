"""The lists behind a week's figures: as the API is asked for them, and as the record is.

Where a figure is a handful of cases their cards can be shown themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from bot.rules.calendars.week import Window
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.report import Report

HANDFUL = 5
Asked = Mapping[str, str | bool | datetime]


def began_in(window: Window) -> Asked:
    return {"created_after": window.start, "created_before": window.end}


def ended_in(window: Window) -> Asked:
    return {"closed_after": window.start, "closed_before": window.end}


def written_in(window: Window) -> Asked:
    return {"written_after": window.start, "written_before": window.end}


def shown_by_card(facts: Facts, window: Window) -> Mapping[str, Asked]:
    """Of the figures whose cases somebody may want to open those that are not too many to show."""
    counted: Sequence[tuple[str, int, Asked]] = (
        ("cases", facts.cases, began_in(window)),
        (
            "expired",
            facts.approvals.get("expired", 0),
            {**ended_in(window), "kind": "approval", "status": "expired"},
        ),
        ("unsafe", facts.appraised.get("unsafe", 0), {**ended_in(window), "answer": "unsafe"}),
        ("unneeded", facts.not_needed, {**ended_in(window), "needed": False}),
        ("not_delivered", facts.relay.failed, {**written_in(window), "undelivered": True}),
    )
    return {name: asked for name, count, asked in counted if 0 < count <= HANDFUL}


def rated_in(window: Window) -> Asked:
    return {"rated_after": window.start, "rated_before": window.end}


def window_link(report: Report, **more: str) -> str:
    """The list behind a figure of what began in this week."""
    return _link(report, {**began_in(report.window), **more})


def ended_link(report: Report, **more: str) -> str:
    """The list behind a figure of what was closed in this week."""
    return _link(report, {**ended_in(report.window), **more})


def written_link(report: Report, **more: str) -> str:
    """The list behind a figure of what people wrote to customers in this week."""
    return _link(report, {**written_in(report.window), **more})


def rated_link(report: Report, **more: str) -> str:
    """The list behind a figure of what customers said in this week. One queue's are those that it
    was asked about; of all there are more, about which nobody was asked, and no such list.
    """
    return _link(report, {**rated_in(report.window), **more}) if report.queue else ""


def by_people_link(report: Report, **more: str) -> str:
    """The list behind a figure of what people ended in this week, whatever became of it since."""
    ended = {"ended_after": report.window.start, "ended_before": report.window.end}
    return _link(report, {**ended, **more})


def still_open_link(report: Report) -> str:
    """Those that were open then, whatever became of them since."""
    return _link(report, {"open_at": min(report.window.end, report.data_as_of)})


def page_path(report: Report, form: str) -> str:
    """The same digest in another form."""
    of_queue = {"queue": report.queue} if report.queue else {}
    return f"/v1/reports/week?{urlencode({'week': str(report.week), **of_queue, 'format': form})}"


def list_link(report: Report, **asked: str) -> str:
    return _link(report, asked)


def _link(report: Report, asked: Asked) -> str:
    from_queue = {"queue": report.queue} if report.queue else {}
    told = {name: _written(value) for name, value in asked.items()}
    return f"/v1/escalations?{urlencode({**from_queue, **told})}"


def _written(value: str | bool | datetime) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return str(value).lower() if isinstance(value, bool) else value
