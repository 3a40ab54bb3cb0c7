"""Spans leave the desk by OTLP. Needs the extra `otel`; loaded only when there is a collector.

What the environment says of the service, of sampling and of headers, the SDK reads itself.
"""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

PATIENCE = 2.0  # a collector that is away must not hold up the desk's end


def provider(endpoint: str) -> TracerProvider:
    named = Resource({"service.name": "handrail"}).merge(OTELResourceDetector().detect())
    spans = TracerProvider(resource=named, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE)
    spans.add_span_processor(BatchSpanProcessor(exporter))
    return spans
