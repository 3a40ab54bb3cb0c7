"""Where pictures are drawn: in a program of their own, so that nothing that serves waits for them.

matplotlib takes a second to load and is not made for threads. Who asks hands over what is to be
seen and gets a PNG, or None when it could not be drawn: a digest without pictures is still one.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog
from pydantic import TypeAdapter

from bot.rules.pictures import Bar, Load

log = structlog.get_logger(__name__)

SECONDS = 15.0  # well within the lease of whoever sends it
ROOT = Path(__file__).parents[2]
BARS: TypeAdapter[tuple[Bar, ...]] = TypeAdapter(tuple[Bar, ...])
LOAD: TypeAdapter[Load] = TypeAdapter(Load)


async def volume(bars: Sequence[Bar], *, dark: bool = False) -> bytes | None:
    return await _drawn({"volume": BARS.dump_python(tuple(bars), mode="json"), "dark": dark})


async def load(load: Load, *, dark: bool = False) -> bytes | None:
    return await _drawn({"load": LOAD.dump_python(load, mode="json"), "dark": dark})


async def _drawn(wanted: dict[str, object]) -> bytes | None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handlers.reports"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
    )
    try:
        async with asyncio.timeout(SECONDS):
            png, _ = await program.communicate(json.dumps(wanted).encode())
    except TimeoutError:
        png = b""
    finally:
        if program.returncode is None:
            with suppress(ProcessLookupError):
                program.kill()
            await program.wait()
    if program.returncode or not png:
        log.warning("a picture could not be drawn", status=program.returncode)
        return None
    return png
