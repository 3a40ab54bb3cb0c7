"""A sign of life to whoever watches from outside: silence is what they act on."""

from collections.abc import Awaitable, Callable

import httpx
import structlog

from bot.flows.look_after_timers import look_after_timers
from bot.flows.look_over import look_over
from bot.ports import Desk

log = structlog.get_logger(__name__)

TIMEOUT = 10.0


class Auditor:
    """Looks each minute whether all is as it must be; the heart beats only when it is."""

    def __init__(self, desk: Desk, beat: Callable[[], Awaitable[None]]) -> None:
        self._desk, self._beat = desk, beat
        self._behind = ""

    async def __call__(self) -> None:
        mended = await look_after_timers(self._desk)
        looked = await look_over(self._desk, self._behind)
        self._behind = looked.behind
        if not mended and not looked.amiss:
            await self._beat()


class Heartbeat:
    """`GET` to an address of the operators', which may be a secret: it stands in no log."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __call__(self) -> None:
        """Whoever does not hear it acts on that; there is nothing to try again."""
        if not self._url:
            return
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
                answer = await client.get(self._url)
        except httpx.HTTPError as error:
            log.warning("the heartbeat was not heard", error=type(error).__name__)
            return
        if not answer.is_success:
            log.warning("the heartbeat was not heard", status=answer.status_code)
