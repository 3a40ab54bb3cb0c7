"""`/v1/conversations/{id}/files/{file}`: the bytes of what a person sent to the customer."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from bot.flows.read_file import read_file
from bot.ports import ApiKey, Desk
from handlers.gateway.auth import Keys
from handlers.gateway.contract import operation
from handlers.gateway.conversations import ConversationId

SCOPE = "escalations:read"
BYTES = {
    "description": "The file, to be saved and not to be shown: `Content-Disposition: attachment`.",
    "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
}
READ = operation("get_file", scope=SCOPE, answers={200: BYTES}, errors=("not-found",))
FileId = Annotated[
    str, Path(min_length=1, max_length=200, description="Of the stream's `files[].id`.")
]
# Whatever a person sent is data: no browser runs it, or takes it for something else.
AS_DATA = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def conversation_files(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/conversations/{id}", tags=["conversations"])
    reader = Depends(keys.having(SCOPE))

    async def get_file(
        id: ConversationId, file: FileId, key: Annotated[ApiKey, reader]
    ) -> Response:
        """A file that a person sent to the customer, as the stream's `files[].url` names it."""
        found = await read_file(desk, id, file, workspace=key.workspace)
        named = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
        return Response(
            found.content,
            media_type=found.mimetype,
            headers={**AS_DATA, "Content-Disposition": named},
        )

    router.add_api_route("/files/{file}", get_file, methods=["GET"], **READ)
    return router
