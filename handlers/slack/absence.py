"""Being away: shown and set on the app's home, with a form that asks until when."""

from datetime import UTC, datetime, timedelta

from bot.rules.json import Json
from handlers.slack.blocks import actions, bold, button, line, plain, rich, run, when
from handlers.slack.presses import at

AWAY, BACK = "away", "back"
UNTIL = "until"
_USUALLY = timedelta(hours=4)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


def absence_blocks(away_until: datetime | None) -> list[Json]:
    """How it stands, and the button that changes it."""
    if away_until is None:
        here = "You are here: where a queue names whom a card is for, it may be you."
        return [rich(line(run(here))), actions(button("Set me away …", AWAY, AWAY))]
    away = [bold("You are away until "), when(away_until), run(". No new card is for you.")]
    return [
        rich(line(*away)),
        actions(button("I am back", BACK, BACK, style="primary"), button("Change …", AWAY, AWAY)),
    ]


def absence_form(now: datetime) -> Json:
    usual = (now + _USUALLY).replace(minute=0, second=0, microsecond=0)
    return {
        "type": "modal",
        "callback_id": AWAY,
        "title": plain("Away", 24),
        "submit": plain("Set me away", 24),
        "close": plain("Cancel", 24),
        "blocks": [
            {
                "type": "input",
                "block_id": UNTIL,
                "label": plain("Until when?"),
                "hint": plain("What is yours already stays yours. Pass it on if it cannot wait."),
                "element": {
                    "type": "datetimepicker",
                    "action_id": UNTIL,
                    "initial_date_time": int(usual.timestamp()),
                },
            }
        ],
    }


def chosen_end(body: Json) -> datetime | None:
    chosen = at(body, "view", "state", "values", UNTIL, UNTIL, "selected_date_time")
    if not isinstance(chosen, int) or not 0 <= chosen < _LATEST:
        return None
    return datetime.fromtimestamp(chosen, UTC)
