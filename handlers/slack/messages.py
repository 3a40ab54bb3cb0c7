"""Somebody wrote in Slack: words in a card's thread are noted, everything else is let pass."""

import asyncio
from contextlib import suppress
from enum import Enum

from bot.flows.amend import amend
from bot.flows.hear import hear
from bot.ports import Desk
from bot.rules.files import Wanted
from bot.rules.json import Json
from bot.rules.press import Amendment, ThreadMessage
from handlers.slack.identity import WhoAmI
from handlers.slack.kept_inside import is_note
from handlers.slack.names import Names, mentioned
from handlers.slack.presses import at
from handlers.slack.spoken import Spoken, spoken
from handlers.slack.text import one_line

SECONDS = 1.0
MOST_NAMES = 10
NAME = 120


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
    if amended := await _amendment(desk, body, event):
        await amend(desk, amended)
    elif _is_ours_to_hear(event, me):
        await hear(desk, await _thread_message(desk, body, event))


def _is_ours_to_hear(event: Json, me: WhoAmI) -> bool:
    """A person, in a thread. Bots and we ourselves are known by id, never by words."""
    root, ts, user = event.get("thread_ts"), event.get("ts"), event.get("user")
    if not (root and ts and user) or root == ts or event.get("bot_id"):
        return False
    if me.known and user == me.known.user:
        return False
    return meaning_of(str(event.get("subtype") or "")) is Meaning.WORDS


async def _amendment(desk: Desk, body: Json, event: Json) -> Amendment | None:
    """What somebody wrote was changed or deleted; our own cards are redrawn all the time."""
    subtype = event.get("subtype")
    if subtype not in ("message_changed", "message_deleted"):
        return None
    before: Json = event.get("previous_message") or {}
    message: Json = event.get("message") or {} if subtype == "message_changed" else {}
    known = message or before
    ts = str(known.get("ts") or event.get("deleted_ts") or "")
    if not ts or known.get("bot_id"):
        return None
    is_gone = subtype == "message_deleted" or message.get("subtype") == "tombstone"
    team, channel = _team_of(body), str(event.get("channel") or "")
    said = None if is_gone else await _spoken(desk, team, message)
    version = str(at(message, "edited", "ts") or event.get("event_ts") or event.get("ts") or "")
    return Amendment(
        team=team,
        channel=channel,
        root_ts=str(known.get("thread_ts") or ""),
        ts=ts,
        user=str(known.get("user") or ""),
        key_event=_key_event(body, team),
        key_natural=f"{team}/{channel}/{ts}/{subtype}/{version}",
        text=said.text if said else None,
        markdown=said.markdown if said else "",
    )


async def _spoken(desk: Desk, team: str, message: Json) -> Spoken:
    """As customers read it. Whom Slack does not name in time is called something neutral."""
    users: dict[str, str] = {}
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            for user in sorted(mentioned(message).users)[:MOST_NAMES]:
                users[user] = (await desk.people.person(team, user, ())).name
    return spoken(message, Names(users=users))


def _team_of(body: Json) -> str:
    """In a shared channel the envelope's team may be theirs; the authorization's is ours."""
    return str(at(body, "authorizations", 0, "team_id") or body.get("team_id") or "")


def _key_event(body: Json, team: str) -> str:
    return f"{body.get('api_app_id')}/{team}/{body.get('event_id')}"


async def _thread_message(desk: Desk, body: Json, event: Json) -> ThreadMessage:
    team = _team_of(body)
    channel, ts = str(event.get("channel") or ""), str(event["ts"])
    kind = str(event.get("subtype") or "message")
    said = await _spoken(desk, team, event)
    edited = str(at(event, "edited", "ts") or "")
    return ThreadMessage(
        team=team,
        channel=channel,
        root_ts=str(event["thread_ts"]),
        ts=ts,
        user=str(event["user"]),
        kind=kind,
        text=said.text,
        markdown=said.markdown,
        files=_files(event),
        is_note=is_note(str(event.get("text") or "")) or is_note(said.text),
        was_read=body.get("was_read") is True,
        key_event=_key_event(body, team),
        key_natural=f"{team}/{channel}/{ts}/{kind}/{edited}",
    )


def _files(event: Json) -> tuple[Wanted, ...]:
    """What hangs at the message. Nothing is fetched before it is known whom the words are for."""
    return tuple(_wanted(file) for file in event.get("files") or [] if isinstance(file, dict))


def _wanted(file: Json) -> Wanted:
    size = file.get("size")
    return Wanted(
        id=str(file.get("id") or ""),
        name=one_line(str(file.get("name") or file.get("title") or "file"), NAME),
        mimetype=str(file.get("mimetype") or ""),
        url=str(file.get("url_private_download") or file.get("url_private") or ""),
        size=size if isinstance(size, int) and size > 0 else 0,
    )
