"""A trace goes on in another process, and later, because the record remembers where it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.errors import NotAnApprover
from bot.flows.claim import claim
from bot.flows.decide import decide
from bot.ports import NoTraces
from bot.rules.decision import Approve
from bot.tracing import OtelTraces
from tests.flows.conftest import Team
from tests.makers import a_refund

TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE}-b7ad6b7169203331-01"


@contextmanager
def another_process(team: Team) -> Iterator[InMemorySpanExporter]:
    """A provider of its own, which knows of the trace only what the record says."""
    kept, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    usual = team.desk
    team.desk = replace(usual, traces=OtelTraces(provider))
    yield kept
    team.desk = usual
    provider.shutdown()


def names(spans: tuple[ReadableSpan, ...]) -> list[str]:
    assert {f"{span.context.trace_id:032x}" for span in spans} <= {TRACE}
    return [span.name for span in spans]


async def test_what_others_deliver_and_press_later_is_of_the_turns_trace(team: Team) -> None:
    with another_process(team) as gateway, team.desk.traces.step("turn", of=TRACEPARENT):
        escalation = await team.ask(a_refund())
    assert names(gateway.get_finished_spans()) == ["judge", "turn"]
    with another_process(team) as worker:
        await team.drain()
    assert names(worker.get_finished_spans()) == ["deliver card", "deliver transcript"]
    with another_process(team) as slack:
        await claim(team.desk, team.press(escalation))
        escalation = await team.now(escalation)
        await decide(team.desk, team.press(escalation), Approve())
    assert names(slack.get_finished_spans()) == ["press", "press"]


async def test_a_process_that_traces_nothing_does_not_cut_the_trace(team: Team) -> None:
    with another_process(team), team.desk.traces.step("turn", of=TRACEPARENT):
        escalation = await team.ask(a_refund())
    assert isinstance(team.desk.traces, NoTraces)
    await decide(team.desk, team.press(escalation), Approve())
    with another_process(team) as worker:
        await team.drain()
    assert {"deliver card", "deliver redraw"} <= set(names(worker.get_finished_spans()))


async def test_a_refused_press_is_in_the_trace_by_the_name_of_its_refusal(team: Team) -> None:
    with another_process(team), team.desk.traces.step("turn", of=TRACEPARENT):
        escalation = await team.ask(a_refund())
    with another_process(team) as slack, pytest.raises(NotAnApprover):
        await decide(team.desk, team.press(escalation, user="U0SAM"), Approve())
    (span,) = slack.get_finished_spans()
    assert (span.attributes or {})["error.type"] == "NotAnApprover"
    assert (span.attributes or {})["handrail.escalation"] == escalation.id


async def test_where_nobody_traces_the_record_says_nothing_of_it(team: Team) -> None:
    assert (await team.now(await team.ask(a_refund()))).trace == ""
