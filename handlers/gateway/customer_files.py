"""Files of customers: fetched from where their agents keep them, and never from our own network."""

import asyncio

import httpx
from httpx_secure import SSRFProtectionError

from bot.ports import Files
from bot.rules.files import MOST_BYTES, TOO_LARGE, WEB_PAGE, Fetched, Unfit, Wanted, is_page
from handlers.gateway.callbacks import why_not
from handlers.gateway.outward import guarded, trusting

SECONDS = 8.0  # a courier has the delivery for half a minute, and Slack needs some of it
BUSY = frozenset({408, 425, 429})
PLAIN = {"accept-encoding": "identity", "user-agent": "Handrail"}  # nothing swells on arrival

NO_ADDRESS = "its address cannot be read, or is not one that files are fetched from"
PRIVATE = "its address leads into a private network"
ELSEWHERE = "its address leads on to another one"
PACKED = "it came packed, although we asked for it plain"
AWAY = "its address did not hand it out"


class CustomerFiles:
    """One GET for one file. Redirects are refused: each hop would be another address to judge."""

    def __init__(self, *, allow: frozenset[str] = frozenset(), seconds: float = SECONDS) -> None:
        """`allow`: hosts that may be private or speak plain http, as for webhooks."""
        self._allow, self._seconds = allow, seconds
        self._trusting, self._guarded = trusting(seconds), guarded(seconds)

    async def fetch(self, wanted: Wanted) -> Fetched | Unfit:
        if wanted.size > MOST_BYTES:
            return Unfit(TOO_LARGE)
        try:
            url = httpx.URL(wanted.url)
            if why_not(url, self._allow):
                return Unfit(NO_ADDRESS)
            async with asyncio.timeout(self._seconds):
                found = await self._get(url)
        except SSRFProtectionError:
            return Unfit(PRIVATE)
        except (httpx.InvalidURL, UnicodeError):
            return Unfit(NO_ADDRESS)
        except (httpx.HTTPError, TimeoutError, OSError):
            return Unfit(AWAY, passing=True)
        return Unfit(WEB_PAGE) if isinstance(found, Fetched) and is_page(found) else found

    async def close(self) -> None:
        await self._guarded.aclose()
        await self._trusting.aclose()

    async def _get(self, url: httpx.URL) -> Fetched | Unfit:
        client = self._trusting if url.host in self._allow else self._guarded
        async with client.stream("GET", url, headers=PLAIN) as response:
            if response.is_redirect:
                return Unfit(ELSEWHERE)
            if not response.is_success:
                passing = response.is_server_error or response.status_code in BUSY
                return Unfit(f"{AWAY} (status {response.status_code})", passing=passing)
            if response.headers.get("content-encoding", "identity") != "identity":
                return Unfit(PACKED)
            content = bytearray()
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > MOST_BYTES:
                    return Unfit(TOO_LARGE)
            kind = response.headers.get("content-type", "")
            return Fetched(content=bytes(content), content_type=kind)


def _keeps_its_promise(files: CustomerFiles) -> Files:
    return files
