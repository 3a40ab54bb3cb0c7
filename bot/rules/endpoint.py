"""An endpoint: where an agent hears webhooks, and whether anybody still listens there.

It is the origin and path of a `callback_url`. What follows the question mark often names one
conversation, and may be a secret; the host alone may be shared by agents that fare differently.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.rules.delivery import Declined, Failed, Limited, Lost, NotThere, Outcome, Sent

GONE = "410 Gone"
ONLY_FAILURES = "nothing but failures for five days"
DISABLED = "endpoint is disabled"
PATIENCE = timedelta(days=5)
FRESH = timedelta(minutes=1)
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Failing since its first failure after a success; disabled with the reason why."""

    id: str
    workspace: str
    url: str
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    failing_since: datetime | None = None
    last_error: str = ""
    disabled_at: datetime | None = None
    disabled_because: str = ""

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None

    @property
    def host(self) -> str:
        """All of it that may be told aloud: a path can be as good as a password."""
        return urlsplit(self.url).hostname or ""


def endpoint_of(workspace: str, url: str) -> Endpoint:
    """As it is before anything was sent there. The id is short, however long the path."""
    place = place_of(url)
    known_by = hashlib.sha256(f"{workspace}\n{place}".encode()).hexdigest()
    return Endpoint(id=f"end_{known_by[:24]}", workspace=workspace, url=place)


def place_of(url: str) -> str:
    """Two spellings of one place are one place."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _before_query(url)
    if not host:
        return _before_query(url)
    host = f"[{host}]" if ":" in host else host
    shown = "" if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{shown}{parts.path or '/'}"


def _before_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def tried(endpoint: Endpoint, outcome: Outcome, now: datetime) -> Endpoint:
    """The endpoint after one attempt: a success makes up for everything before it."""
    match outcome:
        case Sent():
            return replace(enabled(endpoint), last_success_at=now, last_error="")
        case Failed(error=error) | Lost(error=error):
            return _failed(endpoint, error, now)
        case Limited():
            return _failed(endpoint, "rate limited", now)
        case NotThere() | Declined():
            return endpoint


def is_news(endpoint: Endpoint, outcome: Outcome, now: datetime) -> bool:
    """While all goes well one line a minute is enough: nobody waits for the row of another."""
    last = endpoint.last_success_at
    goes_well = isinstance(outcome, Sent) and not (endpoint.failing_since or endpoint.is_disabled)
    return not (goes_well and last is not None and now - last < FRESH)


def enabled(endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, failing_since=None, disabled_at=None, disabled_because="")


def refusal(endpoint: Endpoint) -> Failed:
    """What a delivery dies of without having been tried."""
    return Failed(error=f"{DISABLED}: {endpoint.disabled_because}", final=True)


def _failed(endpoint: Endpoint, error: str, now: datetime) -> Endpoint:
    since = endpoint.failing_since or now
    failed = replace(endpoint, last_failure_at=now, failing_since=since, last_error=error)
    if endpoint.is_disabled:
        return failed
    if error == GONE:
        return replace(failed, disabled_at=now, disabled_because=GONE)
    if now - since >= PATIENCE:
        return replace(failed, disabled_at=now, disabled_because=ONLY_FAILURES)
    return failed
