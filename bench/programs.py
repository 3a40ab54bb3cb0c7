"""Programs under measurement: each a process of its own, with its CPU seconds and its memory.

Linux only: both are read from `/proc`, so that nothing runs inside what is measured.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN = 60.0
QUIET = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Program:
    """A server on a port of this machine."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    took: float

    @property
    def cpu(self) -> float:
        """User and system seconds until now."""
        return cpu_of(self.process.pid)

    @property
    def mebibytes(self) -> float:
        for row in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if row.startswith("VmRSS:"):
                return int(row.split()[1]) / 1024
        return 0.0

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def program(
    *words: str, environ: Mapping[str, str] | None = None, ready: str = "/readyz", port: int = 0
) -> Iterator[Program]:
    """`python -m words --port N`, until `ready` answers; stopped afterwards."""
    port = port or free_port()
    log = Path(tempfile.mkstemp(prefix="bench-", suffix=".log")[1])
    began = time.perf_counter()
    with log.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            env={**os.environ, **(environ or {}), "HANDRAIL_PORT": str(port), "PORT": str(port)},
            stdout=told,
            stderr=told,
        )
    try:
        _wait(process, port, ready, log)
        yield Program(process, port, log, time.perf_counter() - began)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        log.unlink(missing_ok=True)


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def fetch(port: int, path: str) -> bytes:
    with QUIET.open(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return answer.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen[Any], port: int, ready: str, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            fetch(port, ready)
        except urllib.error.HTTPError as error:
            if error.code != 503:
                return
        except OSError:
            pass
        else:
            return
        time.sleep(0.005)
    raise RuntimeError(f"{process.args} did not start:\n{log.read_text()[-2000:]}")
