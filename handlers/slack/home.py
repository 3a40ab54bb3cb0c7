"""The app's own pages: what waits for a person, and how this works, wherever they ask."""

from dataclasses import replace

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadInput
from bot.flows.away import set_away
from bot.flows.choose_digest_time import choose_digest_time, digest_time
from bot.flows.keep_inside import NOT_FOR_THEM, keep_inside
from bot.flows.week_so_far import week_so_far
from bot.flows.worklist import Worklist, worklist
from bot.ports import Desk
from bot.rules.approvers import Actor, id_in_slack
from bot.rules.json import Json
from bot.rules.press import Kept
from bot.rules.worklist import Wish, wish_of
from handlers.slack.absence import AWAY, UNTIL, absence_blocks, absence_form, chosen_end
from handlers.slack.answers import ask
from handlers.slack.blocks import divider, header, section
from handlers.slack.managing import DIGEST, chosen_time, digest_form, week_blocks
from handlers.slack.modals import how_blocks, list_page
from handlers.slack.on_call import ROTA
from handlers.slack.presses import at, team_of, user_of
from handlers.slack.rotas import Rotas
from handlers.slack.worklist import (
    chosen_filters,
    chosen_page,
    filter_blocks,
    page_buttons,
    page_words,
    worklist_blocks,
)

SECONDS = 2.0
KEEP_INTERNAL = "keep_internal"
NO_TIME = "Choose a day and a time."


class Pages:
    """`address`: where the lists behind figures are reached, if they are."""

    def __init__(
        self, desk: Desk, client: AsyncWebClient, workspace: str, address: str | None = None
    ) -> None:
        self._address = address
        self._desk = desk
        self._client = client
        self._workspace = workspace
        self._rotas = Rotas(desk, workspace)

    async def commanded(self, body: Json, ack: AsyncAck) -> None:
        """`/handrail`: answered where it was typed, and only to whoever typed it."""
        await ack(
            text="What waits for you",
            blocks=await self._answer(body, str(body.get("text") or "").strip()),
            response_type="ephemeral",
        )

    async def asked(self, body: Json, ack: AsyncAck) -> None:
        """A shortcut: the same list in a window of its own, or to keep a message inside."""
        if body.get("callback_id") == KEEP_INTERNAL:
            await self._keep_inside(body)
            await ack()
            return
        view = list_page(await self._answer(body, ""))
        await self._open(body, view)
        await ack()

    async def opened_home(self, body: Json) -> None:
        event: Json = body.get("event") or {}
        if event.get("tab") in ("home", None):
            await self._draw(str(body.get("team_id") or ""), str(event.get("user") or ""), Wish())

    async def pressed(self, body: Json, ack: AsyncAck) -> None:
        """On the home page: a filter or page is chosen, somebody comes and goes, or sets who is on
        call.
        """
        match at(body, "actions", 0, "action_id"):
            case "away":
                await self._open(body, absence_form(self._desk.clock.now()))
            case "digest_time":
                team, user = team_of(body), user_of(body)
                setting = await digest_time(self._desk, self._workspace, team, user)
                await self._open(body, digest_form(setting))
            case "back":
                await set_away(self._desk, self._workspace, _who(body), None)
                await self._draw(team_of(body), user_of(body), _wish(body))
            case "rota":
                await self._open(body, await self._rotas.form(body))
            case _:
                wish = replace(_wish(body), page=chosen_page(body))
                await self._draw(team_of(body), user_of(body), wish)
        await ack()

    async def submitted(self, body: Json, ack: AsyncAck) -> None:
        if at(body, "view", "callback_id") == ROTA:
            if await self._rotas.submitted(body, ack):
                await self._draw(team_of(body), user_of(body), Wish())
                await ack()
            return
        if at(body, "view", "callback_id") == DIGEST:
            await self._digest_chosen(body, ack)
            return
        until = chosen_end(body)
        try:
            if until is None:
                raise BadInput(NO_TIME)
            await set_away(self._desk, self._workspace, _who(body), until)
        except BadInput as refusal:
            await ack(response_action="errors", errors={UNTIL: refusal.sentence})
            return
        await self._draw(team_of(body), user_of(body), Wish())
        await ack()

    async def _digest_chosen(self, body: Json, ack: AsyncAck) -> None:
        try:
            await choose_digest_time(
                self._desk, self._workspace, team_of(body), user_of(body), chosen_time(body)
            )
        except BadInput as refusal:
            await ack(response_action="errors", errors=refusal.fields)
            return
        await self._draw(team_of(body), user_of(body), Wish())
        await ack()

    async def _answer(self, body: Json, words: str) -> list[Json]:
        if words == "help":
            return how_blocks()
        try:
            wish = wish_of(words)
        except BadInput as refusal:
            return [section(refusal.sentence)]
        work = await self._work(team_of(body), user_of(body), wish)
        listed = worklist_blocks(work, self._desk.clock.now(), wish.page)
        return [*listed, *page_words(work, wish.page)]

    async def _work(self, team: str, user: str, wish: Wish) -> Worklist:
        return await worklist(self._desk, self._workspace, team, user, wish)

    async def _draw(self, team: str, user: str, wish: Wish) -> None:
        work = await self._work(team, user, wish)
        standing = await week_so_far(self._desk, self._workspace, team, user)
        blocks = [
            *week_blocks(standing, self._address),
            divider(),
            *absence_blocks(work.away_until),
            *await self._rotas.blocks(team, user),
            divider(),
            *filter_blocks(work, wish),
            *worklist_blocks(work, self._desk.clock.now(), wish.page),
            *page_buttons(work, wish.page),
            divider(),
            header("How this works"),
            *how_blocks(),
        ]
        view = {"type": "home", "blocks": blocks}
        await ask(lambda: self._client.views_publish(user_id=user, view=view), seconds=SECONDS)

    async def _open(self, body: Json, view: Json) -> None:
        trigger = str(body.get("trigger_id") or "")
        await ask(lambda: self._client.views_open(trigger_id=trigger, view=view), seconds=SECONDS)

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


def is_home(body: Json) -> bool:
    return at(body, "view", "type") == "home"


def is_of_pages(body: Json) -> bool:
    """A form that no card stands behind."""
    return at(body, "view", "callback_id") in (AWAY, DIGEST, ROTA)


def _who(body: Json) -> Actor:
    return Actor(type="human", id=id_in_slack(team_of(body), user_of(body)))


def _wish(body: Json) -> Wish:
    """Menus hold only what can be asked for; anything else asks for everything."""
    try:
        return wish_of(" ".join(f'{name}:"{word}"' for name, word in chosen_filters(body).items()))
    except BadInput:
        return Wish()
