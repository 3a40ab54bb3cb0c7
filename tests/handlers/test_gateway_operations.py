"""What operators and generated clients see: health, figures, the document, and that it is true."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from bot.rules.decision import Edit
from handlers.gateway.shapes import (
    EscalationOut,
    EscalationsOut,
    ExecutionOut,
    JudgedOut,
    ProblemOut,
    ReadyOut,
    RightOut,
    TurnsOut,
)
from tests.fakes import passing
from tests.handlers.gateway_world import Gateway, a_body, a_gateway
from tests.makers import WindUpClock


def fits(shape: type[BaseModel], answer: Any) -> None:
    """Exactly these fields, none more and none left out."""
    shape.model_validate_json(answer.content)
    assert set(answer.json()) == set(shape.model_fields)


async def test_every_answer_is_as_the_document_describes_it(gateway: Gateway) -> None:
    client = gateway.client
    judged = await gateway.post(a_body(state={"opaque": True}))
    fits(JudgedOut, judged)
    escalation = judged.json()["escalation"]
    path = f"/v1/escalations/{escalation['id']}"
    await gateway.press(escalation, Edit(args={"order": "A1", "amount": 5.0}))
    fits(EscalationOut, await client.get(path))
    fits(EscalationsOut, await client.get("/v1/escalations"))
    fits(TurnsOut, await client.get("/v1/turns"))
    right = await client.post(f"{path}/execution")
    fits(RightOut, right)
    report = {"token": right.json()["token"], "status": "unknown", "detail": "Lost the line."}
    fits(ExecutionOut, await client.put(f"{path}/execution", json=report))
    fits(ProblemOut, await client.get("/v1/escalations/esc_none"))
    fits(ReadyOut, await client.get("/readyz"))


async def test_every_route_is_in_the_document_with_its_errors_and_its_scope(
    gateway: Gateway,
) -> None:
    document = gateway.web.openapi()
    routes = {route.path for route in _routes(gateway.web.routes) if route.include_in_schema}
    assert len(routes) >= 10
    assert set(document["paths"]) == routes
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["tags"]
            assert operation["description"]
            if path.startswith("/v1/"):
                assert operation["security"][0]["key"]
                assert {"401", "403", "422", "500"} <= set(operation["responses"])


def _routes(routes: Any) -> list[APIRoute]:
    found: list[APIRoute] = []
    for route in routes:
        if isinstance(route, APIRoute):
            found.append(route)
        found += _routes(getattr(getattr(route, "original_router", None), "routes", ()))
    return found


async def test_the_documents_schemas_are_schemas_and_take_their_own_examples(
    gateway: Gateway,
) -> None:
    document = gateway.web.openapi()
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    turn = {"$ref": "#/components/schemas/TurnIn", "components": document["components"]}
    for example in schemas["TurnIn"]["examples"]:
        Draft202012Validator(turn).validate(example)
        assert (await gateway.post(example)).status_code == 202


async def test_every_field_that_agents_send_says_what_it_is(gateway: Gateway) -> None:
    properties = gateway.web.openapi()["components"]["schemas"]["TurnIn"]["properties"]
    product = {
        "conversation_id", "turn_id", "agent", "customer", "topic", "messages", "reply",
        "action_request", "confidence", "reasoning", "consequence", "evidence", "alternatives",
        "policy_checks", "allowed_decisions", "response_schema", "question", "attributes",
        "requested_by", "state", "metadata", "callback_url", "timeout_seconds",
        "epoch", "wants_human",
    }  # fmt: skip
    assert set(properties) == product


async def test_ready_means_that_all_parts_are_well_and_else_says_which_is_not(
    tmp_path: Path, clock: WindUpClock
) -> None:
    async def well() -> str:
        return ""

    async def behind() -> str:
        return "at 3, not 4: run `handrail migrate`"

    async def broken() -> str:
        raise ConnectionError("host=secret-db")

    checks = {"database": broken, "schema": behind, "slack": well}
    async with a_gateway(tmp_path, clock, checks=checks) as gateway:
        response = await gateway.client.get("/readyz")
    assert response.status_code == 503
    told = response.json()
    assert told["ready"] is False
    assert told["parts"]["slack"] == "ok"
    assert "handrail migrate" in told["parts"]["schema"]
    assert "ConnectionError" in told["parts"]["database"]
    assert "secret-db" not in response.text


async def test_a_slack_that_is_away_is_told_and_turns_are_taken_all_the_same(
    tmp_path: Path, clock: WindUpClock
) -> None:
    async def away() -> str:
        return "Slack does not answer"

    async with a_gateway(tmp_path, clock, checks={"slack": away}) as gateway:
        response = await gateway.client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "parts": {"slack": "Slack does not answer"}}


async def test_turns_are_counted_by_verdict_and_once_each(gateway: Gateway) -> None:
    await gateway.post(a_body())
    await gateway.post(a_body())
    gateway.policy.usual = passing()
    await gateway.post(a_body(turn_id="t-2"))
    told = (await gateway.client.get("/metrics")).text
    assert 'handrail_turns_total{verdict="hold"} 1.0' in told
    assert 'handrail_turns_total{verdict="pass"} 1.0' in told


async def test_what_is_open_is_counted_every_five_seconds_at_most(
    gateway: Gateway, clock: WindUpClock
) -> None:
    async def told() -> str:
        return (await gateway.client.get("/metrics")).text

    assert 'handrail_escalations_open{status="pending"} 0.0' in await told()
    escalation = await gateway.an_escalation()
    clock.wind(seconds=4)
    assert 'handrail_escalations_open{status="pending"} 0.0' in await told()
    clock.wind(seconds=3)
    counted = await told()
    assert 'handrail_escalations_open{status="pending"} 1.0' in counted
    assert 'handrail_deliveries_owed{state="pending"} 2.0' in counted
    assert "handrail_delivery_overdue_seconds 7.0" in counted
    await gateway.client.post(f"/v1/escalations/{escalation['id']}/cancel")
    clock.wind(seconds=6)
    assert 'handrail_escalations_open{status="pending"} 0.0' in await told()


async def test_no_id_and_no_made_up_method_becomes_a_series(gateway: Gateway) -> None:
    await gateway.client.get("/v1/escalations/esc_one")
    await gateway.client.get("/somewhere/else")
    await gateway.client.request("BREW", "/v1/turns")
    told = (await gateway.client.get("/metrics")).text
    assert 'route="/v1/escalations/{id}"' in told
    for odd in ("esc_one", "somewhere", "BREW"):
        assert odd not in told


@pytest.mark.parametrize("path", ["/docs", "/problems/expired"])
async def test_pages_load_nothing_from_anywhere(gateway: Gateway, path: str) -> None:
    page = await gateway.client.get(path)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "<script" not in page.text
