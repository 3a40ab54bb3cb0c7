from typing import Any

import httpx
import pytest

from bot.rules.correction import correction_of
from bot.rules.decision import Approve, Edit
from bot.rules.json import Json
from tests.handlers.gateway_world import Gateway

EDIT = Edit(args={"order": "A1", "amount": 99.0})


async def apply(gateway: Gateway, id: str, body: Any, **headers: str) -> httpx.Response:
    path = f"/v1/corrections/{id}/applied"
    return await gateway.client.post(path, json=body, headers=headers)


async def a_correction(gateway: Gateway) -> tuple[str, Json]:
    escalation = await gateway.an_escalation()
    await gateway.press(escalation, EDIT)
    return correction_of(escalation["id"]), escalation


async def test_a_correction_is_put_to_use_and_says_where(gateway: Gateway) -> None:
    id, escalation = await a_correction(gateway)
    first = await apply(gateway, id, {"in": "prompt v7"})
    assert first.status_code == 200
    use = {"in": "prompt v7", "at": "2026-11-16T09:00:00Z"}
    assert first.json() == {"id": id, "applied": [use]}
    gateway.clock.wind(hours=1)
    for same in ("prompt v7", " prompt v7 "):
        assert (await apply(gateway, id, {"in": same})).json() == first.json()
    both = (await apply(gateway, id, {"in": "article 12"})).json()["applied"]
    assert [each["in"] for each in both] == ["prompt v7", "article 12"]
    lines = await gateway.store.read(lambda memory: memory.audit(escalation["id"]))
    assert [each.action for each in lines].count("correction applied") == 2


async def test_what_was_approved_as_it_was_has_nothing_to_apply(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    id = correction_of(escalation["id"])
    assert (await apply(gateway, id, {"in": "prompt v7"})).status_code == 404
    await gateway.press(escalation, Approve())
    assert (await apply(gateway, id, {"in": "prompt v7"})).status_code == 404


@pytest.mark.parametrize("id", ["cor_unknown", "no such thing!"])
async def test_an_unknown_correction_is_not_found(gateway: Gateway, id: str) -> None:
    answered = await apply(gateway, id, {"in": "prompt v7"})
    assert answered.status_code == 404
    assert answered.json()["type"].endswith("/not-found")


async def test_another_workspace_has_no_such_correction(gateway: Gateway) -> None:
    id, _ = await a_correction(gateway)
    stranger = await gateway.a_key(workspace="other")
    answered = await apply(gateway, id, {"in": "x"}, Authorization=f"Bearer {stranger}")
    assert answered.status_code == 404


@pytest.mark.parametrize("body", [{}, {"in": ""}, {"in": " \n"}, {"in": 7}])
async def test_a_use_without_a_place_is_refused_by_name(gateway: Gateway, body: Any) -> None:
    id, _ = await a_correction(gateway)
    answered = await apply(gateway, id, body)
    assert answered.status_code == 422
    assert [each["field"] for each in answered.json()["errors"]] == ["in"]


async def test_the_same_write_again_is_answered_the_same(gateway: Gateway) -> None:
    id, _ = await a_correction(gateway)
    headers = {"Idempotency-Key": "k-1"}
    first = await apply(gateway, id, {"in": "prompt v7"}, **headers)
    await apply(gateway, id, {"in": "article 12"})
    again = await apply(gateway, id, {"in": "prompt v7"}, **headers)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
