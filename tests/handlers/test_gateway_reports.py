"""`GET /v1/reports/week`: one week in three forms, frozen once it was sent, refused with a reason."""

import asyncio
import csv
from io import StringIO
from typing import Any

import httpx
import pytest

from bot.ports import Letter
from handlers.reports import studio
from tests.handlers.a_week import BUSY, a_report
from tests.handlers.gateway_world import Gateway
from tests.makers import NINE

READER = frozenset({"reports:read"})


async def asked(gateway: Gateway, accept: str = "", **wanted: Any) -> httpx.Response:
    key = await gateway.a_key(READER)
    headers = {"Authorization": f"Bearer {key}", "Accept": accept or "*/*"}
    headers |= wanted.pop("headers", {})
    return await gateway.client.get("/v1/reports/week", params=wanted, headers=headers)


async def freeze(gateway: Gateway, **changes: Any) -> None:
    letter = Letter(
        id="dig_1",
        workspace="default",
        recipient="C0REFUNDS",
        report=a_report(BUSY, queue="refunds", **changes),
        created_at=NINE,
    )
    await gateway.store.write(lambda memory: memory.add_letter(letter))


async def test_this_week_is_counted_now_and_says_so(gateway: Gateway) -> None:
    await gateway.an_escalation()
    told = await asked(gateway, week="2026-W47", queue="refunds")
    assert told.status_code == 200
    assert told.headers["content-type"] == "application/json"
    assert told.headers["cache-control"] == "no-store"
    body = told.json()
    assert (body["week"], body["queue"], body["frozen"]) == ("2026-W47", "refunds", False)
    assert body["figures"]["counts"]["cases"] == 1
    assert "it may still change" in body["digest"]["footer"][0]["text"]


async def test_without_a_week_it_is_the_last_whole_one_of_all_queues(gateway: Gateway) -> None:
    body = (await asked(gateway)).json()
    assert (body["week"], body["queue"], body["zone"]) == ("2026-W46", None, "UTC")
    assert body["figures"]["counts"]["cases"] == 0


async def test_what_was_sent_is_told_again_as_it_was_and_known_by_its_tag(
    gateway: Gateway,
) -> None:
    await freeze(gateway)
    first = await asked(gateway, week="2026-W46", queue="refunds")
    assert first.json()["frozen"] is True
    assert first.json()["figures"]["counts"]["cases"] == 142
    tag = first.headers["etag"]
    again = await asked(
        gateway, week="2026-W46", queue="refunds", headers={"If-None-Match": f'"x", W/{tag}'}
    )
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await asked(
        gateway, "text/csv", week="2026-W46", queue="refunds", headers={"If-None-Match": tag}
    )
    assert other.status_code == 200


async def test_another_workspace_is_told_nothing_of_it(gateway: Gateway) -> None:
    await freeze(gateway)
    key = await gateway.a_key(READER, workspace="other")
    headers = {"Authorization": f"Bearer {key}"}
    params = {"week": "2026-W46", "queue": "refunds"}
    body = (await gateway.client.get("/v1/reports/week", params=params, headers=headers)).json()
    assert (body["frozen"], body["figures"]["counts"]["cases"]) == (False, 0)


async def test_a_spreadsheet_gets_rows(gateway: Gateway) -> None:
    await freeze(gateway)
    told = await asked(gateway, "text/csv", week="2026-W46", queue="refunds")
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    assert told.headers["content-disposition"] == 'attachment; filename="handrail-2026-W46.csv"'
    rows = list(csv.DictReader(StringIO(told.text)))
    assert next(row for row in rows if row["name"] == "cases")["value"] == "142"


async def test_a_browser_gets_a_page_with_its_pictures(gateway: Gateway) -> None:
    await freeze(gateway)
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    told = await asked(gateway, browser, week="2026-W46", queue="refunds")
    assert told.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in told.headers["content-security-policy"]
    assert "142 escalations" in told.text
    assert 'src="data:image/png;base64,' in told.text


@pytest.mark.parametrize(
    ("wanted", "status", "slug", "field"),
    [
        ({"week": "2026-W48"}, 422, "bad-input", "week"),
        ({"week": "2026-47"}, 422, "bad-input", "week"),
        ({"week": "2026-W54"}, 422, "bad-input", "week"),
        ({"queue": "refund"}, 422, "bad-input", "queue"),
        ({"weeks": "2026-W47"}, 422, "bad-input", "weeks"),
        ({"accept": "image/png"}, 406, "not-acceptable", None),
    ],
    ids=["to come", "not so written", "not in the year", "no such queue", "misspelt", "no form"],
)
async def test_what_cannot_be_told_is_refused_with_a_reason(
    gateway: Gateway, wanted: dict[str, str], status: int, slug: str, field: str | None
) -> None:
    refused = await asked(gateway, **wanted)
    assert refused.status_code == status
    body = refused.json()
    assert body["type"] == f"/problems/{slug}"
    assert [each["field"] for each in body["errors"]] == ([field] if field else [])


async def test_it_takes_the_scope_of_reports(gateway: Gateway) -> None:
    refused = await gateway.client.get("/v1/reports/week")
    assert refused.status_code == 403
    assert "reports:read" in refused.json()["detail"]


@pytest.mark.parametrize("queue", ["refunds", ""], ids=["one queue", "all"])
async def test_the_first_week_that_there_is_is_told_like_any_other(
    gateway: Gateway, queue: str
) -> None:
    told = await asked(gateway, week="1970-W01", queue=queue)
    assert told.status_code == 200
    assert told.json()["weeks_before"] == []


async def test_the_same_week_asked_for_by_many_at_once_is_drawn_once(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    async def together(*wanted: Any) -> list[bytes]:
        drawn.append(len(wanted))
        await asyncio.sleep(0)
        return [b"\x89PNG\r\n\x1a\n" + bytes(16)] * len(wanted)

    monkeypatch.setattr(studio, "together", together)
    await freeze(gateway)
    asking = (asked(gateway, "text/html", week="2026-W46", queue="refunds") for _ in range(5))
    pages = await asyncio.gather(*asking)
    assert {page.status_code for page in pages} == {200}
    assert drawn == [2]
