from typing import Any

import httpx
import pytest

from tests.fakes import passing
from tests.handlers.gateway_world import ALL, Gateway, a_body
from tests.makers import WindUpClock

TURN = {"conversation_id": "conv-1", "agent_id": "support-bot"}


async def rate(gateway: Gateway, body: Any, turn: str = "t-1", **how: Any) -> httpx.Response:
    params = {**TURN, **how.pop("params", {})}
    path = f"/v1/turns/{turn}/feedback"
    return await gateway.client.post(path, params=params, json=body, headers=how)


@pytest.fixture
async def passed(gateway: Gateway) -> Gateway:
    gateway.policy.usual = passing()
    assert (await gateway.post(a_body())).status_code == 200
    return gateway


async def test_a_customer_says_that_an_answer_was_bad(passed: Gateway) -> None:
    said = {"rating": "bad", "comment": "That is not my order.", "category": "wrong"}
    answered = await rate(passed, said)
    assert answered.status_code == 200
    at = "2026-11-16T09:00:00Z"
    assert answered.json() == {**TURN, "turn_id": "t-1", **said, "at": at}


async def test_the_same_again_changes_nothing_and_another_takes_its_place(passed: Gateway) -> None:
    first = await rate(passed, {"rating": "bad"})
    passed.clock.wind(minutes=5)
    again = await rate(passed, {"rating": "bad"})
    assert again.json() == first.json()
    better = (await rate(passed, {"rating": "good"})).json()
    assert (better["rating"], better["at"]) == ("good", "2026-11-16T09:05:00Z")


async def test_a_write_with_its_key_is_answered_once_also_for_another_turn(
    gateway: Gateway,
) -> None:
    gateway.policy.usual = passing()
    for conversation in ("conv-1", "conv-2"):
        await gateway.post(a_body(conversation_id=conversation))
    headers = {"Idempotency-Key": "k-1"}
    first = await rate(gateway, {"rating": "bad"}, **headers)
    again = await rate(gateway, {"rating": "bad"}, **headers)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    other = await rate(gateway, {"rating": "bad"}, params={"conversation_id": "conv-2"}, **headers)
    assert other.status_code == 422
    assert other.json()["type"].endswith("/idempotency-key-reused")


@pytest.mark.parametrize(
    ("turn", "params"),
    [
        ("t-2", {}),
        ("t-1", {"conversation_id": "conv-2"}),
        ("t-1", {"agent_id": "other-bot"}),
    ],
)
async def test_a_turn_that_was_never_judged_cannot_be_rated(
    passed: Gateway, turn: str, params: dict[str, str]
) -> None:
    answered = await rate(passed, {"rating": "good"}, turn, params=params)
    assert answered.status_code == 404
    assert answered.headers["content-type"] == "application/problem+json"


async def test_another_workspace_sees_no_such_turn(passed: Gateway, clock: WindUpClock) -> None:
    stranger = await passed.a_key(workspace="other")
    answered = await rate(passed, {"rating": "good"}, Authorization=f"Bearer {stranger}")
    assert answered.status_code == 404


@pytest.mark.parametrize(
    ("body", "params", "field"),
    [
        ({"rating": "fine"}, {}, "rating"),
        ({}, {}, "rating"),
        ({"rating": "good", "stars": 5}, {}, "stars"),
        ({"rating": "good", "comment": 5}, {}, "comment"),
        ({"rating": "good"}, {"agent_id": ""}, "agent_id"),
        ({"rating": "good"}, {"agent": "support-bot"}, "agent"),
    ],
)
async def test_what_does_not_fit_is_refused_by_name(
    passed: Gateway, body: Any, params: dict[str, str], field: str
) -> None:
    answered = await rate(passed, body, params=params)
    assert answered.status_code == 422
    assert [each["field"] for each in answered.json()["errors"]] == [field]


async def test_a_key_that_may_only_read_may_not_rate(passed: Gateway) -> None:
    reader = await passed.a_key(frozenset({"escalations:read"}))
    answered = await rate(passed, {"rating": "good"}, Authorization=f"Bearer {reader}")
    assert answered.status_code == 403


async def test_two_keys_both_have_their_say(passed: Gateway) -> None:
    system = await passed.a_key(ALL)
    await rate(passed, {"rating": "bad"})
    await rate(passed, {"rating": "good"}, Authorization=f"Bearer {system}")
    assert (await rate(passed, {"rating": "bad"})).json()["rating"] == "bad"


async def test_a_rating_of_a_held_turn_is_in_the_audit_without_its_words(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    await rate(gateway, {"rating": "bad", "comment": "a secret word"})
    lines = await gateway.store.read(lambda memory: memory.audit(escalation["id"]))
    assert lines[-1].action == "rated"
    assert lines[-1].detail == {"rating": "bad"}
