"""The program that draws: reads what is to be seen as JSON, writes one PNG."""

import json
import sys

from handlers.reports.drawing import DARK, LIGHT, draw_load, draw_volume
from handlers.reports.studio import BARS, LOAD


def main() -> None:
    wanted = json.load(sys.stdin)
    theme = DARK if wanted.get("dark") else LIGHT
    if "volume" in wanted:
        png = draw_volume(BARS.validate_python(wanted["volume"]), theme)
    else:
        png = draw_load(LOAD.validate_python(wanted["load"]), theme)
    sys.stdout.buffer.write(png)


main()
