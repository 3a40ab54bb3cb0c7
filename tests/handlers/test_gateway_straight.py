"""The straight way to an endpoint is FastAPI's own, only shorter: nobody can tell them apart."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider

from handlers.gateway.limits import LARGEST
from handlers.gateway.straight import Straight
from tests.handlers.gateway_world import Gateway, a_body, a_gateway
from tests.makers import WindUpClock

JSON = {"content-type": "application/json"}
TURNS = "/v1/turns"
CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "held": ("POST", TURNS, {"json": a_body()}),
    "passed": ("POST", TURNS, {"json": a_body(turn_id="t-2", confidence=0.99)}),
    "again": ("POST", TURNS, {"json": a_body()}),
    "changed": ("POST", TURNS, {"json": a_body(confidence=0.1)}),
    "keyed": ("POST", TURNS, {"json": a_body(turn_id="t-3"), "headers": {"Idempotency-Key": "k"}}),
    "key reused": ("POST", TURNS, {"json": a_body(), "headers": {"Idempotency-Key": "k"}}),
    "bad key": ("POST", TURNS, {"json": a_body(), "headers": {"Idempotency-Key": "a b"}}),
    "stranger": ("POST", TURNS, {"content": b"{", "headers": {"authorization": "Bearer hrk_no"}}),
    "nobody": ("POST", TURNS, {"json": a_body(), "headers": {"authorization": ""}}),
    "no body": ("POST", TURNS, {}),
    "no JSON": ("POST", TURNS, {"content": b"{", "headers": JSON}),
    "other type": ("POST", TURNS, {"content": b"{}", "headers": {"content-type": "text/plain"}}),
    "unknown field": ("POST", TURNS, {"json": a_body(surprise=1)}),
    "too large": ("POST", TURNS, {"content": b" " * (LARGEST + 1), "headers": JSON}),
    "listed": ("GET", TURNS, {}),
    "with a slash": ("POST", f"{TURNS}/", {"json": a_body()}),
    "other method": ("DELETE", TURNS, {}),
    "one escalation": ("GET", "/v1/escalations/esc_0002", {}),
    "cannot be run": ("POST", "/v1/escalations/esc_0002/execution", {}),
    "no such id": ("POST", "/v1/escalations/esc_9999/cancel", {}),
    "strange id": ("POST", "/v1/escalations/%00/cancel", {}),
    "cancelled": ("POST", "/v1/escalations/esc_0002/cancel", {}),
    "no such correction": ("POST", "/v1/corrections/cor_1/applied", {"json": {"where": "here"}}),
    "policy": ("POST", "/v1/policy/reapply", {"json": {}}),
    "alive": ("GET", "/healthz", {}),
    "head": ("HEAD", "/healthz", {}),
    "ready": ("GET", "/readyz", {}),
}


@asynccontextmanager
async def roundabout(tmp_path: Path) -> AsyncGenerator[Gateway]:
    """Whoever is traced goes the framework's way."""
    folder = tmp_path / "roundabout"
    folder.mkdir()
    async with a_gateway(folder, WindUpClock(), traced_by=TracerProvider()) as opened:
        yield opened


async def test_both_ways_answer_alike(gateway: Gateway, tmp_path: Path) -> None:
    async with roundabout(tmp_path) as other:
        for name, call in CALLS.items():
            assert await _told(gateway, call) == await _told(other, call), name


async def test_what_is_asked_most_goes_straight(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: Any) -> None:
        raise AssertionError("FastAPI was asked for the way")

    await gateway.client.get("/healthz")
    monkeypatch.setattr(gateway.web.router, "app", lost)
    monkeypatch.setattr(gateway.web.router, "middleware_stack", lost)
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}/execution"
    assert (await gateway.client.post(path)).status_code == 409
    assert (await gateway.client.put(path, json={})).status_code == 422


async def test_only_who_is_traced_goes_through_the_framework(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with roundabout(tmp_path) as other:
        assert [_goes_straight(gateway), _goes_straight(other)] == [True, False]


def _goes_straight(gateway: Gateway) -> bool:
    return any(each.cls is Straight for each in gateway.web.user_middleware)


async def _told(gateway: Gateway, call: tuple[str, str, dict[str, Any]]) -> Any:
    method, path, sent = call
    answer: httpx.Response = await gateway.client.request(method, path, **sent)
    return answer.status_code, sorted(answer.headers.multi_items()), answer.content
