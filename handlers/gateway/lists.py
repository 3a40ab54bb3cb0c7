"""Lists: newest first, a page at a time, with a cursor nobody needs to understand."""

import base64
import re
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Path
from pydantic import ConfigDict, Field

from bot.errors import BadInput, NotFound
from bot.rules.json import Json
from handlers.gateway.texts import Shape

T = TypeVar("T")

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
Named = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Exact = Annotated[str | None, Field(max_length=200, pattern=r"^[^\x00]*$")]
EscalationId = Annotated[str, Path(description="`esc_…`")]


class Wanted(Shape):
    """Unknown parameters are refused: a misspelt filter would show everything, a misspelt `wait`
    would not wait.
    """

    model_config = ConfigDict(strict=False)


class Pages(Wanted):
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(
        default=None, max_length=200, description="The `next_cursor` of the page before."
    )

    @property
    def before(self) -> str | None:
        return _cursor_in(self.cursor) if self.cursor else None


class TurnWanted(Wanted):
    """Which turn of that name: with the path, the three ids that it was judged under."""

    conversation_id: Named
    agent_id: Named


class EscalationWanted(Wanted):
    wait: int = Field(
        default=0, ge=0, le=60, description="Seconds to wait for an open one to be closed."
    )


def page(
    found: Sequence[T], limit: int, id_of: Callable[[T], str], out: Callable[[T], Json]
) -> Json:
    """`found` is one more than the limit when there is a next page."""
    shown = found[:limit]
    return {
        "items": [out(each) for each in shown],
        "next_cursor": cursor_out(id_of(shown[-1])) if len(found) > limit else None,
    }


def checked_id(id: str) -> str:
    """What cannot be an id is not looked for."""
    if not _ID.fullmatch(id):
        raise NotFound
    return id


def cursor_out(id: str) -> str:
    return base64.urlsafe_b64encode(id.encode()).decode().rstrip("=")


def _cursor_in(cursor: str) -> str:
    try:
        id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        id = ""
    if not _ID.fullmatch(id):
        words = "Use the `next_cursor` of the page before."
        raise BadInput(f"`cursor`: {words}", fields={"cursor": words})
    return id
