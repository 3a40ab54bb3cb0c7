"""Whoever may do everything puts the policy's times of now on what is open."""

from typing import Any

import httpx

from tests.handlers.gateway_world import ALL, Gateway
from tests.makers import a_judgement, a_queue

PATH = "/v1/policy/reapply"


async def reapplied(
    gateway: Gateway, body: Any, scopes: frozenset[str] = frozenset({"admin"}), **key: Any
) -> httpx.Response:
    bearer = await gateway.a_key(scopes, **key)
    headers = {"Authorization": f"Bearer {bearer}"}
    return await gateway.client.post(PATH, json=body, headers=headers)


def promise(gateway: Gateway, seconds: float) -> None:
    queue = a_queue(sla={"decision": seconds})
    gateway.policy.usual, gateway.policy.queues = a_judgement(queue), {"refunds": queue}


async def test_what_is_open_is_promised_anew_and_shows_it(gateway: Gateway) -> None:
    promise(gateway, 600.0)
    asked = await gateway.an_escalation()
    promise(gateway, 900.0)
    answered = await reapplied(gateway, {"queue": "refunds"})
    assert answered.status_code == 200
    assert answered.json() == {"policy_version": "abc123", "open": 1, "changed": 1}
    clocks = (await gateway.client.get(f"/v1/escalations/{asked['id']}")).json()["clocks"]
    due = {each["kind"]: each["due_at"] for each in clocks}
    assert due["decision"] == "2026-11-16T09:15:00Z"
    assert (await reapplied(gateway, {})).json()["changed"] == 0


async def test_only_an_admin_of_the_workspace_may(gateway: Gateway) -> None:
    promise(gateway, 600.0)
    await gateway.an_escalation()
    promise(gateway, 900.0)
    refused = await reapplied(gateway, {}, ALL)
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/scope-missing")
    elsewhere = await reapplied(gateway, {}, workspace="other")
    assert elsewhere.json() == {"policy_version": "abc123", "open": 0, "changed": 0}


async def test_a_queue_that_is_not_there_is_told_by_its_field(gateway: Gateway) -> None:
    refused = await reapplied(gateway, {"queue": "refund"})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"field": "queue", "message": "The policy has no such queue."}
    ]
