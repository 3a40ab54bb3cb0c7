"""LangGraph: a graph that stops for a person, and goes on when they have said yes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, TypedDict

from cycles import WORDS, Cycle, program
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool


class State(TypedDict, total=False):
    messages: str
    approved: bool
    done: bool


def ask(state: State) -> State:
    return {"approved": interrupt({"action": "issue_refund", "said": state["messages"][:100]})}


def execute(state: State) -> State:
    return {"done": state["approved"]}


@asynccontextmanager
async def connect(database: str) -> AsyncGenerator[Cycle]:
    made: dict[str, Any] = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    async with AsyncConnectionPool(database, min_size=10, max_size=20, kwargs=made) as pool:
        saver = AsyncPostgresSaver(pool)
        await saver.setup()
        plan = StateGraph(State)
        plan.add_node("ask", ask)
        plan.add_node("execute", execute)
        plan.add_edge(START, "ask")
        plan.add_edge("ask", "execute")
        plan.add_edge("execute", END)
        graph = plan.compile(checkpointer=saver)

        async def cycle(name: str) -> bool:
            config = {"configurable": {"thread_id": name}}
            await graph.ainvoke({"messages": WORDS}, config)
            ended = await graph.ainvoke(Command(resume=True), config)
            return ended["done"]

        yield cycle


if __name__ == "__main__":
    program(connect)
