"""The week so far on the app's home: a manager's queues, one's own share, and when digests come."""

from collections.abc import Callable, Sequence

from bot.flows.choose_digest_time import Chosen, Setting
from bot.flows.week_so_far import Own, SoFar, Standing
from bot.rules.approvers import user_in_slack
from bot.rules.calendars.hours import WEEKDAYS
from bot.rules.json import Json
from bot.rules.weekly.people import MOST_PEOPLE
from bot.rules.weekly.report import waited
from bot.rules.weekly.sparkline import sparkline
from bot.rules.weekly.times import in_a_sentence
from bot.rules.weekly.words import many, most_first, shown
from handlers.slack.blocks import (
    actions,
    bold,
    bullets,
    button,
    header,
    line,
    linked,
    option,
    plain,
    rich,
    run,
    when,
)
from handlers.slack.presses import at
from handlers.slack.text import one_line

DIGEST = "digest_time"
DAY, TIME, ZONE, SENT = "day", "time", "zone", "sent"
MINE, NONE = "mine", "none"
MOST_QUEUES = 10
_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def week_blocks(standing: Standing, address: str | None = None) -> list[Json]:
    """Reviewers see what they did themselves; managers their queues besides, each figure with its
    list where there is an `address` to reach it by.
    """
    blocks = [header("This week so far"), rich(line(run(_own(standing.own))))]
    if not standing.managed:
        return blocks
    queues = standing.managed[:MOST_QUEUES]
    blocks += [
        rich(line(bold("Your queues")), bullets(_queue(each, address) for each in queues)),
        *_unnamed([each for each in standing.managed[MOST_QUEUES:] if each.edition.queue]),
        *(_people(each) for each in queues if each.people),
        rich(line(*_next(standing))),
        actions(button("Digest settings …", DIGEST, DIGEST)),
    ]
    return blocks


def digest_form(setting: Setting) -> Json:
    schedule = setting.schedule
    hour, minute = divmod(schedule.minute, 60)
    days = {day: option(_DAYS[day], day) for day in WEEKDAYS}
    sent = {
        MINE: option("To me, as a direct message", MINE),
        NONE: option("Not to me", NONE),
    }
    return {
        "type": "modal",
        "callback_id": DIGEST,
        "title": plain("Weekly digest", 24),
        "submit": plain("Save", 24),
        "close": plain("Cancel", 24),
        "blocks": [
            _menu(SENT, "Where does it go?", sent, NONE if setting.is_off else MINE),
            _menu(DAY, "On which day?", days, WEEKDAYS[schedule.weekday]),
            _input(
                TIME,
                "At what time?",
                {"type": "timepicker", "initial_time": f"{hour:02}:{minute:02}"},
            ),
            _input(
                ZONE,
                "In which time zone?",
                {"type": "plain_text_input", "initial_value": schedule.zone, "max_length": 60},
                hint="Such as Europe/Berlin. The week itself is always that of the team.",
            ),
        ],
    }


def chosen_time(body: Json) -> Chosen:
    values = at(body, "view", "state", "values") or {}
    return Chosen(
        day=str(at(values, DAY, DAY, "selected_option", "value") or ""),
        time=str(at(values, TIME, TIME, "selected_time") or ""),
        zone=str(at(values, ZONE, ZONE, "value") or ""),
        is_off=at(values, SENT, SENT, "selected_option", "value") == NONE,
    )


def _own(own: Own) -> str:
    ended = ", ".join(f"{shown(how)} {count}" for how, count in sorted(own.closed.items()))
    done = f"You closed {sum(own.closed.values())} ({ended})" if ended else "You closed none yet"
    return f"{done}; {own.open or 'none'} open with you."


def _queue(so_far: SoFar, address: str | None) -> list[Json]:
    def led(words: str, figure: str, style: Callable[[str], Json] = run) -> Json:
        leads = f"{address}{so_far.link(figure)}" if address is not None else ""
        return linked(leads, words, style) or style(words)

    figures = so_far.figures
    cases = figures.cases
    times = waited(figures)
    waits = f"; a person was there after {in_a_sentence(times)}" if times.n > times.going_on else ""
    open_ones = figures.counts.get("backlog", 0)
    name = one_line(so_far.edition.queue or "All queues", 60)
    late = run("none past due")
    if so_far.late:
        late = led(f"⚠ {so_far.late} past due", "past_due_now", bold)
    course = run(f" {sparkline(so_far.backlog)}" if any(so_far.backlog) else "")
    return [
        bold(f"{name}: "),
        led(many(cases, "escalation"), "counts.cases"),
        run(f"{waits}; "),
        led(f"{open_ones} open", "counts.backlog"),
        run(", "),
        late,
        course,
    ]


def _unnamed(more: Sequence[SoFar]) -> list[Json]:
    """Who manages many is told what the rest of them come to together."""
    if not more:
        return []
    cases, late = sum(each.figures.cases for each in more), sum(each.late for each in more)
    return [
        rich(
            line(
                run(
                    f"And {many(len(more), 'more queue')}: "
                    f"{many(cases, 'escalation')}, {late:,} past due."
                )
            )
        )
    ]


def _people(so_far: SoFar) -> Json:
    """In one line, the most first."""
    name = one_line(so_far.edition.queue or "All queues", 60)
    runs = [bold(f"Who had a hand in how many ({name}): ")]
    for who, cases in most_first(so_far.people)[:MOST_PEOPLE]:
        runs += [{"type": "user", "user_id": user_in_slack(who)}, run(f" {cases}  ")]
    return rich(line(*runs))


def _next(standing: Standing) -> list[Json]:
    coming = [each.next_at for each in standing.managed if each.next_at]
    if not coming:
        return [run("No digest comes to you.")]
    return [run("The next digest comes "), when(min(coming))]


def _menu(name: str, label: str, options: dict[str, Json], chosen: str) -> Json:
    menu = {
        "type": "static_select",
        "options": list(options.values()),
        "initial_option": options[chosen],
    }
    return _input(name, label, menu)


def _input(name: str, label: str, element: Json, *, hint: str = "") -> Json:
    made: Json = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {**element, "action_id": name},
    }
    return made | {"hint": plain(hint)} if hint else made
