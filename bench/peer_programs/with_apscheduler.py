"""APScheduler: so many durable one-time jobs that were due together, until all of them have run."""

import asyncio
import sys
import time
from datetime import UTC, datetime

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler


def fire_jobs(database: str, due: int) -> float:
    """Seconds until the last of them has run; the time to write them down is not among these."""

    async def all_of_them() -> float:
        _fired.clear()
        scheduler = AsyncIOScheduler(
            jobstores={"default": SQLAlchemyJobStore(database)}, timezone="UTC"
        )
        at = datetime.now(UTC)  # noqa: TID251  # it runs where nothing of ours is installed
        scheduler.start(paused=True)
        for number in range(due):
            scheduler.add_job(fired_one, "date", [number], run_date=at, misfire_grace_time=None)
        began = time.perf_counter()
        scheduler.resume()
        while len(_fired) < due:  # noqa: ASYNC110  # its jobs run in threads
            await asyncio.sleep(0.001)
        took = time.perf_counter() - began
        scheduler.shutdown(wait=False)
        return took

    return asyncio.run(all_of_them())


_fired: list[int] = []


def fired_one(number: int) -> None:
    """A job's own function: a durable store keeps it by name."""
    _fired.append(number)


if __name__ == "__main__":
    print(fire_jobs(sys.argv[1], int(sys.argv[2])))
