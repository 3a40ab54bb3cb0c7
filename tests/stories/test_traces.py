"""One trace from turn to decision, for whoever follows an agent through several programs."""

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.commands.demo.scripts import BIG_REFUND
from bot.rules.json import Json
from bot.tracing import OtelTraces
from sandbox.hosting import Hosted
from tests.stories.test_decisions import a_turn
from tests.stories.world import World, a_world

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


@pytest.fixture
def kept() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
async def world(tmp_path: Path, kept: InMemorySpanExporter) -> AsyncGenerator[World]:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    async with a_world(tmp_path, traces=OtelTraces(provider)) as world:
        yield world
    provider.shutdown()


async def test_turn_judgement_card_press_decision_and_webhook_are_one_trace(
    world: World, kept: InMemorySpanExporter
) -> None:
    heard: list[str] = []

    async def hear(request: Request) -> Response:
        heard.append(request.headers["traceparent"])
        return Response()

    async with Hosted(Starlette(routes=[Route("/", hear, methods=["POST"])])) as agent:
        turn = a_turn(BIG_REFUND, callback_url=f"{agent.url}/")
        await approve(world, await handed_over(world, turn))
    spans = kept.get_finished_spans()
    assert {span.context.trace_id for span in spans} == {int(TRACE, 16)}
    assert tree(spans)["POST /v1/turns"] == PARENT
    assert {span.name for span in spans if tree(spans)[span.name] == "POST /v1/turns"} >= {
        "judge",
        "deliver card",
        "press",
        "deliver webhook",
    }
    assert {"POST /v1/turns", "press", "deliver card", "deliver webhook"} <= {
        parent_of(span, spans) for span in spans if span.name == "commit"
    }
    posts = {
        f"00-{TRACE}-{span.context.span_id:016x}-01"
        for span in spans
        if span.name == "deliver webhook"
    }
    assert set(heard) == posts
    assert len(heard) == 2


async def test_spans_carry_ids_and_nothing_that_anybody_said(
    world: World, kept: InMemorySpanExporter
) -> None:
    turn = a_turn(BIG_REFUND, conversation_id="conv-ana@example.com")
    await approve(world, await handed_over(world, turn))
    await world.agent.post("/v1/turns?said=kettle", json=turn)
    told = {
        f"{name}={value}" for span in kept.get_finished_spans() for name, value in attributes(span)
    }
    assert any(each.startswith("handrail.escalation=esc_") for each in told)
    words = [message["text"] for message in turn["messages"]]
    for secret in (*words, "ana@example.com", "kettle", "129.0", "Approve"):
        assert not [each for each in told if secret.lower() in each.lower()], secret
    assert not [event for span in kept.get_finished_spans() for event in span.events]


async def test_what_nobody_asked_to_follow_and_what_only_waits_leaves_no_trace(
    world: World, kept: InMemorySpanExporter
) -> None:
    await world.agent.get("/metrics")
    await world.agent.get("/v1/escalations")
    await world.settled()
    assert kept.get_finished_spans() == ()


async def handed_over(world: World, turn: Json) -> Json:
    headers = {"traceparent": TRACEPARENT}
    response = await world.agent.post("/v1/turns", json=turn, headers=headers)
    assert response.status_code == 202, response.text
    return response.json()["escalation"]


async def approve(world: World, escalation: Json) -> None:
    await world.slack.as_user("ana").click("approve", on=await world.card(escalation))
    assert (await world.escalation(escalation["id"]))["status"] == "approved"
    await world.settled()


def parent_of(span: ReadableSpan, spans: Sequence[ReadableSpan]) -> str:
    """By its name, or by its id when it is none of ours."""
    names = {each.context.span_id: each.name for each in spans}
    assert span.parent is not None
    return names.get(span.parent.span_id, f"{span.parent.span_id:016x}")


def tree(spans: Sequence[ReadableSpan]) -> dict[str, str]:
    return {span.name: parent_of(span, spans) for span in spans}


def attributes(span: ReadableSpan) -> list[tuple[str, object]]:
    return [("name", span.name), *(span.attributes or {}).items()]
