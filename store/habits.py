"""What SQLite knows of its tables, by which it chooses an index: it looks only when it is told to.

Without that it sorts by whatever index has the order that is asked for, and walks through all that
a workspace ever had to find what is open in one conversation.
"""

import logging
import sqlite3

log = logging.getLogger(__name__)

FIRST, TIMES = 500, 4
ROWS = 400


class Habits:
    """Looked at after five hundred works and whenever there have been four times as many, which is
    seldom enough to cost nothing and soon enough for a desk that is new. Other connections hear of
    the first look; what comes later differs by how much there is, not by what is rare.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._works = 0
        self._next = FIRST

    def worked(self, works: int) -> None:
        """Some rows of each index tell enough; a look that fails is a look less, and no more."""
        self._works += works
        if self._works < self._next:
            return
        self._next *= TIMES
        try:
            self._connection.execute(f"PRAGMA analysis_limit = {ROWS}")
            self._connection.execute("ANALYZE")
        except sqlite3.Error as error:
            log.warning("what lies in the tables could not be looked at: %s", error)
