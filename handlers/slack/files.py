"""Files that people put into a thread: fetched with the bot's token, which goes to Slack alone."""

import asyncio
from urllib.parse import urlsplit

import aiohttp

from bot.ports import Files
from bot.rules.files import MOST_BYTES, TOO_LARGE, WEB_PAGE, Fetched, Unfit, Wanted, is_page

SECONDS = 30.0
CHUNK = 64 * 1024
OK = 200
REDIRECTS = range(300, 400)

SIGN_IN = (
    "Slack showed a page to sign in instead of the file. The app lacks the scope files:read; "
    "whoever manages it adds the scope and installs the app again"
)
ELSEWHERE = "it does not lie in Slack but only has a link there"
AWAY = "Slack did not hand it out just now"


class SlackFiles:
    def __init__(self, session: aiohttp.ClientSession, *, token: str, api_url: str) -> None:
        self._session, self._token = session, token
        self._slack = api_url

    async def fetch(self, wanted: Wanted) -> Fetched | Unfit:
        """At most ten megabytes in half a minute. A redirect leads to a page to sign in."""
        if wanted.size > MOST_BYTES:
            return Unfit(TOO_LARGE)
        try:
            if not is_in_slack(wanted.url, self._slack):
                return Unfit(ELSEWHERE)
            async with asyncio.timeout(SECONDS):
                found = await self._get(wanted.url)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Unfit(AWAY)
        if isinstance(found, Fetched) and is_page(found):
            was_page = wanted.mimetype.startswith("text/html")
            return Unfit(WEB_PAGE if was_page else SIGN_IN)
        return found

    async def _get(self, url: str) -> Fetched | Unfit:
        headers = {"Authorization": f"Bearer {self._token}"}
        limit = aiohttp.ClientTimeout(total=SECONDS)
        async with self._session.get(
            url, headers=headers, allow_redirects=False, timeout=limit
        ) as response:
            if response.status in REDIRECTS:
                return Unfit(SIGN_IN)
            if response.status != OK:
                return Unfit(f"{AWAY} (status {response.status})")
            content = bytearray()
            async for chunk in response.content.iter_chunked(CHUNK):
                content += chunk
                if len(content) > MOST_BYTES:
                    return Unfit(TOO_LARGE)
            return Fetched(
                content=bytes(content), content_type=response.headers.get("content-type", "")
            )


class NoFiles:
    """Nothing is fetched here."""

    async def fetch(self, wanted: Wanted) -> Fetched | Unfit:
        del wanted
        return Unfit("this desk fetches no files of customers")


def is_in_slack(address: str, api: str) -> bool:
    """Slack itself or a name below it, as safely as its API is reached. What two programs might
    read differently is refused.
    """
    url, slack = urlsplit(address), urlsplit(api)
    if not url.hostname or {"\\", "@"} & set(url.netloc) or not url.netloc.isascii():
        return False
    if (url.scheme, url.netloc) == (slack.scheme, slack.netloc):
        return True
    is_below = url.hostname.endswith(f".{slack.hostname}")
    return url.scheme == slack.scheme == "https" and url.port == slack.port and is_below


def _keeps_its_promise(files: SlackFiles) -> Files:
    return files
