"""Traces for whoever follows a turn through several programs, by OpenTelemetry.

A step is a span only where something is traced: below the request of an agent, or below the trace
that an escalation remembers. So couriers that look for work leave no trace of their own.
"""

from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module

import structlog
from opentelemetry import trace
from opentelemetry.context import Context, get_current
from opentelemetry.trace import StatusCode, TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bot.errors import Refused
from bot.ports import NoTraces, Traces

log = structlog.get_logger(__name__)

TRACEPARENT = "traceparent"
_written = TraceContextTextMapPropagator()


class OtelTraces:
    """Spans carry ids and kinds, and of an error its name: never what anybody said."""

    def __init__(self, provider: TracerProvider) -> None:
        self.provider = provider
        self._tracer = provider.get_tracer("handrail")

    @contextmanager
    def step(self, name: str, *, of: str = "", **ids: str) -> Generator[None]:
        around = _written.extract({TRACEPARENT: of}, Context()) if of else get_current()
        if not trace.get_current_span(around).get_span_context().is_valid:
            yield
            return
        with self._tracer.start_as_current_span(
            name,
            context=around,
            attributes={f"handrail.{key}": value for key, value in ids.items()},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                if not isinstance(error, Refused):
                    span.set_status(StatusCode.ERROR)
                raise

    def here(self) -> str:
        written: dict[str, str] = {}
        _written.inject(written)
        return written.get(TRACEPARENT, "")


@contextmanager
def exporting(endpoint: str) -> Generator[Traces]:
    """Spans go to this collector; without one, or without the extra `otel`, nothing is traced."""
    if not endpoint:
        yield NoTraces()
        return
    try:
        provider = import_module("bot.export").provider(endpoint)
    except ModuleNotFoundError:
        log.warning("nothing is traced: install the extra, `pip install 'handrail[otel]'`")
        yield NoTraces()
        return
    try:
        yield OtelTraces(provider)
    finally:
        provider.shutdown()


def provider_of(traces: Traces) -> TracerProvider | None:
    """For the web framework, which begins the span of a request itself."""
    return traces.provider if isinstance(traces, OtelTraces) else None


def _keeps_its_promise(traces: OtelTraces) -> Traces:
    return traces
