"""An agent knocks with a key: let it in, or say that the key is not good."""

from datetime import datetime, timedelta

from bot.errors import Refused
from bot.ports import ApiKey, Desk

SEEN_AT_MOST_EVERY = timedelta(minutes=1)


class Unauthorised(Refused):
    """This key is not known, was revoked or has expired. Make one with `handrail keys create`."""

    slug = "unauthorised"


async def admit(desk: Desk, key_hash: str) -> ApiKey:
    now = desk.clock.now()
    key = await desk.store.read(lambda memory: memory.key_by_hash(key_hash))
    if key is None or key.revoked_at or (key.expires_at and key.expires_at <= now):
        raise Unauthorised
    if _long_unseen(key.last_used_at, now):
        await desk.store.write(lambda memory: memory.touch_key(key.id, now))
    return key


def _long_unseen(last_used_at: datetime | None, now: datetime) -> bool:
    return last_used_at is None or now - last_used_at > SEEN_AT_MOST_EVERY
