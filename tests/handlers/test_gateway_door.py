"""Who comes in, and with what: keys, bodies, free JSON, addresses, and what an error may say."""

import gzip
import json
from html import escape
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

import bot.flows.execute  # noqa: F401  # its refusals are looked for below
import handlers.gateway.app  # noqa: F401
from bot.errors import Refused
from bot.rules.weekly.definitions import MEANINGS
from bot.rules.weekly.digest import DEFINITIONS
from handlers.gateway.problems import KINDS
from tests.fakes import passing
from tests.handlers.gateway_world import Gateway, a_body, a_gateway, statements
from tests.makers import WindUpClock

JSON = {"content-type": "application/json"}


async def test_a_stranger_is_turned_away_before_the_body_is_read(gateway: Gateway) -> None:
    response = await gateway.client.post(
        "/v1/turns", content=b"not even json", headers={"Authorization": "Bearer hrk_nobody"}
    )
    assert response.status_code == 401
    assert response.json()["type"] == "/problems/unauthorised"


async def test_a_known_key_is_not_looked_up_again_and_a_revoked_one_ends_within_five_seconds(
    gateway: Gateway,
) -> None:
    key = await gateway.a_key(id="key_soon_gone")
    headers = {"Authorization": f"Bearer {key}"}
    await gateway.client.get("/v1/turns", headers=headers)
    with statements(gateway.store) as seen:
        await gateway.client.get("/v1/turns", headers=headers)
    assert not [each for each in seen if "api_keys" in each]
    await gateway.store.write(
        lambda memory: memory.revoke_key("key_soon_gone", gateway.clock.now())
    )
    gateway.clock.wind(seconds=5)
    assert (await gateway.client.get("/v1/turns", headers=headers)).status_code == 401


async def test_an_admin_key_may_do_everything(gateway: Gateway) -> None:
    key = await gateway.a_key(frozenset({"admin"}))
    response = await gateway.post(a_body(), Authorization=f"Bearer {key}")
    assert response.status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/jsonp"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
async def test_what_does_not_say_that_it_is_plain_json_is_415(
    gateway: Gateway, headers: dict[str, str]
) -> None:
    body = json.dumps(a_body()).encode()
    content = gzip.compress(body) if "content-encoding" in headers else body
    response = await gateway.client.post("/v1/turns", content=content, headers=headers)
    assert response.status_code == 415
    assert response.json()["type"] == "/problems/unsupported-media-type"


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/LD+JSON"])
async def test_json_by_any_of_its_names_is_read(gateway: Gateway, kind: str) -> None:
    body = json.dumps(a_body()).encode()
    response = await gateway.client.post("/v1/turns", content=body, headers={"content-type": kind})
    assert response.status_code == 202


def deep(levels: int) -> Any:
    return {"x": deep(levels - 1)} if levels else 1


@pytest.mark.parametrize(
    ("free", "field"),
    [
        ('{"a": NaN}', "attributes.a"),
        ('{"a": [1, {"b": -Infinity}]}', "attributes.a[1].b"),
        ('{"a": 1e400}', "attributes.a"),
        ('{"a": 9007199254740992}', "attributes.a"),
        ('{"a": -9007199254740992}', "attributes.a"),
        ('{"a": ["ok", "x\\u0000y"]}', "attributes.a[1]"),
        ('{"a": {"b": "\\ud800"}}', "attributes.a.b"),
        (json.dumps(deep(33)), "attributes"),
        (json.dumps({"a": [0] * 20_001}), "attributes"),
        ("[]", "attributes"),
        ('"text"', "attributes"),
    ],
)
async def test_free_json_is_json_that_everybody_reads_alike(
    gateway: Gateway, free: str, field: str
) -> None:
    body = json.dumps(a_body())[:-1] + f', "attributes": {free}}}'
    response = await gateway.client.post("/v1/turns", content=body.encode(), headers=JSON)
    assert response.status_code == 422, response.text
    assert [each["field"] for each in response.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "free",
    ['{"a": 9007199254740991}', '{"a": "9007199254740992"}', json.dumps(deep(32)), '{"": {}}'],
)
async def test_free_json_up_to_its_bounds_is_taken(gateway: Gateway, free: str) -> None:
    body = json.dumps(a_body())[:-1] + f', "attributes": {free}}}'
    response = await gateway.client.post("/v1/turns", content=body.encode(), headers=JSON)
    assert response.status_code == 202, response.text


@pytest.mark.parametrize(
    "body", [b'{"a":' * 100_000, b"[" * 100_000, b"\xff\xfe", b"\xef\xbb\xbf{}"]
)
async def test_what_no_parser_should_swallow_is_400(gateway: Gateway, body: bytes) -> None:
    response = await gateway.client.post("/v1/turns", content=body, headers=JSON)
    assert (response.status_code, response.json()["type"]) == (400, "/problems/not-json")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"confidence": "0.4"}, "confidence"),
        ({"confidence": True}, "confidence"),
        ({"turn_id": 7}, "turn_id"),
        ({"messages": [{"role": "customer", "text": 5}]}, "messages[0].text"),
        ({"messages": [{"role": "agent", "text": "", "at": 1}]}, "messages[0].at"),
        (
            {"messages": [{"role": "agent", "text": "", "at": "9999-12-31T23:59:59-14:00"}]},
            "messages[0].at",
        ),
        ({"messages": [{"role": "agent", "text": ""}] * 2_001}, "messages"),
        ({"messages": {"role": "agent"}}, "messages"),
        ({"customer": {"name": "Ada"}}, "customer.id"),
        ({"customer": {"id": "c", "attributes": {"a": [2**53]}}}, "customer.attributes.a[0]"),
        ({"evidence": [{"url": "https://x"}]}, "evidence[0].title"),
        ({"evidence": [{"title": "t"}] * 51}, "evidence"),
        ({"alternatives": [{"label": "x", "reply": {"text": "a", "md": "b"}}]}, "alternatives[0].reply.md"),
        ({"policy_checks": [{"name": "n"}]}, "policy_checks[0].passed"),
        ({"policy_checks": [{"name": "n", "passed": "yes"}]}, "policy_checks[0].passed"),
        ({"requested_by": {"slack_user": "U0456"}}, "requested_by.id"),
        ({"requested_by": {"id": "s", "slack_user": "ana"}}, "requested_by.slack_user"),
        ({"allowed_decisions": []}, "allowed_decisions"),
        ({"timeout_seconds": 31_536_001}, "timeout_seconds"),
        ({"state": "opaque"}, "state"),
        ({"metadata": {"k": "\x00"}}, "metadata.k"),
        ({"reasoning": "x" * 100_001}, "reasoning"),
        ({"action_request": None, "reply": {"text": ""}}, "reply.text"),
        ({"action_request": None, "question": ""}, "question"),
        ({"agent": None}, "agent"),
        ({"callback_url": "https://user:word@agent.example/hook"}, "callback_url"),
        ({"callback_url": "https://agent.example/hook#part"}, "callback_url"),
        ({"callback_url": "https://"}, "callback_url"),
        ({"callback_url": "javascript:alert(1)"}, "callback_url"),
        ({"callback_url": "https://agent.example/" + "x" * 2_000}, "callback_url"),
        ({"response_schema": {"type": "objekt"}}, "response_schema"),
        ({"response_schema": {"type": "string"}}, "response_schema.type"),
        (
            {"response_schema": {"type": "object", "properties": {"a": {"$ref": "http://10.0.0.1/"}}}},
            "response_schema.properties.a.$ref",
        ),
        (
            {"response_schema": {"type": "object", "properties": {"a": {"pattern": "("}}}},
            "response_schema.properties.a.pattern",
        ),
    ],
)  # fmt: skip
async def test_every_field_is_held_to_its_shape(
    gateway: Gateway, changes: dict[str, Any], field: str
) -> None:
    response = await gateway.post(a_body(**changes))
    assert response.status_code == 422, response.text
    assert field in [error["field"] for error in response.json()["errors"]]


async def test_a_turn_with_everything_in_it_reaches_the_policy_whole(gateway: Gateway) -> None:
    gateway.policy.usual = passing()
    body = a_body(
        agent={"id": "support-bot", "version": "2026-11-01", "model": "any"},
        customer={"id": "cus-9", "name": "Ada", "locale": "en-GB", "attributes": {"tier": "gold"}},
        messages=[
            {"id": "m1", "role": "customer", "text": "Hi", "at": "2026-11-16T10:00:00+01:00"}
        ],
        alternatives=[{"label": "Voucher", "reply": {"text": "Take this"}}],
        requested_by={"id": "staff-4", "slack_user": "U0456"},
        response_schema={"type": "object", "properties": {"order_id": {"type": "string"}}},
        allowed_decisions=["approve", "reject"],
        state={"opaque": True},
        timeout_seconds=3600,
    )
    assert (await gateway.post(body)).status_code == 200
    turn, _ = gateway.policy.asked[-1]
    assert turn.messages[0].at
    assert turn.messages[0].at.isoformat() == "2026-11-16T09:00:00+00:00"
    assert turn.alternatives[0].reply
    assert turn.alternatives[0].reply.text == "Take this"
    assert turn.requested_by
    assert turn.requested_by.slack_user == "U0456"
    assert (turn.allowed_decisions, turn.timeout_seconds) == (("approve", "reject"), 3600.0)
    assert turn.customer
    assert turn.customer.attributes == {"tier": "gold"}


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://agent.example/hook", 202),
        ("http://agent.example/hook", 422),
        ("https://10.0.0.1/hook", 422),
        ("https://[::1]/hook", 422),
        ("http://demo.local/hook", 202),
    ],
)
async def test_callbacks_that_could_never_be_sent_are_refused_at_the_door(
    tmp_path: Path, clock: WindUpClock, url: str, status: int
) -> None:
    async with a_gateway(tmp_path, clock, callback_hosts=frozenset({"demo.local"})) as gateway:
        response = await gateway.post(a_body(callback_url=url))
    assert response.status_code == status, response.text


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/turns?verdikt=hold", "verdikt"),
        ("/v1/turns?verdict=maybe", "verdict"),
        ("/v1/turns?limit=0", "limit"),
        ("/v1/turns?limit=201", "limit"),
        ("/v1/turns?conversation_id=a%00b", "conversation_id"),
        ("/v1/escalations?statuss=open", "statuss"),
        ("/v1/escalations?kind=odd", "kind"),
        ("/v1/escalations?cursor=bm90IGFuIGlk", "cursor"),
        ("/v1/escalations?cursor=AAAA", "cursor"),
    ],
)
async def test_a_misspelt_question_is_refused_and_not_answered_with_everything(
    gateway: Gateway, path: str, field: str
) -> None:
    response = await gateway.client.get(path)
    assert response.status_code == 422, response.text
    assert response.json()["errors"][0]["field"] == field


async def test_a_misspelt_wait_is_refused_and_not_answered_at_once(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    response = await gateway.client.get(f"/v1/escalations/{escalation['id']}?wiat=30")
    assert response.status_code == 422
    assert response.json()["errors"] == [{"field": "wiat", "message": "Unknown field."}]


@pytest.mark.parametrize("call", ["cancel", "execution"])
async def test_a_field_that_a_call_does_not_know_is_refused_and_nothing_happens(
    gateway: Gateway, call: str
) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}"
    response = await gateway.client.post(f"{path}/{call}", json={"reason": "not needed"})
    assert response.status_code == 422
    assert response.json()["errors"] == [{"field": "reason", "message": "Unknown field."}]
    assert (await gateway.client.get(path)).json()["version"] == escalation["version"]


@pytest.mark.parametrize("id", ["a%00b", "..%2f..", "x" * 101, "esc_%F0%9F%92%A9", "'%20OR%201=1"])
async def test_what_cannot_be_an_id_is_404(gateway: Gateway, id: str) -> None:
    for method, path in (
        ("GET", ""),
        ("GET", "/events"),
        ("POST", "/cancel"),
        ("POST", "/execution"),
    ):
        response = await gateway.client.request(method, f"/v1/escalations/{id}{path}")
        assert response.status_code == 404
        assert response.json()["type"] == "/problems/not-found"


async def test_an_event_id_beyond_all_versions_is_refused(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    for sent in (str(2**70), "-1", "first"):
        response = await gateway.client.get(
            f"/v1/escalations/{escalation['id']}/events", headers={"Last-Event-ID": sent}
        )
        assert response.status_code == 422


async def test_a_turns_own_idempotency_key_is_held_to_its_body(gateway: Gateway) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = await gateway.post(a_body(), **headers)
    again = await gateway.post(dict(reversed(a_body().items())), **headers)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await gateway.post(a_body(turn_id="t-2"), **headers)
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    for bad in ("", "with space", "x" * 201):
        response = await gateway.post(a_body(turn_id="t-3"), **{"Idempotency-Key": bad})
        assert response.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_an_unknown_fields_name_is_told_short_and_its_value_never(gateway: Gateway) -> None:
    name = "\u202esecret\n" + "x" * 5_000
    response = await gateway.post(a_body(**{name: "4111 1111"}))
    told = response.json()["errors"][0]["field"]
    assert len(told) <= 201
    assert told.isprintable()
    assert "4111" not in response.text


async def test_our_own_mistake_is_a_500_that_quotes_nobody(gateway: Gateway) -> None:
    def broken(_turn: Any) -> Any:
        raise RuntimeError("[parameters: ('my card is 4111',)]")

    gateway.policy.rule = broken
    with capture_logs() as lines:
        response = await gateway.post(a_body())
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "4111" not in response.text + repr(lines)
    failed = next(line for line in lines if line["event"] == "request failed")
    assert failed["error"] == "RuntimeError"
    assert "broken" in failed["at"]


async def test_each_request_leaves_one_line_with_ids_and_no_secret(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    with capture_logs() as lines:
        await gateway.client.get(f"/v1/escalations/{escalation['id']}?wait=0")
        await gateway.client.get("/v1/escalations/hrk_pasted-by-mistake?token=xoxb-1")
    told, missed = [line for line in lines if line["event"] == "request"]
    assert (told["route"], told["id"]) == ("/v1/escalations/{id}", escalation["id"])
    assert (told["key"], told["status"], missed["status"]) == ("key_1", 200, 422)
    key = gateway.client.headers["authorization"].removeprefix("Bearer ")
    for secret in ("hrk_pasted", "xoxb", key):
        assert secret not in repr(lines)


def refusals(kind: type[Refused] = Refused) -> set[type[Refused]]:
    return {kind}.union(*(refusals(each) for each in kind.__subclasses__()))


def of_the_gateway(kind: type[Refused]) -> bool:
    return kind.__module__.startswith(("bot.", "handlers.gateway."))


@pytest.mark.parametrize("slug", sorted({each.slug for each in refusals() if of_the_gateway(each)}))
def test_every_refusal_there_is_has_a_status(slug: str) -> None:
    assert slug in KINDS


async def test_what_figures_mean_can_be_read_by_anybody(gateway: Gateway) -> None:
    page = await gateway.client.get(DEFINITIONS, headers={"Authorization": ""})
    assert page.status_code == 200
    for figure, words in MEANINGS.items():
        assert escape(figure) in page.text
        assert escape(words) in page.text


async def test_every_problem_has_a_page(gateway: Gateway) -> None:
    for slug, kind in KINDS.items():
        page = await gateway.client.get(f"/problems/{slug}")
        assert page.status_code == 200
        assert kind.title.split("'")[0] in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await gateway.client.get("/problems/unheard-of")).status_code == 404
