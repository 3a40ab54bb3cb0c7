"""Which requests begin or join a trace: those in which an agent tells us something."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry.trace import TracerProvider

TELLING = frozenset({"POST", "PUT"})


def telemetry(provider: TracerProvider | None) -> TelemetryConfig:
    """The framework's spans, and nothing else that it offers: its log records quote exceptions,
    which may quote people. Long polls and health checks would only fill the traces.
    """
    return {
        "tracing": provider is not None,
        "tracer_provider": provider,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "auto_configure": False,
        "exclude": _is_left_out,
    }


def _is_left_out(scope: MutableMapping[str, Any]) -> bool:
    """With a query too: none of these has one, so nobody knows what would stand in it."""
    return (
        scope.get("method") not in TELLING
        or not scope["path"].startswith("/v1/")
        or bool(scope.get("query_string"))
    )
