"""`/v1/reports/week`: how a week went, for programs, for spreadsheets, and for people."""

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator, Field
from starlette.responses import Response

from bot.errors import Refused
from bot.flows.read_week import read_week
from bot.ports import ApiKey, Desk
from bot.rules.calendars.week import parse_week
from bot.steps.week_told import Asked, Told
from handlers.gateway.accepting import liked_best
from handlers.gateway.auth import Keys
from handlers.gateway.contract import operation
from handlers.gateway.lists import Exact, Wanted
from handlers.gateway.out import in_json
from handlers.gateway.report_shapes import WeekOut
from handlers.gateway.texts import misfit
from handlers.reports.faces import digest_of
from handlers.reports.numbers import as_json
from handlers.reports.page import SECURITY, as_page, within
from handlers.reports.pictures import Pictures
from handlers.reports.spreadsheet import as_csv

JSON, CSV, HTML = "application/json", "text/csv", "text/html"
FORMS = (JSON, CSV, HTML)
NAMED = {"json": JSON, "csv": CSV, "html": HTML}
SCOPE = "reports:read"
TEXT: dict[str, Any] = {"schema": {"type": "string"}}
ANSWER: dict[str, Any] = {
    "model": WeekOut,
    "description": "The week's figures, as `Accept` asks for them: JSON, CSV with the means too, "
    "or a page that needs nothing else.",
    "content": {CSV: TEXT, HTML: TEXT},
}
READ = operation("get_week", scope=SCOPE, answers={200: ANSWER}, errors=("not-acceptable",))


class NotAcceptable(Refused):
    """A week is had as application/json, text/csv or text/html."""

    slug = "not-acceptable"


def a_week(text: str | None) -> str | None:
    try:
        parse_week(text or "1970-W01")
    except ValueError as error:
        raise misfit(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    return text


class WeekWanted(Wanted):
    week: Annotated[str | None, AfterValidator(a_week)] = Field(
        default=None, max_length=20, description="As 2026-W47; the last whole one if left out."
    )
    queue: Exact = Field(default=None, description="All of them together if left out.")
    format: Literal["json", "csv", "html"] | None = Field(
        default=None, description="Where no `Accept` can be sent, as from a link."
    )

    def asked(self, workspace: str) -> Asked:
        week = parse_week(self.week) if self.week else None
        return Asked(workspace=workspace, queue=self.queue or None, week=week)


def reports(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/reports", tags=["reports"])
    reader = Depends(keys.having(SCOPE, on_pages=SCOPE))
    pictures = Pictures()

    async def get_week(
        request: Request,
        key: Annotated[ApiKey, reader],
        wanted: Annotated[WeekWanted, Query()],
    ) -> Response:
        """What the weekly digest says: frozen as it was sent, or counted now (`frozen: false`)."""
        accepted = liked_best(",".join(request.headers.getlist("accept")), FORMS)
        form = NAMED.get(wanted.format or "", accepted)
        if form is None:
            raise NotAcceptable
        told = await read_week(desk, wanted.asked(key.workspace))
        body = await _body(form, told, pictures)
        return _answered(request, form, told, body)

    router.add_api_route("/week", get_week, methods=["GET"], **READ)
    return router


async def _body(form: str, told: Told, pictures: Pictures) -> str:
    report, digest = told.report, digest_of(told)
    match form:
        case "text/csv":
            return as_csv(report)
        case "text/html":
            drawn = await pictures.of(report)
            return as_page(digest, [within(each) for each in drawn])
        case _:
            return in_json(as_json(report, digest, frozen=told.frozen))


def _answered(request: Request, form: str, told: Told, body: str) -> Response:
    """What is frozen is the same each time; what was just counted is not to be kept by anybody."""
    headers = {"Vary": "Accept, Authorization", "X-Content-Type-Options": "nosniff"}
    if form == HTML:
        headers |= {"Content-Security-Policy": SECURITY, "Referrer-Policy": "no-referrer"}
    if form == CSV:
        name = f"handrail-{told.report.week}.csv"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if not told.frozen:
        return Response(body, 200, headers | {"Cache-Control": "no-store"}, media_type=form)
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers |= {"Cache-Control": "private, no-cache", "ETag": tag}
    if tag in _tags(request):
        return Response(None, 304, headers)
    return Response(body, 200, headers, media_type=form)


def _tags(request: Request) -> set[str]:
    told = request.headers.get("if-none-match", "")
    return {each.strip().removeprefix("W/") for each in told.split(",")}
