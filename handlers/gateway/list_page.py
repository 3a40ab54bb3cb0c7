"""The list behind a figure, for somebody with a browser: which they are, and nothing said."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from bot.ports import JudgedTurn
from bot.rules.correction import Correction
from bot.rules.escalation import Escalation
from bot.rules.weekly.lists import case_link
from bot.rules.weekly.words import shown
from handlers.gateway.lists import cursor_out
from handlers.reports.listing import Entry, Listing, as_list
from handlers.reports.page import SECURITY

T = TypeVar("T")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": SECURITY,
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Authorization",
    "X-Content-Type-Options": "nosniff",
}
ESCALATIONS = ("Asked (UTC)", "Queue", "Kind", "Why", "Status", "Closed (UTC)")
TURNS = ("Judged (UTC)", "Agent", "Verdict", "Rule", "Sure")
CORRECTIONS = ("Closed (UTC)", "Queue", "How", "The agent's answer", "Put to use in")


def escalations_page(
    request: Request, found: Sequence[Escalation], limit: int, in_all: tuple[int, int]
) -> Response:
    return _page(
        request, "Escalations", ESCALATIONS, found[:limit], _of_case, in_all, found[limit:]
    )


def turns_page(
    request: Request, found: Sequence[JudgedTurn], limit: int, in_all: tuple[int, int]
) -> Response:
    return _page(request, "Turns", TURNS, found[:limit], _of_turn, in_all, found[limit:])


def corrections_page(
    request: Request, found: Sequence[Correction], limit: int, in_all: int
) -> Response:
    numbers = (in_all, in_all)
    of_page, others = found[:limit], found[limit:]
    return _page(request, "Corrections", CORRECTIONS, of_page, _of_correction, numbers, others)


def _page(
    request: Request,
    title: str,
    columns: tuple[str, ...],
    found: Sequence[T],
    entry: Callable[[T], Entry],
    in_all: tuple[int, int],
    others: Sequence[T],
) -> Response:
    asked = {name: value for name, value in request.query_params.items() if name != "cursor"}
    entries = [entry(each) for each in found]
    listing = Listing(
        title=title,
        columns=columns,
        entries=entries,
        asked=[(shown(name), value) for name, value in asked.items()],
        in_all=in_all[0],
        times=in_all[1],
        more=f"?{urlencode({**asked, 'cursor': cursor_out(entries[-1].id)})}" if others else "",
    )
    return HTMLResponse(as_list(listing), headers=HEADERS)


def _of_case(escalation: Escalation) -> Entry:
    cells = (
        _time(escalation.created_at),
        escalation.promise.queue,
        shown(escalation.kind),
        shown(escalation.reason),
        shown(escalation.status),
        _time(escalation.closed_at),
    )
    return Entry(id=escalation.id, cells=cells, card=_card(escalation))


def _of_turn(judged: JudgedTurn) -> Entry:
    sure = judged.turn.confidence
    cells = (
        _time(judged.judged_at),
        judged.key.agent_id,
        shown(judged.verdict),
        judged.rule,
        "" if sure is None else f"{sure * 100:.0f} %",
    )
    case = case_link(judged.escalation_id) if judged.escalation_id else ""
    return Entry(id=judged.id, cells=cells, case=case)


def _of_correction(correction: Correction) -> Entry:
    escalation, said = correction.escalation, correction.appraisal
    cells = (
        _time(escalation.closed_at),
        escalation.promise.queue,
        shown(escalation.status),
        shown(said.opinion.answer) if said else "",
        ", ".join(each.place for each in correction.applied),
    )
    return Entry(id=escalation.id, cells=cells, card=_card(escalation))


def _card(escalation: Escalation) -> str:
    return escalation.thread.permalink if escalation.thread else ""


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
