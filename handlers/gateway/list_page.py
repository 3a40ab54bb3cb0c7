"""The list behind a figure, for somebody with a browser: which cases they are, and nothing said."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from bot.rules.escalation import Escalation
from bot.rules.weekly.words import shown
from handlers.gateway.lists import cursor_out
from handlers.reports.listing import Entry, as_list
from handlers.reports.page import SECURITY

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": SECURITY,
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Authorization",
    "X-Content-Type-Options": "nosniff",
}


def list_page(request: Request, found: Sequence[Escalation], limit: int) -> Response:
    asked = {name: value for name, value in request.query_params.items() if name != "cursor"}
    entries, more = found[:limit], ""
    if len(found) > limit:
        more = f"?{urlencode({**asked, 'cursor': cursor_out(entries[-1].id)})}"
    told = [(shown(name), value) for name, value in asked.items()]
    return HTMLResponse(as_list(told, [_entry(each) for each in entries], more), headers=HEADERS)


def _entry(escalation: Escalation) -> Entry:
    closed = escalation.closed_at
    return Entry(
        id=escalation.id,
        asked=_time(escalation.created_at),
        queue=escalation.promise.queue,
        kind=shown(escalation.kind),
        why=shown(escalation.reason),
        status=shown(escalation.status),
        closed=_time(closed) if closed else "",
        card=escalation.thread.permalink if escalation.thread else "",
    )


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
