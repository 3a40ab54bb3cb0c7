"""Words that waited their moment go into the conversation's stream, in the order of Slack."""

from datetime import datetime

from bot.ports import Desk, Memory
from bot.steps.stream import pass_on as in_order


async def pass_on(desk: Desk, workspace: str, conversation_id: str) -> datetime | None:
    """When there is more to pass on; run twice, every word goes once."""

    def record(memory: Memory) -> datetime | None:
        conversation = memory.conversation(workspace, conversation_id)
        memory.save_conversation(in_order(memory, conversation, desk.clock.now()))
        return memory.next_to_pass_on()

    return await desk.store.write(record)
