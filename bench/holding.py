"""Ten thousand that wait for a person: what they weigh, and what they cost a restart."""

import time
from statistics import median

from bench.figures import Board, Figure
from bench.filling import fill_open
from bench.stage import ENGINES, Stage

HELD = 10_000
SETTLED = 2.0


def run(board: Board, stage: Stage) -> None:
    count = board.count(HELD)
    for engine in ENGINES:
        board.begin(f"{count:,} held on {engine}, beside an empty desk")
        empty, full = stage.tables(engine), stage.tables(engine)
        fill_open(stage.environ(full), count)
        weights: dict[str, list[float]] = {"empty": [], "full": []}
        starts: dict[str, list[float]] = {"empty": [], "full": []}
        for _ in range(min(5, board.rounds)):
            for name, url in (("full", full), ("empty", empty)):
                with stage.server(url) as server:
                    starts[name].append(server.took)
                    time.sleep(SETTLED)
                    weights[name].append(server.mebibytes)
        board.add(
            Figure(
                "memory over the empty desk's",
                _median_difference(weights),
                unit="MiB",
                most=12,
                note=f"{median(weights['full']):.0f} MiB to {median(weights['empty']):.0f} MiB",
            ),
            Figure(
                "start until ready over the empty desk's",
                _median_difference(starts),
                unit="s",
                most=0.5,
                note=f"{median(starts['full']):.2f} s to {median(starts['empty']):.2f} s",
            ),
        )


def _median_difference(seen: dict[str, list[float]]) -> float:
    pairs = zip(seen["full"], seen["empty"], strict=True)
    return median(full - empty for full, empty in pairs)
