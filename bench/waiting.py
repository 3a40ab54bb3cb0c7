"""From the press to the waiting agent: alone, across replicas, and beside nine thousand others."""

import re
import time
from functools import partial

from bench.figures import Board, Figure
from bench.loads import hold
from bench.parked import park, wake, wake_bare
from bench.programs import Program, fetch
from bench.rounds import Loader, Round, in_turns, measured, middle, ratio
from bench.slack import SECRET
from bench.stage import ENGINES, Desk, Stage

WAKES = 60
PARKED = 9_000
KEYS = 9
POLL, SETTLE = 58.0, 2.0  # seconds that a parked poll is open, and that follow on the last one
_names = iter(range(1_000_000))


def run(board: Board, stage: Stage) -> None:
    count = board.count(WAKES, least=10)
    for engine in ENGINES:
        board.begin(f"Press to the waiting poll answered, {engine}")
        with stage.desk(engine) as desk, stage.comparison("poll", stage.database("SQLite")) as bare:
            seen = in_turns(
                {
                    "ours": lambda: _woken(stage, desk, desk.server, count),
                    "bare": lambda: measured(
                        bare, lambda: stage.load(partial(wake_bare, bare.port, count))
                    ),
                },
                board.rounds,
            )
            board.add(
                _against("p50 over a bare endpoint's", seen["ours"], seen["bare"], _p50, 2.0),
                _against("p99 over a bare endpoint's", seen["ours"], seen["bare"], _p99, 2.0),
            )
            if engine == "PostgreSQL":
                _across(board, stage, desk, count)
            else:
                _crowded(board, stage, desk, count)


def _across(board: Board, stage: Stage, desk: Desk, count: int) -> None:
    with stage.server(desk.database_url) as other:
        seen = in_turns(
            {
                "across": lambda: _woken(stage, desk, other, count),
                "same": lambda: _woken(stage, desk, desk.server, count),
            },
            board.rounds,
        )
    what = "across replicas, p50 over the same replica's"
    board.add(_against(what, seen["across"], seen["same"], _p50, 2.0))


def _crowded(board: Board, stage: Stage, desk: Desk, count: int) -> None:
    """Parked by a process of its own; at rest they are looked at first, then beside presses."""
    many = board.count(PARKED, least=KEYS)
    alone = [_woken(stage, desk, desk.server, count) for _ in range(board.rounds)]
    ids = stage.load(partial(hold, desk.server.port, desk.key, 50, f"park-{next(_names)}"))
    keys = [desk.key, *(desk.another_key() for _ in range(KEYS - 1))]
    crowd = Loader()
    try:
        parked = crowd.start(park, desk.server.port, keys, ids, many // KEYS, POLL)
        _until_parked(desk, many // KEYS * KEYS)
        time.sleep(SETTLE)
        before, cpu = desk.counted, desk.server.cpu
        time.sleep(5)
        spent, asked = desk.server.cpu - cpu, desk.counted["statements"] - before["statements"]
        beside = [_woken(stage, desk, desk.server, count) for _ in range(board.rounds)]
        lost = parked.result()
    finally:
        crowd.close()
    board.add(
        _against(f"p50 beside {many:,} parked over alone", beside, alone, _p50, 1.2),
        Figure("statements a second while they wait", asked / 5, unit="", note="the ticks' own"),
        Figure("of a core for each thousand parked", spent / 5 / many * 1e5, unit="%", most=1.0),
        Figure("parked polls cut off", lost, unit="", most=0),
    )


def _until_parked(desk: Desk, many: int) -> None:
    """Letting them in is work of its own, and no part of what waiting costs."""
    gauge = re.compile(r"^handrail_waiters (\S+)$", re.MULTILINE)
    end = time.monotonic() + POLL
    while time.monotonic() < end:
        found = gauge.search(fetch(desk.server.port, "/metrics").decode())
        if found and float(found[1]) >= many:
            return
        time.sleep(0.2)
    raise RuntimeError(f"{many:,} polls were not parked in time")


def _woken(stage: Stage, desk: Desk, pressed_at: Program, count: int) -> Round:
    server = desk.server
    ids = stage.load(partial(hold, server.port, desk.key, count, f"wake-{next(_names)}"))
    load = partial(wake, server.port, pressed_at.port, desk.key, SECRET, ids)
    return measured(server, lambda: stage.load(load))


def _p50(one: Round) -> float:
    return one.p50


def _p99(one: Round) -> float:
    return one.p99


def _against(what: str, ours: list[Round], theirs: list[Round], of, most: float) -> Figure:  # noqa: ANN001
    note = f"{middle(ours, of) * 1e3:.2f} ms to {middle(theirs, of) * 1e3:.2f} ms"
    return Figure(what, ratio(ours, theirs, of), most=most, note=note)
