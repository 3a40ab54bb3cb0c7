"""On the app's home: who is on call, and the form in which a manager sets it."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.approvers import Actor, Managers
from bot.rules.rota import Handover, Rota, Schedule, StandIn
from sandbox.things import Form
from tests.handlers.slack_world import Office, an_office
from tests.handlers.test_slack_home import home_of
from tests.makers import NINE, a_queue

ROTA = Rota(name="nights", people=("U0BEN", "U0ANA"), handover=Handover.DAILY, since=NINE.date())
CHANGE = "Change who is on call"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        ladder = ({"after": 900.0, "notify": [{"rota": "nights"}]},)
        managers = Managers(users=frozenset({"U0MIA"}))
        office.policy.queues = {"refunds": a_queue(ladder=ladder, managers=managers)}
        office.policy.rotas = {"nights": ROTA}
        yield office


async def set_schedule(office: Office) -> Schedule:
    found = await office.store.read(lambda memory: memory.schedules("default"))
    return found["nights"]


async def form_for(office: Office, name: str = "mia") -> Form:
    form = await office.slack.as_user(name).click("rota", on=await home_of(office, name))
    assert form is not None
    return form


async def test_reviewers_see_who_is_on_call_and_managers_can_change_it(office: Office) -> None:
    bens, mias, sams = [str((await home_of(office, who)).json) for who in ("ben", "mia", "sam")]
    for seen in (bens, mias):
        assert "On call" in seen
        assert "'user_id': 'U0BEN'" in seen
        assert ", then " in seen
    assert CHANGE in mias
    assert CHANGE not in bens
    assert "On call" not in sams


async def test_a_manager_sets_order_hour_day_and_zone(office: Office) -> None:
    form = await form_for(office)
    mia = office.slack.as_user("mia")
    values = {
        "people": ["U0BEN", "U0ANA", "U0SAM"],
        "first": "U0ANA",
        "handover": "On Wednesdays",
        "hour": "08:30",
        "zone": "Europe/Berlin",
    }
    assert await mia.submit(form, values) is None
    assert await mia.wait_for_home("set by Mia")
    rota = (await set_schedule(office)).rota
    assert rota.people == ("U0ANA", "U0SAM", "U0BEN")
    assert (rota.handover, rota.since.weekday(), rota.minute) == (Handover.WEEKLY, 2, 510)
    assert rota.timezone == "Europe/Berlin"


async def test_left_as_it_is_the_form_says_what_was_in_force(office: Office) -> None:
    office.clock.wind(days=1)
    assert await office.slack.as_user("mia").submit(await form_for(office)) is None
    rota = (await set_schedule(office)).rota
    assert rota == replace(ROTA, people=("U0ANA", "U0BEN"), since=rota.since)


async def test_somebody_stands_in_and_is_called_off_again(office: Office) -> None:
    mia, begins, ends = (
        office.slack.as_user("mia"),
        NINE + timedelta(hours=1),
        NINE + timedelta(hours=2),
    )
    chosen = {
        "stand_in": "U0SAM",
        "from": int(begins.timestamp()),
        "until": int(ends.timestamp()),
    }
    assert await mia.submit(await form_for(office), chosen) is None
    assert (await set_schedule(office)).rota.stand_ins == (
        StandIn(user="U0SAM", start=begins, end=ends),
    )
    assert await mia.submit(await form_for(office)) is None
    assert len((await set_schedule(office)).rota.stand_ins) == 1
    assert await mia.submit(await form_for(office), {"kept": []}) is None
    assert (await set_schedule(office)).rota.stand_ins == ()


async def test_half_a_stand_in_is_told_what_is_missing(office: Office) -> None:
    errors = await office.slack.as_user("mia").submit(
        await form_for(office), {"stand_in": "U0SAM", "zone": "Europe/Berlin"}
    )
    assert errors == {"from": "Choose when it begins.", "until": "Choose when it ends."}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("zone", "Berlin", "A time zone is an IANA name such as Europe/Berlin."),
        (
            "people",
            ["U0BEN", "U0GUS"],
            "Gus Guest cannot be on call: only members of this workspace.",
        ),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    office: Office, field: str, value: object, words: str
) -> None:
    errors = await office.slack.as_user("mia").submit(await form_for(office), {field: value})
    assert errors == {field: words}


async def test_whoever_is_on_call_is_one_of_those_who_take_turns(office: Office) -> None:
    errors = await office.slack.as_user("mia").submit(await form_for(office), {"first": "U0SAM"})
    assert errors == {"first": "Choose one of those who take turns."}


async def test_a_reviewer_who_presses_a_button_that_is_not_theirs_gets_no_form(
    office: Office,
) -> None:
    """As from a page that was drawn while they were a manager."""
    home = await home_of(office, "mia")
    office.policy.queues = {
        "refunds": replace(office.policy.queues["refunds"], managers=Managers())
    }
    form = await office.slack.as_user("mia").click("rota", on=home)
    assert form is not None
    assert "Only managers of a queue" in str(form.json)
    assert form.json["submit"] is None


async def test_a_form_of_yesterday_does_not_undo_what_was_set_since(office: Office) -> None:
    old = await form_for(office)
    mia = office.slack.as_user("mia")
    schedule = Schedule(
        rota=replace(ROTA, people=("U0SAM",)),
        version=1,
        set_at=NINE,
        set_by=Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana"),
    )
    await office.store.write(lambda memory: memory.set_schedule("default", schedule))
    assert await mia.submit(old) is None
    assert "Somebody else has set this" in str((await mia.wait_for_modal("Not done")).json)
    assert (await set_schedule(office)).rota.people == ("U0SAM",)
