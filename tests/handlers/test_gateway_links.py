"""Whoever reads a digest can follow every link in it, on each of its faces, and none leads astray."""

import base64
import csv
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

from bot.rules.approvers import Approvers
from bot.rules.decision import Edit, Reject
from bot.rules.rota import Rota
from bot.rules.weekly.content import Digest
from bot.rules.weekly.digest import digest
from bot.rules.weekly.linked import links
from handlers.reports.plain import as_text
from handlers.reports.spreadsheet import as_csv
from handlers.slack.digest import draw_digest
from tests.calendars import a_calendar
from tests.handlers.a_week import BUSY, LOAD, a_report
from tests.handlers.gateway_world import Gateway
from tests.handlers.test_gateway_list_page import BROWSER, REPORTS, opened

NOBODY = Rota(name="days", people=())
BESIDES = (
    *("/v1/reports/week?", "/definitions", "/v1/schedule?", "/v1/escalations?id="),
    "/v1/escalations?queue_then=refunds&waiting_after=",
)
"""The same week in other forms, what words mean, one case, and who waited for nobody."""


async def a_week(gateway: Gateway) -> None:
    """Held, passed, decided, rated; and nobody was on call."""
    approvers = Approvers(rotas=frozenset({"days"}))
    queue = replace(gateway.policy.queues["refunds"], approvers=approvers, hours=a_calendar("UTC"))
    gateway.policy.queues, gateway.policy.rotas = {"refunds": queue}, {"days": NOBODY}
    for number, choice in enumerate((Edit(args={"amount": 9.0}), Reject(reason="No"), None)):
        action = {"name": f"refund_{number}", "args": {"amount": 129.0}}
        case = await gateway.an_escalation(
            turn_id=f"t-{number}", action_request=action, topic="SEPA & more"
        )
        gateway.clock.wind(minutes=7)
        if choice is not None:
            await gateway.press(case, choice)
        rated = await gateway.client.post(
            f"/v1/turns/t-{number}/feedback",
            params={"conversation_id": "conv-1", "agent_id": "support-bot"},
            json={"rating": "good"},
        )
        assert rated.status_code == 200
    gateway.clock.wind(days=8)


def links_of(told: Any) -> Iterator[str]:
    """Of the digest as programs have it, however deep they lie."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from ([value] if name == "link" else links_of(value))
    elif isinstance(told, list):
        for each in told:
            yield from ([each] if isinstance(each, str) and each[:4] == "/v1/" else links_of(each))


async def test_every_link_of_a_digest_opens_for_whoever_may_read_it(gateway: Gateway) -> None:
    await a_week(gateway)
    key = await gateway.a_key(REPORTS)
    asked = {"week": "2026-W47", "queue": "refunds"}
    headers = {"Authorization": f"Bearer {key}"}
    told = (await gateway.client.get("/v1/reports/week", params=asked, headers=headers)).json()
    in_digest = {each for each in links_of(told["digest"]) if each}
    page = await opened(gateway, key, "/v1/reports/week", **asked)
    on_page = {html.unescape(each) for each in re.findall(r'href="([^"]+)"', page.text)}
    assert in_digest == on_page
    behind = set(told["links"].values())
    for link in sorted(in_digest | behind):
        shown = await opened(gateway, key, link)
        assert shown.status_code == 200, (link, shown.text)
        assert link in behind or link.startswith(BESIDES)
    assert len(behind) > 50


async def test_a_list_says_how_many_it_has_in_all_beyond_its_page(gateway: Gateway) -> None:
    await a_week(gateway)
    key = await gateway.a_key(REPORTS)
    shown = await opened(gateway, key, limit="1")
    assert "<b>3</b> in all" in shown.text
    ended = await opened(gateway, key, ended_after="2026-11-16T00:00:00Z")
    assert "<b>2</b> in all" in ended.text


async def test_turns_and_corrections_are_shown_as_pages_that_quote_nobody(
    gateway: Gateway,
) -> None:
    await a_week(gateway)
    key = await gateway.a_key(REPORTS)
    turns = await opened(gateway, key, "/v1/turns", rating="good")
    corrections = await opened(gateway, key, "/v1/corrections", applied="false")
    assert "<b>3</b> in all" in turns.text
    assert "<b>2</b> in all" in corrections.text
    for page in (turns, corrections):
        assert page.headers["cache-control"] == "no-store"
        for secret in ("money back", "refund_1", "SEPA", key):
            assert secret not in page.text
    case = re.search(r'href="(/v1/escalations\?id=[^"]+)"', turns.text)
    assert case
    assert "<b>1</b> in all" in (await opened(gateway, key, html.unescape(case[1]))).text
    for path in ("/v1/turns", "/v1/corrections"):
        records = await gateway.client.get(path, headers={"Authorization": f"Bearer {key}"})
        assert records.status_code == 403
        elsewhere = await gateway.a_key(REPORTS, workspace="other")
        assert "There is none." in (await opened(gateway, elsewhere, path)).text


async def test_corrections_are_listed_a_page_at_a_time_with_where_they_were_put_to_use(
    gateway: Gateway,
) -> None:
    await a_week(gateway)
    first = (await gateway.client.get("/v1/corrections", params={"limit": 1})).json()
    (newest,) = first["items"]
    assert (newest["status"], newest["queue"], newest["applied"]) == ("rejected", "refunds", [])
    used = await gateway.client.post(f"/v1/corrections/{newest['id']}/applied", json={"in": "v7"})
    assert used.status_code == 200
    behind = {"limit": 1, "cursor": first["next_cursor"]}
    (older,) = (await gateway.client.get("/v1/corrections", params=behind)).json()["items"]
    assert older["status"] == "edited"

    async def ids(**asked: Any) -> list[str]:
        found = (await gateway.client.get("/v1/corrections", params=asked)).json()
        return [each["id"] for each in found["items"]]

    assert await ids(applied="true") == [newest["id"]]
    assert await ids(applied="false") == [older["id"]]
    assert await ids(queue="support") == []
    assert await ids(closed_before=older["closed_at"]) == []
    assert await ids(closed_after=newest["closed_at"]) == [newest["id"]]


async def test_the_schedule_says_when_a_team_is_there_and_that_nobody_is_on_call(
    gateway: Gateway,
) -> None:
    await a_week(gateway)
    key = await gateway.a_key(REPORTS)
    headers = {"Authorization": f"Bearer {key}"}
    asked = {"week": "2026-W47", "queue": "refunds"}
    told = (await gateway.client.get("/v1/schedule", params=asked, headers=headers)).json()
    (team,) = told["queues"]
    monday = {"begins_at": "2026-11-16T09:00:00Z", "ends_at": "2026-11-16T17:00:00Z"}
    assert (len(team["hours"]), team["hours"][0]) == (5, monday)
    (rota,) = team["rotas"]
    assert [each["user"] for each in rota["shifts"]] == [None]
    page = await opened(gateway, key, "/v1/schedule", **asked)
    assert "Mon 16 Nov 09:00" in page.text
    assert "nobody" in page.text
    unknown = await opened(gateway, key, "/v1/schedule", queue="nowhere")
    assert unknown.status_code == 422
    stranger = base64.b64encode(b"mia:hrk_nobody").decode()
    refused = await gateway.client.get(
        "/v1/schedule", headers={**BROWSER, "Authorization": f"Basic {stranger}"}
    )
    assert refused.status_code == 401


def links_in(made: Digest) -> set[str]:
    lines = [*made.headline, *(line for each in made.sections for line in each.lines)]
    told = {each.link for line in lines for each in (line, *line.pieces)}
    tables = {each for section in made.sections if section.table for each in section.table.links}
    return {each for each in told | tables if each.startswith("/v1/")}


def test_slack_and_mail_lead_wherever_the_page_does() -> None:
    made = digest(a_report(BUSY, load=LOAD))
    at = "https://desk.example.com"
    drawn, words = repr(draw_digest(made, at).blocks), as_text(made, address=at)
    for link in links_in(made):
        assert repr(at + link) in drawn
        assert at + link in words


def test_each_figure_in_the_spreadsheet_leads_to_its_list() -> None:
    report = a_report(BUSY)
    rows = list(csv.DictReader(StringIO(as_csv(report))))
    told = {row["link"] for row in rows if row["week"] == "2026-W46" and row["link"]}
    known = links(report)
    without = {known[name] for name in known if name.endswith(".turns") or "past_due" in name}
    assert set(known.values()) - without <= told
    assert not [row for row in rows if row["week"] != "2026-W46" and row["link"]]
