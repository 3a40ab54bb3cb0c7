"""Every error is a problem (RFC 9457): one table says what each is called and what to do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from bot.errors import Refused

TYPE = "application/problem+json"
RETRY_AFTER = "5"


@dataclass(frozen=True, slots=True)
class Kind:
    """`advice` is what `GET /problems/{slug}` tells a developer who looks it up."""

    slug: str
    status: int
    title: str
    advice: str


_ALL = (
    Kind("not-json", 400, "Not JSON", "Send one JSON object, in UTF-8 and without a byte mark."),
    Kind("bad-request", 400, "Not understood", "Compare the request with /docs."),
    Kind(
        "unauthorised",
        401,
        "No valid key",
        "Send `Authorization: Bearer <key>`. `handrail keys create` makes a key; `handrail keys "
        "list` shows which are live.",
    ),
    Kind("scope-missing", 403, "The key may not do that", "Make a key with the scope it names."),
    Kind(
        "wrong-token",
        403,
        "Not the holder of the right to run",
        "Report with the token that POST to execution was answered with.",
    ),
    Kind("not-an-approver", 403, "Not an approver", "Ask a reviewer of this queue."),
    Kind("forbidden-by-policy", 403, "The policy forbids this", "Ask whoever keeps the policy."),
    Kind(
        "not-found",
        404,
        "Not found",
        "Check the path and the id. A key sees its own workspace and nothing else.",
    ),
    Kind("method-not-allowed", 405, "Not this method", "`Allow` names the methods of this path."),
    Kind(
        "not-acceptable",
        406,
        "Not in this form",
        "Send an `Accept` that takes one of the forms that /docs names, or none.",
    ),
    Kind("too-slow", 408, "The body came too slowly", "Send the whole body within 30 seconds."),
    Kind("not-a-manager", 403, "Not a manager", "Ask a manager of the queue."),
    Kind("schedule-changed", 409, "Set by somebody else", "Look at who is on call now, and again."),
    Kind("another-card", 409, "On another card", "Take the conversation over there."),
    Kind("not-held", 409, "Not held any more", "Look in the thread what became of it."),
    Kind(
        "stale-epoch",
        409,
        "Control changed hands since",
        "Read what was said since (`human_stretch_ended` of your next turn), then think again and "
        "send the turn with the present `epoch`.",
    ),
    Kind(
        "human-in-control",
        409,
        "A human has control",
        "Show the customer nothing and wait until the conversation is handed back.",
    ),
    Kind("already-closed", 409, "Already closed", "Read the escalation: it says who and when."),
    Kind("still-open", 409, "Still open", "Wait until a person has closed it."),
    Kind("expired", 409, "The time is over", "Nobody decided in time. Hand over a new turn."),
    Kind("card-changed", 409, "The card changed", "Read it again, then decide."),
    Kind("conversation-moved", 409, "The conversation moved", "Read it again, then decide."),
    Kind("decision-not-allowed", 409, "Not allowed here", "`allowed_decisions` says what is."),
    Kind(
        "nothing-to-run",
        409,
        "Nothing to run",
        "Only an approved or edited action can be run. Read the escalation's status first.",
    ),
    Kind(
        "execution-claimed",
        409,
        "The right to run is taken",
        "Do not run it. Whoever took the right reports how it went.",
    ),
    Kind(
        "digest-mismatch",
        409,
        "Not what was proposed",
        "Run nothing and tell your operator: the record and its digest differ.",
    ),
    Kind("refused", 409, "Refused", "The detail says why."),
    Kind("too-large", 413, "Too large", "Bodies are 1 MiB at most. Send the last messages only."),
    Kind(
        "unsupported-media-type",
        415,
        "Not JSON",
        "Send `Content-Type: application/json`, without a content encoding.",
    ),
    Kind(
        "bad-input",
        422,
        "Something does not fit",
        "`errors` names each field by its path and says what it must be.",
    ),
    Kind(
        "turn-changed",
        422,
        "This turn was judged with another body",
        "(`agent.id`, `conversation_id`, `turn_id`) names a turn once. Use a new `turn_id`.",
    ),
    Kind(
        "idempotency-key-reused",
        422,
        "This key came with another body",
        "Repeat a write with the same body, or use a new `Idempotency-Key`.",
    ),
    Kind("too-many", 429, "Too many", "Wait as long as `Retry-After` says."),
    Kind(
        "unexpected",
        500,
        "Our fault",
        "Send it again: every write can be repeated. If it stays, tell your operator the time.",
    ),
    Kind(
        "unavailable",
        503,
        "The record is out of reach",
        "The database does not answer just now. Send it again after `Retry-After` seconds: "
        "every write can be repeated and counts once.",
    ),
    Kind(
        "storage-full",
        507,
        "No room left",
        "The disk of the database is full and nothing was written. Tell your operator, and send it "
        "again after `Retry-After` seconds: it goes on once there is room.",
    ),
)
KINDS: Mapping[str, Kind] = {kind.slug: kind for kind in _ALL}
_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}


def problem(
    slug: str,
    detail: str = "",
    *,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    kind = KINDS.get(slug, KINDS["refused"])
    body = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.advice,
        "errors": [{"field": name, "message": text} for name, text in (fields or {}).items()],
    }
    return Response(
        json.dumps(body, ensure_ascii=False),
        kind.status,
        {**_headers(kind.status), **(headers or {})},
        media_type=TYPE,
    )


def refusal(refused: Refused, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal's own sentence; the fields it names are the client's, their values never ours."""
    return problem(refused.slug, refused.sentence, fields=refused.fields, headers=headers)


def plain_status(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """What the framework refuses by itself: no such path, not this method."""
    slug = _BY_STATUS.get(status, "bad-request" if status < 500 else "unexpected")
    return problem(slug, headers=headers)


def _headers(status: int) -> dict[str, str]:
    match status:
        case 401:
            return {"WWW-Authenticate": "Bearer"}
        case 408 | 413:
            return {"Connection": "close"}
        case 429 | 503 | 507:
            return {"Retry-After": RETRY_AFTER}
        case _:
            return {}
