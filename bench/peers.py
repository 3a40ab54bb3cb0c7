"""Whole cycles of ours beside LangGraph's on PostgreSQL, when asked for by `PEERS=1`.

Its packages are in an environment of their own (`scripts/peers`), never in our lock.
"""

import json
import os
import subprocess
from functools import partial
from pathlib import Path

from bench.figures import Board, Figure
from bench.loads import live
from bench.rounds import Round, Taken, in_turns, measured, middle, ratio
from bench.slack import SECRET
from bench.stage import Desk, Stage

HERE = Path(__file__).parent
PYTHON = HERE.parent / "var" / "peers" / "bin" / "python"
LEAST = {1: 4.0, 32: 10.0}
_names = iter(range(1_000_000))


def run(board: Board, stage: Stage) -> None:
    if not os.environ.get("PEERS"):
        return
    board.begin("Peers on PostgreSQL, a whole cycle each")
    if not PYTHON.exists():
        board.console.print("There are no peers here: `scripts/peers` fetches them.")
        return
    database = stage.database("PostgreSQL")
    with stage.desk("PostgreSQL") as desk:
        for clients, least in LEAST.items():
            sides = {
                "ours": partial(_ours, board, stage, desk, clients),
                "LangGraph": partial(_langgraph, board, database, clients),
            }
            seen = in_turns(sides, board.rounds)
            _tell(board, clients, seen, least)


def _tell(board: Board, clients: int, seen: dict[str, list[Round]], least: float) -> None:
    """Ours goes over HTTP from another process; LangGraph is called where it runs."""
    ours, theirs = seen["ours"], seen["LangGraph"]
    note = (
        f"{middle(ours, lambda r: r.a_second):.0f} a second over HTTP to "
        f"{middle(theirs, lambda r: r.a_second):.0f} in process; CPU "
        f"{middle(ours, lambda r: r.cpu_each) * 1e3:.1f} ms to "
        f"{middle(theirs, lambda r: r.cpu_each) * 1e3:.1f} ms"
    )
    times = ratio(ours, theirs, lambda r: r.a_second)
    name = f"cycles a second over LangGraph's, {clients} client{'s' * (clients > 1)}"
    board.add(Figure(name, times, least=least, note=note))


def _ours(board: Board, stage: Stage, desk: Desk, clients: int) -> Round:
    name = f"peer-{next(_names)}"
    load = partial(live, desk.server.port, desk.key, SECRET, clients, board.seconds, name)
    return measured(desk.server, lambda: stage.load(load))


def _langgraph(board: Board, database: str, clients: int) -> Round:
    words = [database, str(clients), str(board.seconds)]
    program = [str(PYTHON), str(HERE / "peer_langgraph.py"), *words]
    told = subprocess.run(program, check=True, capture_output=True, text=True, cwd=HERE).stdout
    seen = json.loads(told.splitlines()[-1])
    return Round(Taken(seen["seconds"], (0.0,) * seen["done"]), seen["cpu"])
