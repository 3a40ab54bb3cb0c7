"""A disk that fills up: SQLite is told, before each commit, how large its file may be.

What it says beyond that is what it says of a full disk, and it takes back the transaction itself.
"""

from typing import Any

from sqlalchemy import Connection

from store.writer import Job, Writer

UNLIMITED = 1_073_741_823


def obey(is_full: Any) -> None:
    """`is_full` is a number in memory that every process of the storm shares: 1 or 0."""
    original = Writer._do_together

    def limited(self: Writer, connection: Connection, job: Job) -> None:
        most = 1 if is_full.value else UNLIMITED  # SQLite makes of 1 what there is by now
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA max_page_count = {most}")
        original(self, connection, job)

    Writer._do_together = limited  # type: ignore[method-assign]
