"""Bolt's app: five listeners, each a table; Slack is answered after the record was written."""

import json
import logging
import re
from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import trouble
from bot.ports import Desk
from bot.rules.json import Json
from handlers.slack.buttons import Buttons
from handlers.slack.home import Pages, is_home, is_of_pages
from handlers.slack.identity import WhoAmI
from handlers.slack.messages import heard
from handlers.slack.modals import told
from handlers.slack.presses import at, button_pressed
from handlers.slack.refusals import NOT_RECORDED, tell
from handlers.slack.submissions import Submissions

log = structlog.get_logger(__name__)

ANY = re.compile(".*", re.DOTALL)
QUIET = logging.getLogger("handrail.slack.sdk")
QUIET.setLevel(logging.CRITICAL)  # the SDK logs whole bodies; what went wrong we say ourselves

OK, AGAIN = 200, 503


def build_app(
    desk: Desk,
    client: AsyncWebClient,
    quiet_client: AsyncWebClient,
    me: WhoAmI,
    pages: Pages,
) -> AsyncApp:
    """`quiet_client` carries no token: Bolt would otherwise verify it for each request."""
    app = AsyncApp(
        name="handrail",
        client=quiet_client,
        authorize=_authorizing(client, me),
        signing_secret="the door has checked it",  # noqa: S106  # see request_verification_enabled
        request_verification_enabled=False,
        ssl_check_enabled=False,
        process_before_response=True,
        logger=QUIET,
    )
    buttons, forms = Buttons(desk, client), Submissions(desk, client)

    async def event(body: Json) -> None:
        match at(body, "event", "type"):
            case "message":
                await heard(desk, me, body)
            case "app_home_opened":
                await pages.opened_home(body)

    async def submitted(body: Json, ack: AsyncAck) -> None:
        await (pages if is_of_pages(body) else forms).submitted(body, ack)

    app.action(ANY)(_pressing(buttons, pages))
    app.view(ANY)(submitted)
    app.event(ANY)(event)
    app.command(ANY)(pages.commanded)
    app.shortcut(ANY)(pages.asked)
    app.error(_trouble(client))
    return app


def answering_presses(
    desk: Desk, client: AsyncWebClient, pages: Pages
) -> Callable[[Json], Awaitable[int]]:
    """A press by the shortest way: Bolt would look for who listens, and start a task for it, which
    takes longer than the decision. What it comes to is the status that Slack is answered with.
    """
    pressed = _pressing(Buttons(desk, client), pages)
    on_error = _trouble(client)

    async def press(body: Json) -> int:
        try:
            await pressed(body, AsyncAck())
        except Exception as error:  # noqa: BLE001  # whatever it was, the person is told
            return (await on_error(error, body)).status
        return OK

    return press


def _pressing(buttons: Buttons, pages: Pages):  # noqa: ANN202  # Bolt reads the arguments' names
    async def pressed(body: Json, ack: AsyncAck) -> None:
        """On a card, or on our own page."""
        await (pages if is_home(body) else buttons).pressed(body, ack)

    return pressed


def _authorizing(client: AsyncWebClient, me: WhoAmI):  # noqa: ANN202  # Bolt reads the arguments' names
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """From what was learnt at start: no call for each request."""
        known = me.known
        return AuthorizeResult(
            enterprise_id=known.enterprise if known else enterprise_id,
            team_id=known.team if known else team_id,
            bot_user_id=known.user if known else None,
            bot_id=known.bot if known else None,
            bot_token=client.token,
        )

    return authorize


def _trouble(client: AsyncWebClient):  # noqa: ANN202  # Bolt reads the arguments' names
    async def on_error(error: Exception, body: Json) -> BoltResponse:
        """A person who pressed is told that it does not count; an event is sent to us again."""
        kind = str(body.get("type") or ("command" if "command" in body else ""))
        log.error("a listener failed", kind=kind, **trouble(error))
        match kind:
            case "block_actions":
                was_told = await tell(client, button_pressed(body), NOT_RECORDED)
                return BoltResponse(status=OK if was_told else AGAIN)
            case "view_submission":
                return _json(_not_recorded(body))
            case "command":
                return _json({"response_type": "ephemeral", "text": NOT_RECORDED})
            case _:
                return BoltResponse(status=AGAIN)

    return on_error


def _not_recorded(body: Json) -> Json:
    """The form stays open, so that nothing typed is lost."""
    for block in at(body, "view", "blocks") or []:
        if at(block, "type") == "input":
            return {"response_action": "errors", "errors": {at(block, "block_id"): NOT_RECORDED}}
    return {"response_action": "update", "view": told(NOT_RECORDED)}


def _json(answer: Json) -> BoltResponse:
    body = json.dumps(answer)
    return BoltResponse(status=OK, body=body, headers={"content-type": "application/json"})
