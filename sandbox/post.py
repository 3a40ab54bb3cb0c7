"""Slack reaches the app over HTTP: one signed POST, three seconds."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.clock import Clock
from sandbox.parcels import COMMAND, INTERACTIVE, Answer, Parcel
from sandbox.settings import Settings
from sandbox.signing import headers


@dataclass
class Post:
    settings: Settings
    signing_clock: Clock
    http: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(
            verify=False,
            trust_env=False,
            # a fresh connection each time: the app may have been killed and started since
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )
    )

    @property
    def is_open(self) -> bool:
        return bool(self.settings.app_url)

    async def send(self, parcel: Parcel) -> Answer:
        try:
            response = await self.http.post(
                self._address(parcel), **self._letter(parcel), timeout=self.settings.answer_within
            )
        except httpx.TimeoutException:
            return Answer(reason="http_timeout")
        except httpx.HTTPError:
            return Answer(reason="connection_failed")
        return Answer(
            status=response.status_code,
            body=_parsed(response),
            reason="" if response.is_success else "http_error",
            no_retry=response.headers.get("x-slack-no-retry") == "1",
            headers=dict(response.headers),
        )

    async def aclose(self) -> None:
        await self.http.aclose()

    def _address(self, parcel: Parcel) -> str:
        special = {
            COMMAND: self.settings.command_url,
            INTERACTIVE: self.settings.interactivity_url,
        }
        return special.get(parcel.kind) or self.settings.app_url

    def _letter(self, parcel: Parcel) -> dict[str, Any]:
        content_type, content = parcel.over_http()
        moment = int(self.signing_clock.now().timestamp())
        head = headers(self.settings.signing_secret, moment, content)
        head |= {"Content-Type": content_type, "Accept": "application/json,*/*"}
        head |= {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if parcel.attempt:
            head |= {
                "X-Slack-Retry-Num": str(parcel.attempt),
                "X-Slack-Retry-Reason": parcel.reason,
            }
        return {"content": content, "headers": head}


def _parsed(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError:
        return response.text
