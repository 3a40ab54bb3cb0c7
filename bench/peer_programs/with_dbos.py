"""DBOS: a workflow that waits for a message, and executes in a step when it says yes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from cycles import WORDS, Cycle, program
from dbos import DBOS


@DBOS.step()
async def execute(said: str) -> bool:
    return bool(said)


@DBOS.workflow()
async def refund(said: str) -> bool:
    return bool(await DBOS.recv_async("decision", timeout_seconds=60)) and await execute(said)


@asynccontextmanager
async def connect(database: str) -> AsyncGenerator[Cycle]:
    DBOS(
        config={
            "name": "peer",
            "system_database_url": database,
            "run_admin_server": False,
            "log_level": "ERROR",
        }
    )
    DBOS.launch()

    async def cycle(name: str) -> bool:
        waiting = await DBOS.start_workflow_async(refund, f"{name} {WORDS}")
        await DBOS.send_async(waiting.workflow_id, True, "decision")
        return await waiting.get_result()

    try:
        yield cycle
    finally:
        DBOS.destroy()


if __name__ == "__main__":
    program(connect)
