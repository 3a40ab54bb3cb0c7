"""Telling agents by webhook: signed as Standard Webhooks says, and never into our own network."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
import httpx_secure
from standardwebhooks import Webhook

from bot.ports import Card, Clock
from bot.rules.delivery import Delivery, Failed, Limited, Lost, Outcome, Sent
from bot.rules.json import Json
from handlers.gateway.out import escalation_out, time_out

TIMEOUT = 10.0
GONE = 410
BUSY = frozenset({429, 503})
LONGEST_WAIT = 3_600.0


def webhook_secret(secret: str, workspace: str) -> str:
    """What the receiver checks signatures with: derived, so that there is nothing to store."""
    key = hmac.new(secret.encode(), f"webhooks:{workspace}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(key).decode()}"


class WebhookOutlet:
    """One POST for one delivery. Redirects are failures; the answer's body is not read."""

    def __init__(self, *, secret: str, clock: Clock, allow: frozenset[str] = frozenset()) -> None:
        """`allow`: hosts that may be private or speak plain http, for tests and demos."""
        self._secret = secret
        self._clock = clock
        self._allow = allow
        self._guarded = httpx_secure.httpx_ssrf_protection(
            httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False)
        )
        self._open = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        url = str(delivery.payload["url"])
        host = urlsplit(url).hostname or ""
        allowed = host in self._allow
        if not allowed and not url.startswith("https://"):
            return Failed(error="callback_url must be https", final=True)
        client = self._open if allowed else self._guarded
        try:
            request = client.build_request(
                "POST",
                url,
                content=(body := self._body(delivery)),
                headers=self._headers(delivery, body),
            )
            response = await client.send(request, stream=True)
            await response.aclose()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL) as error:
            return Failed(error=type(error).__name__)
        except httpx.TransportError as error:
            return Lost(error=type(error).__name__)
        except Exception as error:  # noqa: BLE001  # the guard's own refusal, by whatever name
            return Failed(error=type(error).__name__, final=True)
        return _outcome(response)

    async def look(self, delivery: Delivery, card: Card) -> Sequence[Sent] | Outcome:
        return []

    async def remove(self, card: Card, sent: Sent) -> None:
        """What was told stays told."""

    async def close(self) -> None:
        await self._guarded.aclose()
        await self._open.aclose()

    def _body(self, delivery: Delivery) -> str:
        data: Json = {}
        if delivery.subject:
            data["escalation"] = escalation_out(delivery.subject)
        told = {"type": delivery.payload["type"], "timestamp": time_out(delivery.created_at)}
        return json.dumps({**told, "data": data}, separators=(",", ":"))

    def _headers(self, delivery: Delivery, body: str) -> dict[str, str]:
        now = self._clock.now()
        key = webhook_secret(self._secret, delivery.workspace)
        return {
            "content-type": "application/json",
            "user-agent": "Handrail",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(key).sign(delivery.id, now, body),
        }


def _outcome(response: httpx.Response) -> Outcome:
    if response.is_success:
        return Sent()
    if response.status_code == GONE:
        return Failed(error="410 Gone", final=True)
    wait = response.headers.get("retry-after", "")
    if response.status_code in BUSY and wait.isdigit():
        return Limited(seconds=min(float(wait), LONGEST_WAIT))
    return Failed(error=f"status {response.status_code}")
