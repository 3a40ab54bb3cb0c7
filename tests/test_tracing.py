"""Traces cost nothing where nobody asked for them, and reach the collector where somebody did."""

import asyncio
import subprocess
import sys

import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import NotFound
from bot.ports import NoTraces
from bot.tracing import OtelTraces, exporting
from sandbox.hosting import Hosted
from store.records import ESCALATION
from tests.makers import an_escalation

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_without_a_collector_nothing_is_traced_and_nothing_is_loaded() -> None:
    program = (
        "import sys; from bot.tracing import exporting\n"
        "with exporting('') as traces: print(type(traces).__name__)\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().split("\n")[:2] == ["NoTraces", "[]"]


def test_without_the_extra_the_desk_runs_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "bot.export", None)
    with structlog.testing.capture_logs() as lines, exporting("http://127.0.0.1:4318") as traces:
        assert isinstance(traces, NoTraces)
    assert "handrail[otel]" in lines[0]["event"]


def one_step(collector: str) -> None:
    with exporting(collector) as traces, traces.step("press", of=TRACEPARENT):
        pass


async def test_spans_reach_the_collector_with_the_name_of_the_service() -> None:
    taken: list[bytes] = []

    async def take(request: Request) -> Response:
        taken.append(await request.body())
        return Response()

    routes = [Route("/v1/traces", take, methods=["POST"])]
    async with Hosted(Starlette(routes=routes)) as collector:
        await asyncio.to_thread(one_step, collector.url)
    assert b"press" in b"".join(taken)
    assert b"handrail" in b"".join(taken)


def test_a_refusal_is_no_failure_and_a_failure_does_not_quote_anybody() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    traces = OtelTraces(provider)
    for error in (NotFound(), ValueError("what Ana said")):
        with pytest.raises(type(error)), traces.step("press", of=TRACEPARENT):
            raise error
    refused, failed = kept.get_finished_spans()
    assert refused.status.status_code is StatusCode.UNSET
    assert failed.status.status_code is StatusCode.ERROR
    assert dict(failed.attributes or {}) == {"error.type": "ValueError"}
    assert "Ana" not in failed.to_json()
    provider.shutdown()


def test_a_step_of_no_trace_is_none_and_leads_nowhere() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    traces = OtelTraces(provider)
    for nonsense in ("", "00-zz-zz-01", "what is this"):
        with traces.step("press", of=nonsense):
            assert traces.here() == ""
    assert kept.get_finished_spans() == ()
    provider.shutdown()


def test_a_version_that_knows_no_traces_reads_what_a_newer_one_wrote() -> None:
    """Records are JSON: an older desk passes over what it does not know, and fills in nothing."""
    escalation = an_escalation()
    written = ESCALATION.dump(escalation)
    assert ESCALATION.load(written.replace('"trace":"",', "")) == escalation
    assert ESCALATION.load(written.replace('"trace"', '"of_next_year"')) == escalation
