"""Somebody wrote in Slack: words in a card's thread are noted, everything else is let pass."""

from enum import Enum

from bot.flows.note import note
from bot.ports import Desk
from bot.rules.json import Json
from bot.rules.press import ThreadMessage
from handlers.slack.identity import WhoAmI
from handlers.slack.presses import at
from handlers.slack.text import clean, unescape


class Meaning(Enum):
    """`WORDS` a person wrote; `NEWS` that Slack or a program made."""

    WORDS = "words"
    NEWS = "news"


_NEWS = (
    "assistant_app_thread bot_add bot_disable bot_enable bot_message bot_remove channel_archive "
    "channel_canvas_updated channel_convert_to_private channel_convert_to_public channel_join "
    "channel_leave channel_name channel_posting_permissions channel_purpose channel_topic "
    "channel_unarchive document_mention ekm_access_denied file_comment file_mention group_archive "
    "group_join group_leave group_name group_purpose group_topic group_unarchive huddle_thread "
    "joiner_notification list_record_comment message_changed message_deleted message_replied "
    "pinned_item reminder_add sh_room_created sh_room_shared slackbot_response tombstone "
    "unpinned_item"
)
_WORDS = "file_share me_message reply_broadcast thread_broadcast"

SUBTYPES: dict[str, Meaning] = {
    "": Meaning.WORDS,
    **dict.fromkeys(_WORDS.split(), Meaning.WORDS),
    **dict.fromkeys(_NEWS.split(), Meaning.NEWS),
}


def meaning_of(subtype: str) -> Meaning:
    """What Slack may invent tomorrow counts as a person's words: they are told, never ignored."""
    return SUBTYPES.get(subtype, Meaning.WORDS)


async def heard(desk: Desk, me: WhoAmI, body: Json) -> None:
    event: Json = body.get("event") or {}
    if _is_ours_to_hear(event, me):
        await note(desk, _thread_message(body, event))


def _is_ours_to_hear(event: Json, me: WhoAmI) -> bool:
    """A person, in a thread. Bots and we ourselves are known by id, never by words."""
    root, ts, user = event.get("thread_ts"), event.get("ts"), event.get("user")
    if not (root and ts and user) or root == ts or event.get("bot_id"):
        return False
    if me.known and user == me.known.user:
        return False
    return meaning_of(str(event.get("subtype") or "")) is Meaning.WORDS


def _thread_message(body: Json, event: Json) -> ThreadMessage:
    """In a shared channel the envelope's team may be theirs; the authorization's is ours."""
    team = str(at(body, "authorizations", 0, "team_id") or body.get("team_id") or "")
    channel, ts = str(event.get("channel") or ""), str(event["ts"])
    kind = str(event.get("subtype") or "message")
    edited = str(at(event, "edited", "ts") or "")
    return ThreadMessage(
        team=team,
        channel=channel,
        root_ts=str(event["thread_ts"]),
        ts=ts,
        user=str(event["user"]),
        kind=kind,
        text=clean(unescape(str(event.get("text") or ""))),
        key_event=f"{body.get('api_app_id')}/{team}/{body.get('event_id')}",
        key_natural=f"{team}/{channel}/{ts}/{kind}/{edited}",
    )
