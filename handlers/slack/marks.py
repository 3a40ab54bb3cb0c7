"""How far a person's words have come, as one reaction to them: on its way, delivered, or not."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.delivery import Failed, Outcome, Sent
from bot.rules.json import Json
from handlers.slack.answers import ask

EMOJI = {
    "on_its_way": "hourglass_flowing_sand",
    "delivered": "white_check_mark",
    "failed": "warning",
    "withdrawn": "",
}
_IS_SO_ALREADY = frozenset({"already_reacted", "no_reaction", "message_not_found"})


async def set_mark(client: AsyncWebClient, payload: Json) -> Outcome:
    """Done twice it is done once: Slack says that it is so already."""
    where = {"channel": str(payload["channel"]), "timestamp": str(payload["ts"])}
    wanted = EMOJI[str(payload["mark"])]
    for name in EMOJI.values():
        if name and name != wanted and wanted != EMOJI["on_its_way"]:
            answer = await ask(lambda name=name: client.reactions_remove(name=name, **where))
            if not _is_done(answer):
                return answer  # type: ignore[return-value]
    if wanted:
        answer = await ask(lambda: client.reactions_add(name=wanted, **where))
        if not _is_done(answer):
            return answer  # type: ignore[return-value]
    return Sent()


def _is_done(answer: object) -> bool:
    return isinstance(answer, dict) or (
        isinstance(answer, Failed) and answer.error in _IS_SO_ALREADY
    )
