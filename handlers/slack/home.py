"""The app's own pages: what waits for a person, and how this works, wherever they ask."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.flows.keep_inside import NOT_FOR_THEM, keep_inside
from bot.ports import Desk
from bot.rules.json import Json
from bot.rules.press import Kept
from handlers.slack.answers import ask
from handlers.slack.blocks import divider, header
from handlers.slack.modals import how_blocks, list_page
from handlers.slack.presses import at, team_of, user_of
from handlers.slack.waiting import waiting_blocks, waiting_for

SECONDS = 2.0
KEEP_INTERNAL = "keep_internal"


class Pages:
    def __init__(self, desk: Desk, client: AsyncWebClient, workspace: str) -> None:
        self._desk = desk
        self._client = client
        self._workspace = workspace

    async def commanded(self, body: Json, ack: AsyncAck) -> None:
        """`/handrail`: answered where it was typed, and only to whoever typed it."""
        blocks = await self._list(team_of(body), user_of(body))
        if str(body.get("text") or "").strip() == "help":
            blocks = how_blocks()
        await ack(text="What waits for you", blocks=blocks, response_type="ephemeral")

    async def asked(self, body: Json, ack: AsyncAck) -> None:
        """A shortcut: the same list in a window of its own, or to keep a message inside."""
        if body.get("callback_id") == KEEP_INTERNAL:
            await self._keep_inside(body)
            await ack()
            return
        view = list_page(await self._list(team_of(body), user_of(body)))
        trigger = str(body.get("trigger_id") or "")
        await ask(lambda: self._client.views_open(trigger_id=trigger, view=view), seconds=SECONDS)
        await ack()

    async def _keep_inside(self, body: Json) -> None:
        message: Json = body.get("message") or {}
        channel, user = str(at(body, "channel", "id") or ""), user_of(body)
        kept = Kept(
            team=team_of(body),
            channel=channel,
            root_ts=str(message.get("thread_ts") or ""),
            ts=str(message.get("ts") or ""),
            user=user,
            key=f"{channel}/{message.get('ts')}/{body.get('action_ts')}/{user}",
        )
        sentence = await keep_inside(self._desk, kept)
        if sentence == NOT_FOR_THEM:
            await ask(
                lambda: self._client.chat_postEphemeral(channel=channel, user=user, text=sentence),
                seconds=SECONDS,
            )

    async def opened_home(self, body: Json) -> None:
        event: Json = body.get("event") or {}
        if event.get("tab") not in ("home", None):
            return
        user = str(event.get("user") or "")
        waiting = await self._list(str(body.get("team_id") or ""), user)
        blocks = [*waiting, divider(), header("How this works"), *how_blocks()]
        await ask(
            lambda: self._client.views_publish(
                user_id=user, view={"type": "home", "blocks": blocks}
            ),
            seconds=SECONDS,
        )

    async def _list(self, team: str, user: str) -> list[Json]:
        return waiting_blocks(await waiting_for(self._desk, self._workspace, team, user))
