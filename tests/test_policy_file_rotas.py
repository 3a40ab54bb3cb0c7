"""Rotas are read when the file is: who takes turns, when they hand over, and who may change it."""

from datetime import UTC, date, datetime

import pytest

from bot.policy_file import PolicyErrors, examine, load
from bot.rules.approvers import Managers
from bot.rules.rota import EVER, Handover, Rota, StandIn

FILE = """\
queues:
  support:
    channel: C0123
    approvers: {any_of: [{user: U0123}, {rota: nights}]}
    managers: [{user: U0456}, {usergroup: S0456}]
rotas:
  nights:
"""
BERLIN = "    timezone: Europe/Berlin\n"


def nights(text: str) -> Rota:
    return load(FILE + BERLIN + text).rotas["nights"]


def told(text: str) -> str:
    with pytest.raises(PolicyErrors) as errors:
        load(FILE + text)
    return str(errors.value)


def test_a_rota_is_weekly_on_mondays_at_nine_where_nothing_else_is_said() -> None:
    assert nights("    people: [U01, U02]\n") == Rota(
        name="nights", people=("U01", "U02"), timezone="Europe/Berlin", since=EVER
    )


@pytest.mark.parametrize(
    ("written", "handover", "since"),
    [
        ("handover: weekly", Handover.WEEKLY, date(2024, 1, 1)),
        ("day: wed", Handover.WEEKLY, date(2024, 1, 3)),
        ("since: 2026-11-18", Handover.WEEKLY, date(2026, 11, 18)),
        ("{since: 2026-11-18, day: wed}", Handover.WEEKLY, date(2026, 11, 18)),
        ("handover: daily", Handover.DAILY, date(2024, 1, 1)),
    ],
)
def test_the_day_of_the_hand_over_is_that_of_the_first_turn(
    written: str, handover: Handover, since: date
) -> None:
    fields = written.strip("{}").split(", ")
    rota = nights("".join(f"    {each}\n" for each in fields))
    assert (rota.handover, rota.since) == (handover, since)


def test_whoever_stands_in_does_so_by_the_wall_clock_of_the_rota() -> None:
    text = "    overrides: [{user: U03, from: 2026-12-24T09:00, until: 2026-12-25T09:00}]\n"
    start, end = datetime(2026, 12, 24, 8, tzinfo=UTC), datetime(2026, 12, 25, 8, tzinfo=UTC)
    assert nights(text).stand_ins == (StandIn(user="U03", start=start, end=end),)


def test_a_queue_knows_its_rotas_and_its_managers() -> None:
    queue = load(FILE + BERLIN).queues["support"]
    assert queue.rotas == {"nights"}
    assert queue.managers == Managers(users=frozenset({"U0456"}), usergroups=frozenset({"S0456"}))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("    timezone: Berlin\n", "a time zone is an IANA name such as Europe/Berlin"),
        (BERLIN + "    people: []\n", "`people` in rota nights: it names nobody and nothing"),
        (BERLIN + "    people: [U01, U01]\n", "something stands in it twice"),
        (BERLIN + "    at: 9\n", "the hour of handing over is a time of the day such as 09:00"),
        (BERLIN + "    at: 24:00\n", "the hour of handing over is a time of the day"),
        (BERLIN + "    handover: monthly\n", "`handover` in rota nights is `monthly`"),
        (BERLIN + "    handover: daily\n    day: mon\n", "`day` is the weekday on which a weekly"),
        (BERLIN + "    since: 2026-11-18\n    day: mon\n", "`since` is no mon"),
        (BERLIN + "    since: soon\n", "a date is written as 2026-12-24"),
        (BERLIN + "    overrides: [{user: U01}]\n", "`from` is missing in rota nights"),
        (
            BERLIN + "    overrides: [{user: U01, start: x}]\n",
            "unknown field `start` in rota nights; allowed: user, from, until",
        ),
        (
            BERLIN
            + "    overrides: [{user: U01, from: 2026-12-24T09:00, until: 2026-12-24T08:00}]\n",
            "`until` must come after `from`",
        ),
        (
            BERLIN + "    overrides: [{user: U01, from: 2026-02-30T09:00, until: 2026-12-24}]\n",
            "a moment is written as 2026-12-24T09:00",
        ),
    ],
)
def test_a_mistake_in_a_rota_is_told_in_words(text: str, sentence: str) -> None:
    assert sentence.lower() in told(text).lower()


@pytest.mark.parametrize(
    "line",
    [
        "    ladder: [{after: 5m, notify: [{rota: knights}]}]\n",
        "    approvers: {any_of: [{rota: knights}]}\n",
        "    ladder: [{after: 5m, notify: [{user: U01}]}]\n    fallback: {rota: knights}\n",
    ],
)
def test_a_rota_that_is_not_there_is_told_with_its_line(line: str) -> None:
    approvers = "" if "approvers" in line else "    approvers: {any_of: [{user: U0123}]}\n"
    head = f"queues:\n  support:\n    channel: C0123\n{approvers}{line}"
    with pytest.raises(PolicyErrors) as errors:
        load(f"{head}rotas:\n  nights: {{timezone: UTC}}\n")
    assert "rota `knights` does not exist; did you mean `nights`?" in str(errors.value)


def test_a_rota_that_nobody_names_is_warned_of() -> None:
    text = FILE.replace(", {rota: nights}", "")
    warnings = examine(text + BERLIN).warnings
    assert "rota nights is used by no queue" in [each.sentence for each in warnings]


def test_an_approver_is_one_of_three_things() -> None:
    with pytest.raises(PolicyErrors) as errors:
        load(FILE.replace("{rota: nights}", "{rota: nights, user: U01}") + BERLIN)
    assert "one `user`, one `usergroup` or one `rota`" in str(errors.value)
