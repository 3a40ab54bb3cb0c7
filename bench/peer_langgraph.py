"""LangGraph, in process: a graph that stops for a person, and goes on when they have said yes.

It runs in an environment of its own, which `scripts/peers` makes, and knows nothing of ours:
`python peer_langgraph.py DATABASE CLIENTS SECONDS` prints how many cycles it made.
"""

import asyncio
import json
import sys
import time
from typing import Any, TypedDict

import uvloop
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

WORDS = "My kettle broke after a week and I would like to have my money back, please. " * 52


class State(TypedDict, total=False):
    messages: str
    approved: bool
    done: bool


def ask(state: State) -> State:
    return {"approved": interrupt({"action": "issue_refund", "said": state["messages"][:100]})}


def execute(state: State) -> State:
    return {"done": state["approved"]}


async def main(database: str, clients: int, seconds: float) -> None:
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
        done, began, spent = 0, time.perf_counter(), time.process_time()

        async def live(client: int) -> None:
            nonlocal done
            while time.perf_counter() - began < seconds:
                config = {"configurable": {"thread_id": f"{began}-{client}-{done}"}}
                await graph.ainvoke({"messages": WORDS}, config)
                ended = await graph.ainvoke(Command(resume=True), config)
                if not ended["done"]:
                    raise RuntimeError("the graph did not go on")
                done += 1

        await asyncio.gather(*map(live, range(clients)))
        took, spent = time.perf_counter() - began, time.process_time() - spent
    print(json.dumps({"done": done, "seconds": took, "cpu": spent}))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
