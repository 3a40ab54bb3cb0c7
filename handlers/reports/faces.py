"""What every face of a week shows: the digest, and whether it is what readers were sent."""

from dataclasses import replace

from bot.rules.weekly.content import Digest, Line
from bot.rules.weekly.digest import digest
from bot.steps.week_told import Told

COUNTED = "Counted just now, and not as it was sent: it may still change."


def digest_of(told: Told) -> Digest:
    made = digest(told.report)
    return made if told.frozen else replace(made, footer=(Line(COUNTED), *made.footer))
