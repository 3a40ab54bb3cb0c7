"""Telling agents by webhook: signed as Standard Webhooks says, and never into our own network."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from httpx_secure import SSRFProtectionError
from standardwebhooks import Webhook

from bot.ports import About, Clock, NoTraces, Traces
from bot.rules.delivery import Delivery, Failed, Limited, Lost, Outcome, Sent
from bot.rules.endpoint import GONE
from bot.rules.json import Json
from handlers.gateway.callbacks import why_not
from handlers.gateway.out import escalation_out, in_json, time_out
from handlers.gateway.outward import guarded, trusting

TIMEOUT = 10.0
STATUS_GONE = 410
BUSY = frozenset({429, 503})
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 3_600.0


def webhook_secret(secret: str, workspace: str, key: int = 1) -> str:
    """What the receiver checks signatures with: derived, so that there is nothing to store. Each
    `key` is another secret, of which none tells anything of the others.
    """
    about = f"webhooks:{workspace}" if key == 1 else f"webhooks/{key}:{workspace}"
    derived = hmac.new(secret.encode(), about.encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(derived).decode()}"


class WebhookOutlet:
    """One POST for one delivery. Redirects are failures; the answer's body is not read."""

    def __init__(
        self,
        *,
        secret: str,
        clock: Clock,
        allow: frozenset[str] = frozenset(),
        keys: Sequence[int] = (1,),
        timeout: float = TIMEOUT,
        traces: Traces | None = None,
    ) -> None:
        """`allow`: hosts that may be private or speak plain http, for tests and demos. Of several
        `keys` each signs, so that receivers can change over in their own time.
        """
        self._secret, self._keys = secret, tuple(keys)
        self._clock, self._allow, self._timeout = clock, allow, timeout
        self._traces = traces or NoTraces()
        self._trusting, self._guarded = trusting(timeout), guarded(timeout)

    async def send(self, delivery: Delivery, about: About) -> Outcome:
        del about
        try:
            url = httpx.URL(delivery.payload["url"])
        except httpx.InvalidURL:
            return Failed(error="callback_url is no URL", final=True)
        if words := why_not(url, self._allow):
            return Failed(error=f"callback_url: {words}", final=True)
        try:
            async with asyncio.timeout(self._timeout):
                return await self._post(url, delivery)
        except SSRFProtectionError:
            return Failed(error="callback_url leads into a private network", final=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            return Failed(error=f"no connection ({type(error).__name__})")
        except UnicodeError:
            return Failed(error="callback_url has a host that no name server knows", final=True)
        except (httpx.HTTPError, TimeoutError) as error:
            return Lost(error=f"no answer ({type(error).__name__})")

    async def look(self, delivery: Delivery, about: About) -> Sequence[Sent] | Outcome:
        """A webhook cannot be looked for: it is sent again, with the same `webhook-id`."""
        del delivery, about
        return []

    async def remove(self, about: About, sent: Sent) -> None:
        """What was told stays told."""

    async def close(self) -> None:
        await self._guarded.aclose()
        await self._trusting.aclose()

    async def _post(self, url: httpx.URL, delivery: Delivery) -> Outcome:
        client = self._trusting if url.host in self._allow else self._guarded
        body = in_json(_told(delivery))
        headers = self._headers(delivery, body)
        async with client.stream("POST", url, content=body, headers=headers) as response:
            return outcome_of(response, self._clock.now())

    def _headers(self, delivery: Delivery, body: str) -> dict[str, str]:
        now = self._clock.now()
        signatures = (
            Webhook(webhook_secret(self._secret, delivery.workspace, key)).sign(
                delivery.id, now, body
            )
            for key in self._keys
        )
        trace = self._traces.here()
        return ({"traceparent": trace} if trace else {}) | {
            "content-type": "application/json",
            "user-agent": "Handrail",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }


def _told(delivery: Delivery) -> Json:
    """The record as it was when this was owed, not as it has become since."""
    subject = delivery.subject
    if item := delivery.payload.get("item"):
        data = {"conversation_id": delivery.payload["conversation_id"], "item": item}
    elif text := delivery.payload.get("text"):
        data = {"escalation_id": delivery.escalation_id, "text": text}
    else:
        data = {"escalation": escalation_out(subject, delivery.created_at)} if subject else {}
    return {
        "type": delivery.payload["type"],
        "timestamp": time_out(delivery.created_at),
        "data": data,
    }


def outcome_of(response: httpx.Response, now: datetime) -> Outcome:
    if response.is_success:
        return Sent()
    if response.status_code == STATUS_GONE:
        return Failed(error=GONE, final=True)
    wait = _retry_after(response, now)
    if response.status_code in BUSY and wait is not None:
        return Limited(seconds=min(max(wait, SHORTEST_WAIT), LONGEST_WAIT))
    return Failed(error=f"status {response.status_code}")


def _retry_after(response: httpx.Response, now: datetime) -> float | None:
    told = response.headers.get("retry-after", "").strip()
    if told.isdecimal():
        return float(told[:9])
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, TypeError, OverflowError):
        return None
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
