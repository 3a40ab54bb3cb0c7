"""The list behind a figure in a browser: a key is asked for, nobody is quoted, nothing is done."""

import base64
import html
import re
from typing import Any

from tests.handlers.gateway_world import Gateway
from tests.handlers.test_gateway_lists import two_an_hour_apart

REPORTS = frozenset({"reports:read"})
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def opened(gateway: Gateway, key: str, path: str = "/v1/escalations", **more: Any) -> Any:
    """As a browser does it once somebody has given the key as the password."""
    told = base64.b64encode(f"mia:{key}".encode()).decode()
    headers = {**BROWSER, "Authorization": f"Basic {told}"}
    return await gateway.client.request(
        more.pop("method", "GET"), path, headers=headers, params=more or None
    )


async def test_a_browser_is_asked_for_a_key_and_shown_which_cases_they_are(
    gateway: Gateway,
) -> None:
    early, late = await two_an_hour_apart(gateway)
    asks = await gateway.client.get(
        "/v1/escalations", headers={**BROWSER, "Authorization": "Basic bWlhOmhya19ub2JvZHk="}
    )
    assert asks.status_code == 401
    assert asks.headers["www-authenticate"].startswith("Basic realm=")
    shown = await opened(gateway, await gateway.a_key(REPORTS), limit="1")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["cache-control"] == "no-store"
    assert (late["id"] in shown.text, early["id"] in shown.text) == (True, False)
    older = re.search(r'href="(\?[^"]+)">Older ones', shown.text)
    assert older
    key = await gateway.a_key(REPORTS)
    behind = await opened(gateway, key, f"/v1/escalations{html.unescape(older[1])}")
    assert early["id"] in behind.text


async def test_the_page_of_a_list_quotes_nobody_and_runs_nothing(gateway: Gateway) -> None:
    """F77: whoever may read the figures may not therefore read what was said."""
    await gateway.an_escalation(customer={"id": "c1", "name": "Ada Lovelace"})
    key = await gateway.a_key(REPORTS)
    shown = await opened(gateway, key, topic='<img src=x onerror="alert(1)">')
    assert "There is none." in shown.text
    assert "<img" not in shown.text
    shown = await opened(gateway, key)
    for secret in ("money back", "Ada Lovelace", "issue_refund", "129", key):
        assert secret not in shown.text


async def test_a_password_only_reads_pages(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    all_of_it = await gateway.a_key(frozenset({"admin"}))
    path = f"/v1/escalations/{escalation['id']}"
    for method, where in (("GET", path), ("POST", f"{path}/cancel")):
        refused = await opened(gateway, all_of_it, where, method=method)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
    told = base64.b64encode(f"mia:{all_of_it}".encode()).decode()
    program = await gateway.client.get(
        "/v1/escalations", headers={"Authorization": f"Basic {told}"}
    )
    assert program.status_code == 401


async def test_a_key_for_reports_is_shown_the_page_and_not_the_records(gateway: Gateway) -> None:
    key = await gateway.a_key(REPORTS)
    assert (await opened(gateway, key)).status_code == 200
    records = await gateway.client.get(
        "/v1/escalations", headers={"Authorization": f"Bearer {key}"}
    )
    assert records.status_code == 403
    neither = await opened(gateway, await gateway.a_key(frozenset({"turns:write"})))
    assert neither.status_code == 403
    elsewhere = await gateway.a_key(REPORTS, workspace="other")
    await gateway.an_escalation()
    assert "There is none." in (await opened(gateway, elsewhere)).text
