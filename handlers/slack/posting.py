"""A message of ours into Slack: it bears the mark by which it is found again."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.delivery import Delivery, Lost, Outcome, Sent
from bot.rules.json import Json
from handlers.slack.answers import Answer, ask
from handlers.slack.card import Drawn
from handlers.slack.identity import Identity

EVENT_TYPE = "handrail"


async def post(client: AsyncWebClient, delivery: Delivery, drawn: Drawn, **where: str) -> Answer:
    """`where`: its `channel`, and the `thread_ts` if it hangs under something."""
    return await ask(
        lambda: client.chat_postMessage(
            text=drawn.text,
            blocks=drawn.blocks,
            metadata=_mark(delivery),
            unfurl_links=False,
            unfurl_media=False,
            **where,  # type: ignore[arg-type]  # channel and thread_ts, both text
        )
    )


def as_sent(answer: Answer, me: Identity) -> Outcome:
    if not isinstance(answer, dict):
        return answer
    ts, channel = str(answer.get("ts") or ""), str(answer.get("channel") or "")
    if not ts:
        return Lost(error="an answer without a ts")
    return Sent(ts=ts, team=me.team, channel=channel, permalink=me.permalink(channel, ts))


def _mark(delivery: Delivery) -> Json:
    return {
        "event_type": EVENT_TYPE,
        "event_payload": {
            "delivery_id": delivery.id,
            "escalation_id": delivery.escalation_id,
        },
    }
