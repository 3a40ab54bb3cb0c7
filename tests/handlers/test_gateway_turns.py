from typing import Any

import pytest

from bot.rules.decision import Reject
from bot.rules.policy import Verdict
from bot.rules.turn import Reply
from tests.fakes import passing
from tests.handlers.gateway_world import Gateway, a_body
from tests.makers import a_judgement


async def test_a_held_turn_answers_202_with_its_escalation(gateway: Gateway) -> None:
    response = await gateway.post(a_body())
    escalation = response.json()["escalation"]
    assert response.status_code == 202
    assert response.headers["location"] == f"/v1/escalations/{escalation['id']}"
    assert response.json()["verdict"] == "hold"
    assert set(escalation) == {
        "id", "kind", "status", "reason", "queue", "priority", "conversation_id", "turn_id",
        "action_digest", "allowed_decisions", "decision", "assignee", "created_at", "expires_at",
        "closed_at", "clocks", "times", "reopen_count", "ownership", "slack", "state", "version",
    }  # fmt: skip
    assert escalation["created_at"] == "2026-11-16T09:00:00Z"


async def test_a_passed_turn_answers_200_and_an_answer_carries_the_policys_words(
    gateway: Gateway,
) -> None:
    gateway.policy.usual = passing()
    response = await gateway.post(a_body())
    assert (response.status_code, response.json()["verdict"]) == (200, "pass")
    words = Reply(text="We do not discuss that.")
    gateway.policy.usual = a_judgement(verdict=Verdict.ANSWER, rule="legal", reply=words)
    response = await gateway.post(a_body(turn_id="t-2"))
    assert response.json()["reply"] == {"text": words.text}
    assert (response.status_code, response.json()["rule"]) == (200, "legal")


async def test_the_same_turn_again_is_answered_the_same_and_another_body_is_422(
    gateway: Gateway,
) -> None:
    first = await gateway.post(a_body())
    again = await gateway.post(a_body())
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await gateway.post(a_body(confidence=0.41))
    assert other.status_code == 422
    assert other.json()["type"] == "/problems/turn-changed"


async def test_a_human_in_control_is_409(gateway: Gateway) -> None:
    from dataclasses import replace

    def take_over(memory: Any) -> None:
        conversation = memory.conversation("default", "conv-1")
        memory.save_conversation(replace(conversation, control="human", epoch=1))

    await gateway.store.write(take_over)
    response = await gateway.post(a_body())
    assert response.status_code == 409
    assert response.json()["type"].endswith("/human-in-control")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"conversation_id": None}, "conversation_id"),
        ({"conversation_id": ""}, "conversation_id"),
        ({"turn_id": None}, "turn_id"),
        ({"turn_id": "x" * 201}, "turn_id"),
        ({"agent": {}}, "agent.id"),
        ({"agent": {"id": "a", "mood": "good"}}, "agent.mood"),
        ({"surprise": 1}, "surprise"),
        ({"confidence": 1.1}, "confidence"),
        ({"confidence": "high"}, "confidence"),
        (
            {"messages": [{"role": "customer", "text": "a"}, {"role": "boss", "text": "b"}]},
            "messages[1].role",
        ),
        (
            {"messages": [{"role": "customer", "text": "a", "at": "2026-11-16T09:00:00"}]},
            "messages[0].at",
        ),
        ({"action_request": {"args": {}}}, "action_request.name"),
        ({"action_request": {"name": "n", "args": {"a": 2**60}}}, "action_request.args.a"),
        ({"topic": "a\x00b"}, "topic"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
        ({"callback_url": "ftp://x"}, "callback_url"),
        ({"allowed_decisions": ["approve", "maybe"]}, "allowed_decisions[1]"),
        (
            {"action_request": None, "question": "Which?", "allowed_decisions": ["approve"]},
            "allowed_decisions",
        ),
        ({"response_schema": {"type": "array"}}, "response_schema.type"),
        ({"alternatives": [{"label": "x"}]}, "alternatives[0].reply"),
        ({"reply": {"text": "and also this"}}, "action_request"),
        ({"action_request": None}, "reply"),
    ],
)
async def test_bad_input_is_a_422_that_names_the_field(
    gateway: Gateway, changes: dict[str, Any], field: str
) -> None:
    response = await gateway.post(a_body(**changes))
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in response.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[1, 2]", 422),
        (b'{"conversation_id": NaN}', 422),
        (b'{"conversation_id": "\\ud800", "turn_id": "t", "agent": {"id": "a"}}', 422),
        (b"", 422),
    ],
)
async def test_what_is_no_turn_at_all_is_a_4xx_problem(
    gateway: Gateway, body: bytes, status: int
) -> None:
    response = await gateway.client.post(
        "/v1/turns", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


async def test_what_was_sent_is_never_said_again_in_an_error(gateway: Gateway) -> None:
    response = await gateway.post(a_body(confidence="my card is 4111", canary="4111-secret"))
    assert "4111" not in response.text


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_a_mebibyte_is_413_before_it_is_parsed(
    gateway: Gateway, chunked: bool
) -> None:
    async def chunks():  # noqa: ANN202
        for _ in range(20):
            yield b"x" * 100_000

    content = chunks() if chunked else b"x" * 1_100_000
    response = await gateway.client.post("/v1/turns", content=content)
    assert response.status_code == 413
    assert response.json()["type"] == "/problems/too-large"


async def test_lists_are_newest_first_and_a_cursor_goes_on_where_it_ended(
    gateway: Gateway,
) -> None:
    gateway.policy.usual = passing()
    for number in range(5):
        gateway.clock.wind(seconds=1)
        await gateway.post(a_body(turn_id=f"t-{number}"))
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await gateway.client.get("/v1/turns", params=params)).json()
        seen += [item["turn_id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ["t-4", "t-3", "t-2", "t-1", "t-0"]
    bad = await gateway.client.get("/v1/turns", params={"cursor": "%%%"})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "cursor")


async def test_a_rejected_action_sent_again_is_answered_with_the_rejection(
    gateway: Gateway,
) -> None:
    escalation = await gateway.an_escalation()
    await gateway.press(escalation, Reject(reason="Too much"))
    again = (await gateway.post(a_body(turn_id="t-2"))).json()["escalation"]
    assert (again["id"], again["status"]) == (escalation["id"], "rejected")
    assert again["decision"]["reason"] == "Too much"
