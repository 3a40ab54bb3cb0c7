"""The demo's house: gateway, sandbox and agent in one process, on an embedded store."""

import shutil
import tempfile
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx

from bot.app import App, running
from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.clock import DemoClock
from bot.commands.demo.customer.page import open_chat_page
from bot.ids import new_id, new_key
from bot.ports import ApiKey
from bot.rules.keys import hash_key
from bot.settings import Settings, load
from sandbox.client import Workspace
from sandbox.hosting import Hosted
from sandbox.server import Sandbox

DIGEST = "\ndigest:"
POLICY = Path(__file__).parents[2] / "demo.yaml"
HINTS = (
    """*You begin as Ana, a reviewer.* Customers are arriving: a card below waits for you. Read \
what is asked and why, then press *Approve*.""",
    """Now look what came of it: the card says who decided, when the agent heard of it, and what \
really ran. Try *Edit* on the next one, or *Reject* with a reason.""",
    """Be somebody else: the switch at your name makes you Sam, who may not decide, or Mia, the \
manager. On the customer's page you are the one who asks: press *Talk to a person* there, then \
*Take over* on the card in #support, and write in its thread.""",
)
SHORTCUTS = ({"name": "What waits for me", "callback_id": "waiting", "type": "global"},)
SCOPES = frozenset({"turns:write", "escalations:read", "escalations:write", "reports:read"})


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    url: str
    key: str
    app: App
    workspace: Workspace
    agent: SupportAgent
    clock: DemoClock
    chat_url: str
    policy: Path

    @contextmanager
    def without_digests(self) -> Iterator[None]:
        """While the past is lived through nobody is told of weeks that are not lived yet."""
        text = self.policy.read_text(encoding="utf-8")
        try:
            self._put_up(f"{text.partition(DIGEST)[0]}\ndigest: off\n")
            yield
        finally:
            self._put_up(text)

    def _put_up(self, text: str) -> None:
        self.policy.write_text(text, encoding="utf-8")
        self.app.policies.reload()


class _Door:
    """The gateway's address is known before the gateway: the workspace needs it first."""

    def __init__(self) -> None:
        self.app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def open_house(
    *, port: int = 0, sandbox_port: int = 0, customer_port: int = 0
) -> AsyncGenerator[House]:
    """Everything on local ports (0: any free one); the store lives in a temporary folder."""
    door, signing_secret, bot_token = _Door(), token_urlsafe(32), f"xoxb-{token_urlsafe(24)}"
    clock = DemoClock()
    with tempfile.TemporaryDirectory(prefix="handrail-demo-") as folder:
        policy = Path(shutil.copy(POLICY, folder))
        async with (
            Hosted(door, port=port) as host,
            Sandbox.serve(
                port=sandbox_port,
                app_url=f"{host.url}/slack/events",
                signing_secret=signing_secret,
                bot_token=bot_token,
                rate_limits=True,
                clock=clock,
                signing_clock=clock,
                hints=HINTS,
                shortcuts=SHORTCUTS,
            ) as workspace,
            running(
                settings := _settings(policy, host.url, workspace, signing_secret, bot_token),
                clock=clock,
            ) as app,
        ):
            door.app = app.web
            key = await _a_key(app, settings.secret.get_secret_value())
            headers = {"Authorization": f"Bearer {key}"}
            async with httpx.AsyncClient(
                base_url=host.url, headers=headers, timeout=75, trust_env=False
            ) as client:
                agent = SupportAgent(client, count(1))
                async with open_chat_page(agent, port=customer_port) as chat_url:
                    yield House(
                        url=host.url,
                        key=key,
                        app=app,
                        workspace=workspace,
                        agent=agent,
                        clock=clock,
                        chat_url=chat_url,
                        policy=policy,
                    )


def _settings(
    policy: Path, url: str, workspace: Workspace, signing_secret: str, bot_token: str
) -> Settings:
    return load(
        {
            "HANDRAIL_DATABASE_URL": f"sqlite:///{policy.parent}/demo.db",
            "HANDRAIL_CONFIG": str(policy),
            "HANDRAIL_SLACK_API_URL": workspace.api_url,
            "HANDRAIL_PUBLIC_URL": url,
            "HANDRAIL_WEBHOOK_ALLOW": "127.0.0.1",  # where the customer's page keeps files
            "HANDRAIL_SECRET": token_urlsafe(48),
            "SLACK_BOT_TOKEN": bot_token,
            "SLACK_SIGNING_SECRET": signing_secret,
        }
    )


async def _a_key(app: App, secret: str) -> str:
    key = new_key()
    record = ApiKey(
        id=new_id("key"),
        name="demo",
        workspace="default",
        scopes=SCOPES,
        created_at=app.desk.clock.now(),
    )
    await app.store.write(lambda memory: memory.add_key(record, hash_key(secret, key)))
    return key
