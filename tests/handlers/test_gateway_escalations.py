import asyncio
import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import event

from bot.flows.cancel import cancel
from bot.flows.claim import claim
from bot.rules.decision import Edit, Reject
from bot.rules.press import Press
from tests.handlers.gateway_world import ALL, Gateway, a_body
from tests.makers import AGENT

PATIENCE = 30.0


async def test_a_long_poll_is_answered_by_the_decision(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}"
    waiting = asyncio.create_task(gateway.client.get(path, params={"wait": 60}))
    await asyncio.sleep(0)
    await gateway.press(escalation)
    answered = (await waiting).json()
    assert answered["status"] == "approved"
    assert answered["decision"]["decided_by"] == {
        "type": "human",
        "id": "slack:T0SANDBOX/U0ANA",
        "name": "Ana",
    }
    assert answered["decision"]["action_digest"] == escalation["action_digest"]


async def test_a_closed_one_is_answered_at_once_and_an_open_one_as_it_is(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}"
    assert (await gateway.client.get(path)).json()["status"] == "pending"
    await gateway.press(escalation)
    assert (await gateway.client.get(path, params={"wait": 60})).json()["status"] == "approved"


async def test_it_says_who_has_had_it_and_for_how_long_once_that_is_over(gateway: Gateway) -> None:
    asked = await gateway.an_escalation()
    path = f"/v1/escalations/{asked['id']}"
    assert asked["ownership"] == []
    await claim(gateway.desk, _press(asked, 0))
    ana = {"id": "slack:T0SANDBOX/U0ANA", "name": "Ana"}
    [has] = (await gateway.client.get(path)).json()["ownership"]
    assert (has["owner"], has["ended_at"], has["business_seconds"]) == (ana, None, None)
    gateway.clock.wind(minutes=2)
    await gateway.press(asked)
    [had] = (await gateway.client.get(path)).json()["ownership"]
    assert had["ended_at"] == (await gateway.client.get(path)).json()["closed_at"]
    assert had["business_seconds"] == 120.0


@pytest.mark.parametrize("wait", ["-1", "61", "long"])
async def test_a_wait_outside_0_to_60_is_refused_by_name(gateway: Gateway, wait: str) -> None:
    escalation = await gateway.an_escalation()
    response = await gateway.client.get(
        f"/v1/escalations/{escalation['id']}", params={"wait": wait}
    )
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "wait"


async def test_a_thousand_waiters_cost_no_database_polling(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}"
    statements: list[str] = []
    engine = gateway.store._database._reading  # type: ignore[attr-defined]
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    waiting = [
        asyncio.create_task(gateway.client.get(path, params={"wait": 60})) for _ in range(1_000)
    ]
    await _until(lambda: sum("FROM escalations" in each for each in statements) == 1_000)
    before = len(statements)
    await _turns(5_000)
    assert len(statements) == before, "parked waiters ask the database nothing"
    await gateway.press(escalation)
    answers = await asyncio.gather(*waiting)
    assert {answer.json()["status"] for answer in answers} == {"approved"}


async def test_shutdown_answers_waiters_with_the_state_as_it_is(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}"
    waiting = asyncio.create_task(gateway.client.get(path, params={"wait": 60}))
    await _until(lambda: escalation["id"] in gateway.store.signals.topics)  # type: ignore[attr-defined]
    gateway.desk.signals.close()
    assert (await waiting).json()["status"] == "pending"


async def test_the_stream_tells_every_change_and_resumes_without_a_gap(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    for number in range(3):
        await claim(gateway.desk, _press(escalation, number))
        escalation = (await gateway.client.get(f"/v1/escalations/{escalation['id']}")).json()
        await gateway.desk.store.write(lambda memory: None)
    await gateway.press(escalation)
    gateway.desk.signals.close()  # so that the stream ends behind what there is
    path = f"/v1/escalations/{escalation['id']}/events"
    whole = _events((await gateway.client.get(path)).text)
    assert [event["event"] for event in whole] == [
        "opened",
        "claimed",
        "claimed",
        "claimed",
        "decided",
    ]
    assert [event["id"] for event in whole] == ["1", "2", "3", "4", "5"]
    assert json.loads(whole[-1]["data"])["status"] == "approved"
    rest = _events((await gateway.client.get(path, headers={"Last-Event-ID": "3"})).text)
    assert [event["id"] for event in rest] == ["4", "5"]


async def test_only_open_ones_are_listed_when_asked(gateway: Gateway) -> None:
    first = await gateway.an_escalation()
    await gateway.an_escalation(turn_id="t-2", action_request={"name": "other", "args": {}})
    await gateway.press(first)
    for status, count in (("open", 1), ("approved", 1), ("rejected", 0)):
        found = await gateway.client.get("/v1/escalations", params={"status": status})
        assert len(found.json()["items"]) == count
    bad = await gateway.client.get("/v1/escalations", params={"status": "happy"})
    assert bad.status_code == 422


async def test_the_right_to_run_is_given_once_and_reported_once(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}/execution"
    assert (await gateway.client.post(path)).status_code == 409
    await gateway.press(escalation, Edit(args={"order": "A1", "amount": 5.0}))
    right = await gateway.client.post(path)
    assert right.status_code == 201
    assert right.json()["action"]["args"]["amount"] == 5.0
    second = await gateway.client.post(path)
    assert second.status_code == 409
    assert "support-bot" in second.json()["detail"]
    report = {"token": "exe_wrong", "status": "succeeded"}
    assert (await gateway.client.put(path, json=report)).status_code == 403
    report["token"] = right.json()["token"]
    assert (await gateway.client.put(path, json=report)).json()["status"] == "succeeded"
    assert (await gateway.client.put(path, json=report)).status_code == 200
    report["status"] = "failed"
    assert (await gateway.client.put(path, json=report)).status_code == 409


async def test_an_idempotency_key_gives_the_same_answer_and_refuses_another_body(
    gateway: Gateway,
) -> None:
    escalation = await gateway.an_escalation()
    await gateway.press(escalation)
    path = f"/v1/escalations/{escalation['id']}/execution"
    first = await gateway.client.post(path, headers={"Idempotency-Key": "k-1"})
    again = await gateway.client.post(path, headers={"Idempotency-Key": "k-1"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    report = {"token": first.json()["token"], "status": "succeeded"}
    await gateway.client.put(path, json=report, headers={"Idempotency-Key": "k-1"})
    report["status"] = "failed"
    other = await gateway.client.put(path, json=report, headers={"Idempotency-Key": "k-1"})
    assert other.status_code == 422
    assert other.json()["type"] == "/problems/idempotency-key-reused"


async def test_a_cancelled_one_says_so_twice_the_same(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}/cancel"
    for _ in range(2):
        response = await gateway.client.post(path)
        assert (response.status_code, response.json()["status"]) == (200, "cancelled")


async def test_what_a_person_decided_cannot_be_cancelled(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    await gateway.press(escalation, Reject())
    response = await gateway.client.post(f"/v1/escalations/{escalation['id']}/cancel")
    assert response.status_code == 409
    assert "Already rejected by Ana" in response.json()["detail"]


ROUTES = [
    ("POST", "/v1/turns", "turns:write"),
    ("GET", "/v1/turns", "escalations:read"),
    ("GET", "/v1/escalations", "escalations:read"),
    ("GET", "/v1/escalations/{id}", "escalations:read"),
    ("GET", "/v1/escalations/{id}/events", "escalations:read"),
    ("POST", "/v1/escalations/{id}/cancel", "escalations:write"),
    ("POST", "/v1/escalations/{id}/execution", "escalations:write"),
    ("PUT", "/v1/escalations/{id}/execution", "escalations:write"),
]


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
async def test_each_route_asks_for_its_scope(
    gateway: Gateway, method: str, path: str, scope: str
) -> None:
    lacking = await gateway.a_key(ALL - {scope})
    url = path.replace("{id}", "esc_x")
    body = a_body() if path == "/v1/turns" else {"token": "t", "status": "failed"}
    sent = {"json": body} if method in ("POST", "PUT") else {}
    headers = {"Authorization": f"Bearer {lacking}"}
    refused = await gateway.client.request(method, url, headers=headers, **sent)
    assert refused.status_code == 403
    assert scope in refused.json()["detail"]
    for bad in ("", "Bearer", "Bearer hrk_nobody", "Basic abc"):
        response = await gateway.client.request(method, url, headers={"Authorization": bad}, **sent)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"


async def test_another_workspaces_escalation_is_not_there(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    elsewhere = await gateway.a_key(workspace="other")
    headers = {"Authorization": f"Bearer {elsewhere}"}
    for path in ("", "/events"):
        response = await gateway.client.get(
            f"/v1/escalations/{escalation['id']}{path}", headers=headers
        )
        assert response.status_code == 404


async def test_a_revoked_or_ended_key_is_refused(gateway: Gateway) -> None:
    ended = await gateway.a_key(expires_at=gateway.clock.now())
    headers = {"Authorization": f"Bearer {ended}"}
    assert (await gateway.client.get("/v1/turns", headers=headers)).status_code == 401


async def test_reading_the_decision_marks_it_as_delivered(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    await gateway.press(escalation)
    path = f"/v1/escalations/{escalation['id']}"
    await gateway.client.get(path)
    record = await gateway.store.read(lambda memory: memory.escalation(escalation["id"]))
    assert record.told_at == gateway.clock.now()


async def test_the_document_describes_every_route_and_its_references_resolve(
    gateway: Gateway,
) -> None:
    document = (await gateway.client.get("/openapi.json")).json()
    described = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    assert {(method, path) for method, path, _ in ROUTES} <= described
    names = [
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
    ]
    assert len(names) == len(set(names))
    known = document["components"]["schemas"]
    for reference in _references(document):
        assert reference.removeprefix("#/components/schemas/") in known
    page = await gateway.client.get("/docs")
    assert "POST /v1/turns" in page.text
    leads_to = re.findall(r"(?:src|href)=['\"]?([^'\" >]+)", page.text)
    assert {each for each in leads_to if not each.startswith("#")} == {"/openapi.json"}
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_health_readiness_and_metrics_answer(gateway: Gateway) -> None:
    assert (await gateway.client.get("/healthz")).status_code == 200
    assert (await gateway.client.get("/readyz")).json() == {"ready": True, "parts": {}}
    await gateway.an_escalation()
    assert 'route="/v1/turns"' in (await gateway.client.get("/metrics")).text


async def test_a_path_that_is_not_there_is_a_problem_too(gateway: Gateway) -> None:
    for method, path, status in (("GET", "/v2", 404), ("DELETE", "/v1/turns", 405)):
        response = await gateway.client.request(method, path)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"


async def test_cancelling_wakes_who_waits(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}"
    waiting = asyncio.create_task(gateway.client.get(path, params={"wait": 60}))
    await asyncio.sleep(0)
    await cancel(gateway.desk, escalation["id"], workspace="default", by=AGENT)
    assert (await waiting).json()["status"] == "cancelled"


async def _until(holds: Callable[[], bool]) -> None:
    """Let the other tasks, and the threads that read for them, go on until it holds."""
    now = asyncio.get_running_loop().time
    end = now() + PATIENCE
    while not holds():
        assert now() < end, "it never held"
        await asyncio.sleep(0)


async def _turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


def _press(escalation: dict, number: int) -> Press:
    return Press(
        escalation_id=escalation["id"],
        version=escalation["version"],
        team="T0SANDBOX",
        user=("U0ANA", "U0BEN")[number % 2],
        key=f"claim-{number}",
    )


def _events(text: str) -> list[dict[str, str]]:
    return [
        dict(line.split(": ", 1) for line in block.splitlines())
        for block in text.strip().split("\n\n")
        if block and not block.startswith(":")
    ]


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [each for item in value.values() for each in _references(item)]
    if isinstance(value, list):
        return [each for item in value for each in _references(item)]
    return []
