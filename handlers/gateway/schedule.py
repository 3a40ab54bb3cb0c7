"""`/v1/schedule`: when teams are there in a week, and who is on call then."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator, Field
from starlette.responses import HTMLResponse, Response

from bot.flows.read_schedule import Roster, Schedule, read_schedule
from bot.ports import ApiKey, Desk
from bot.rules.calendars.week import Window, parse_week
from bot.rules.json import Json
from bot.rules.rota import Shift
from bot.steps.week_told import Asked
from handlers.gateway.auth import Keys, reads_pages
from handlers.gateway.contract import operation
from handlers.gateway.list_page import HEADERS
from handlers.gateway.lists import Exact, Wanted
from handlers.gateway.out import respond, time_out
from handlers.gateway.report_shapes import ScheduleOut
from handlers.gateway.reports import a_week
from handlers.reports.rosters import as_schedule

SCOPE = "reports:read"
READ = operation(
    "get_schedule",
    scope=SCOPE,
    answers={
        200: {
            "model": ScheduleOut,
            "description": "The week's hours and turns; for `Accept: text/html` to look at.",
            "content": {"text/html": {"schema": {"type": "string"}}},
        }
    },
)


class ScheduleWanted(Wanted):
    week: Annotated[str | None, AfterValidator(a_week)] = Field(
        default=None, max_length=20, description="As 2026-W47; the present one if left out."
    )
    queue: Exact = Field(default=None, description="All of them if left out.")

    def asked(self, workspace: str) -> Asked:
        week = parse_week(self.week) if self.week else None
        return Asked(workspace=workspace, queue=self.queue or None, week=week)


def schedule(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/schedule", tags=["reports"])
    reader = Depends(keys.having(SCOPE, on_pages=SCOPE))

    async def get_schedule(
        request: Request,
        key: Annotated[ApiKey, reader],
        wanted: Annotated[ScheduleWanted, Query()],
    ) -> Response:
        """When each team is there by its calendar, and who is on call by its rotas."""
        found = await read_schedule(desk, wanted.asked(key.workspace))
        if reads_pages(request):
            return HTMLResponse(as_schedule(found), headers=HEADERS)
        return respond(_out(found), headers={"Vary": "Accept"})

    router.add_api_route("", get_schedule, methods=["GET"], **READ)
    return router


def _out(found: Schedule) -> Json:
    return {
        "week": str(found.week),
        "zone": found.zone,
        **_span(found.window),
        "queues": [_roster(each) for each in found.rosters],
    }


def _roster(roster: Roster) -> dict[str, Any]:
    hours = roster.hours
    return {
        "queue": roster.queue,
        "zone": roster.zone,
        "hours": None if hours is None else [_span(each) for each in hours],
        "rotas": [
            {"rota": each.rota, "shifts": [_shift(shift) for shift in each.shifts]}
            for each in roster.rotas
        ],
    }


def _shift(shift: Shift) -> Json:
    return {"user": shift.user, **_span(Window(shift.start, shift.end))}


def _span(span: Window) -> Json:
    return {"begins_at": time_out(span.start), "ends_at": time_out(span.end)}
