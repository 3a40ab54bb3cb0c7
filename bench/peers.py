"""Whole cycles of ours beside those of others on PostgreSQL, when asked for by `PEERS=1`.

Their packages are in an environment of their own (`scripts/peers`), never in our lock; what each is
asked to do is in `peer_programs/`. Ours goes over HTTP from another process and posts a card; the
others are called where they run, and show nobody anything.
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
PROGRAMS = HERE / "peer_programs"
PYTHON = HERE.parent / "var" / "peers" / "bin" / "python"
PEERS = {
    "LangGraph": "with_langgraph.py",
    "DBOS": "with_dbos.py",
    "Pydantic AI": "with_pydantic_ai.py",
    "awaithumans": "with_awaithumans.py",
}
OURS, CLIENTS = "ours", (1, 32)
LEAST = {("LangGraph", 1): 4.0, ("LangGraph", 32): 10.0}
_names = iter(range(1_000_000))


def run(board: Board, stage: Stage) -> None:
    if not os.environ.get("PEERS"):
        return
    board.begin("Peers on PostgreSQL, a whole cycle each")
    if not PYTHON.exists():
        board.console.print("There are no peers here: `scripts/peers` fetches them.")
        return
    databases = {name: stage.database("PostgreSQL") for name in PEERS}
    with stage.desk("PostgreSQL") as desk:
        for clients in CLIENTS:
            sides = {OURS: partial(_ours, board, stage, desk, clients)}
            for name, file in PEERS.items():
                sides[name] = partial(_theirs, board, file, databases[name], clients)
            seen = in_turns(sides, board.rounds)
            for name in PEERS:
                _tell(board, name, clients, seen[OURS], seen[name])


def _tell(board: Board, name: str, clients: int, ours: list[Round], theirs: list[Round]) -> None:
    note = (
        f"{middle(ours, lambda r: r.a_second):.0f} a second to "
        f"{middle(theirs, lambda r: r.a_second):.0f}; CPU "
        f"{middle(ours, lambda r: r.cpu_each) * 1e3:.1f} ms to "
        f"{middle(theirs, lambda r: r.cpu_each) * 1e3:.1f} ms"
    )
    title = f"cycles a second over those of {name}, {clients} client{'s' * (clients > 1)}"
    times, least = ratio(ours, theirs, lambda r: r.a_second), LEAST.get((name, clients))
    board.add(Figure(title, times, least=least, note=note))


def _ours(board: Board, stage: Stage, desk: Desk, clients: int) -> Round:
    name = f"peer-{next(_names)}"
    load = partial(live, desk.server.port, desk.key, SECRET, clients, board.seconds, name)
    return measured(desk.server, lambda: stage.load(load))


def _theirs(board: Board, file: str, database: str, clients: int) -> Round:
    words = [str(PYTHON), file, database, str(clients), str(board.seconds)]
    told = subprocess.run(words, check=True, capture_output=True, text=True, cwd=PROGRAMS).stdout
    seen = json.loads(told.splitlines()[-1])
    return Round(Taken(seen["seconds"], (0.0,) * seen["done"]), seen["cpu"])
