"""One line a fact, on standard error, with nothing in it that a thief could use.

JSON lines, or coloured ones for a person at a terminal; UTC times; ids, never the conversation's
words. Libraries that log by the standard library go through the same pipe, from WARNING on.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LIBRARIES = (
    "aiohttp",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "uvicorn",
    "websockets",
)
MASK = "***"
DEEP = 6
SECRETS = re.compile(  # no \b before them: in a URL or a repr, "%3D" or "\n" may stand there
    r"""
      (?P<slack> xox[a-z](?:\.xox[a-z])?- ) [\w.%-]+
    | (?P<app> xapp- ) [\w.%-]+
    | (?P<webhook> whsec_ ) [\w+/=%-]+
    | (?P<key> hrk_ ) [\w%-]+
    | (?P<execution> exe_ ) [\w%-]{20,}
    | (?P<bearer> bearer (?:\s|%20)+ ) [\w.~+/=%-]{8,}
    | (?P<basic> authorization\W{1,4}basic\s+ ) [\w+/=]+
    | (?P<signature> \bv0= ) [0-9a-f]{16,}
    | (?P<response_url> hooks\.slack(?:-gov)?\.com/ ) [\w/.%-]+
    | (?P<password> ://[^\s:/@]*: ) [^\s@]+ (?=@)
    """,
    re.VERBOSE | re.IGNORECASE,
)
NAMES = re.compile(
    r"authorization|cookie|password|passwd|secret|signature|(^|_|-)token$|api_?key$", re.IGNORECASE
)
PLAIN = (bool, int, float, type(None))


def set_up_logs(
    level: str = "INFO",
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
    pretty: bool | None = None,
) -> None:
    """Once, at the start. `secrets` are left out wherever they turn up, whatever they look like.

    Uvicorn must be run with `log_config=None`, or it takes its lines to its own pipe.
    """
    out = stream or sys.stderr
    for_people = out.isatty() if pretty is None else pretty
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                masking(secrets),
                *_rendering(pretty=for_people),
            ],
        )
    )
    _everything_through(handler, level)


def trouble(error: BaseException) -> dict[str, str]:
    """What broke and where, for one line of the log. Its message is left out: it may quote a
    statement with its values, or somebody's words.
    """
    frames = traceback.extract_tb(error.__traceback__)[-DEEP:]
    at = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    return {"error": type(error).__name__, "at": at}


def masking(secrets: Iterable[str] = ()) -> Processor:
    """A processor after which no value holds anything that looks like a secret, or is one."""
    mask = _masker(secrets)

    def clean(value: Any, name: str = "") -> Any:
        if isinstance(value, PLAIN):
            return value
        if NAMES.search(name):
            return MASK
        if isinstance(value, dict):
            return {mask(str(key)): clean(item, str(key)) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [clean(item) for item in value]
        if isinstance(value, bytes):
            return mask(value.decode(errors="replace"))
        return mask(value if isinstance(value, str) else repr(value))

    def process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return clean(event)

    return process


def _masker(secrets: Iterable[str]) -> Callable[[str], str]:
    """Known secrets first, longest first: one may be the beginning of another."""
    known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def mask(text: str) -> str:
        for secret in known:
            text = text.replace(secret, MASK)
        return SECRETS.sub(lambda found: f"{found[found.lastgroup or 0]}{MASK}", text)

    return mask


def _rendering(*, pretty: bool) -> list[Processor]:
    if pretty:
        plain = structlog.dev.plain_traceback  # the traceback is text by now, and masked
        return [structlog.dev.ConsoleRenderer(colors=True, exception_formatter=plain)]
    return [structlog.processors.JSONRenderer(ensure_ascii=False)]


def _everything_through(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(max(logging.WARNING, root.level))
