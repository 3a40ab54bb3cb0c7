"""The program that draws: reads what is to be seen as JSON, writes a PNG of each in base64."""

import base64
import json
import sys
from typing import Any

from handlers.reports.drawing import DARK, LIGHT, draw_load, draw_volume
from handlers.reports.studio import BARS, LOAD


def main() -> None:
    drawn = [base64.b64encode(_draw(each)).decode() for each in json.load(sys.stdin)]
    json.dump(drawn, sys.stdout)


def _draw(wanted: dict[str, Any]) -> bytes:
    theme = DARK if wanted.get("dark") else LIGHT
    if "volume" in wanted:
        return draw_volume(BARS.validate_python(wanted["volume"]), theme)
    return draw_load(LOAD.validate_python(wanted["load"]), theme)


main()
