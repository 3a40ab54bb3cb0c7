"""Where pictures are drawn: in a program of their own, so that nothing that serves waits for them.

matplotlib takes a second to load and is not made for threads. Who asks hands over what is to be
seen and gets PNGs, or none when they could not be drawn: a digest without pictures is still one.
"""

import asyncio
import base64
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from pydantic import TypeAdapter

from bot.rules.weekly.pictures import Bar, Load

log = structlog.get_logger(__name__)

SECONDS = 25.0  # within the lease of whoever sends it
ROOT = Path(__file__).parents[2]
BARS: TypeAdapter[tuple[Bar, ...]] = TypeAdapter(tuple[Bar, ...])
LOAD: TypeAdapter[Load] = TypeAdapter(Load)
Wanted = Mapping[str, Any]


def of_volume(bars: Sequence[Bar], *, dark: bool = False) -> Wanted:
    return {"volume": BARS.dump_python(tuple(bars), mode="json"), "dark": dark}


def of_load(load: Load, *, dark: bool = False) -> Wanted:
    return {"load": LOAD.dump_python(load, mode="json"), "dark": dark}


async def together(*wanted: Wanted) -> Sequence[bytes]:
    """Several by one program, which takes hardly longer than one; none of them when it fails."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handlers.reports"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
    )
    try:
        async with asyncio.timeout(SECONDS):
            drawn, _ = await program.communicate(json.dumps(wanted).encode())
    except TimeoutError:
        drawn = b""
    finally:
        if program.returncode is None:
            with suppress(ProcessLookupError):
                program.kill()
            await program.wait()
    if program.returncode or not drawn:
        log.warning("a picture could not be drawn", status=program.returncode)
        return []
    return [base64.b64decode(each) for each in json.loads(drawn)]
