"""Pydantic AI: a tool that wants approval, its run's messages kept as a row of PostgreSQL between.

There is no store of its own for that, so this is what its documentation leaves to the application:
one row written when it stops, read and written again when it goes on. The model is a function.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg
from cycles import WORDS, Cycle, program
from pydantic_ai import Agent, DeferredToolRequests, DeferredToolResults
from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelResponse,
    TextPart,
    ToolCallPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel

TABLE = "CREATE TABLE IF NOT EXISTS runs (name text PRIMARY KEY, messages bytea, done boolean)"
ASKED = "INSERT INTO runs VALUES ($1, $2, false)"
READ = "SELECT messages FROM runs WHERE name = $1"
ENDED = "UPDATE runs SET messages = $2, done = true WHERE name = $1"


def answer(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
    if len(messages) == 1:
        return ModelResponse([ToolCallPart("issue_refund", {"amount": 129}, "call")])
    return ModelResponse([TextPart("done")])


@asynccontextmanager
async def connect(database: str) -> AsyncGenerator[Cycle]:
    agent = Agent(FunctionModel(answer), output_type=[str, DeferredToolRequests])

    @agent.tool_plain(requires_approval=True)
    def issue_refund(amount: int) -> bool:
        return amount > 0

    async with asyncpg.create_pool(database, min_size=10, max_size=20) as pool:
        await pool.execute(TABLE)

        async def cycle(name: str) -> bool:
            stopped = await agent.run(WORDS)
            if not isinstance(stopped.output, DeferredToolRequests):
                raise TypeError("it did not ask")
            await pool.execute(ASKED, name, stopped.all_messages_json())
            kept = ModelMessagesTypeAdapter.validate_json(await pool.fetchval(READ, name))
            approved = DeferredToolResults(
                approvals={call.tool_call_id: True for call in stopped.output.approvals}
            )
            ended = await agent.run(message_history=kept, deferred_tool_results=approved)
            await pool.execute(ENDED, name, ended.all_messages_json())
            return ended.output == "done"

        yield cycle


if __name__ == "__main__":
    program(connect)
