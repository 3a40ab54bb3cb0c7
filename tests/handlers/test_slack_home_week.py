"""The app's home says how the week goes: to managers of their queues, to others of themselves."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rules.approvers import Managers
from bot.rules.edition import Edition, OwnTime, Schedule
from sandbox.things import Form
from store.metrics import Metrics
from tests.handlers.slack_world import Office, an_office
from tests.makers import a_refund

REFUNDS = Edition(
    queue="refunds",
    zone="UTC",
    schedule=Schedule(),
    to=("C0REFUNDS",),
    managers=Managers(users=frozenset({"U0MIA"})),
)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        office.policy.editions = (REFUNDS,)
        yield office


async def home_of(office: Office, name: str, shows: str = "This week so far") -> str:
    person = office.slack.as_user(name)
    await person.open_home()
    return (await person.wait_for_home(shows)).words


async def own_times(office: Office) -> list[OwnTime]:
    return list(await office.store.read(lambda memory: memory.own_times("default")))


async def settings_of(office: Office, name: str) -> Form:
    mia = office.slack.as_user(name)
    await mia.open_home()
    form = await mia.click("Digest settings …", on=await mia.wait_for_home("Your queues"))
    assert form is not None
    return form


async def test_a_manager_sees_their_queues_and_what_is_past_due(office: Office) -> None:
    await office.ask(a_refund())
    office.clock.wind(minutes=1)
    words = await home_of(office, "mia")
    assert "refunds: 1 escalation; 1 open, none past due ▁▁▁▁▁▁▁▁▁█" in words
    office.clock.wind(minutes=45)
    assert "⚠ 1 past due" in await home_of(office, "mia", "past due")


async def test_a_manager_is_led_from_each_figure_to_its_list(tmp_path: Path) -> None:
    at = "https://desk.example.com"
    async with an_office(tmp_path, address=at) as office:
        office.policy.editions = (REFUNDS,)
        await office.ask(a_refund())
        office.clock.wind(minutes=46)
        mia = office.slack.as_user("mia")
        await mia.open_home()
        home = str((await mia.wait_for_home("⚠ 1 past due")).json)
        begins, ends = "2026-11-16T00%3A00%3A00Z", "2026-11-23T00%3A00%3A00Z"
        for asked in (
            f"queue_then=refunds&created_after={begins}&created_before={ends}",
            "queue_then=refunds&open_at=2026-11-16T09%3A46%3A00Z",
            "queue=refunds&status=open&past_due=true",
        ):
            assert f"'{at}/v1/escalations?{asked}'" in home


async def test_a_manager_sees_who_did_how_much_where_the_policy_wants_it(office: Office) -> None:
    _, card = await office.ask(a_refund())
    await office.slack.as_user("ana").click("approve", on=card)
    await office.drain()
    assert "had a hand" not in await home_of(office, "mia", "Your queues")
    office.policy.editions = (replace(REFUNDS, names_people=True),)
    mia = office.slack.as_user("mia")
    await mia.open_home()
    home = str((await mia.wait_for_home("Who had a hand in how many (refunds)")).json)
    assert re.search(r"'user_id': 'U0ANA'\}, \{'type': 'text', 'text': ' 1  '", home)
    assert "had a hand" not in await home_of(office, "ana", "You closed 1")


async def test_a_reviewer_sees_their_own_figures_and_no_queue(office: Office) -> None:
    _, card = await office.ask(a_refund())
    assert "You closed none yet; none open with you." in await home_of(office, "ana")
    await office.slack.as_user("ana").click("approve", on=card)
    await office.drain()
    words = await home_of(office, "ana", "You closed 1 (approved 1); none open with you.")
    assert "Your queues" not in words
    assert "Digest settings" not in words
    assert "You closed none yet" in await home_of(office, "ben")


async def test_day_hour_and_zone_are_chosen_and_count_at_once(office: Office) -> None:
    mia, form = office.slack.as_user("mia"), await settings_of(office, "mia")
    chosen = {"day": "Friday", "time": "16:15", "zone": "Asia/Tokyo"}
    await mia.submit(form, chosen)
    friday = Schedule(zone="Asia/Tokyo", weekday=4, minute=975)
    assert await own_times(office) == [OwnTime(team="T0SANDBOX", user="U0MIA", schedule=friday)]
    again = await settings_of(office, "mia")
    assert again.values["zone"] == "Asia/Tokyo" or "Asia/Tokyo" in str(again.json)


async def test_the_form_opens_at_once_however_long_counting_takes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = office.slack.as_user("mia")
    await mia.open_home()
    home = await mia.wait_for_home("Your queues")

    def count_for_ever(*_: object, **__: object) -> None:
        raise AssertionError("a press lives three seconds")

    monkeypatch.setattr(Metrics, "facts", count_for_ever)
    form = await mia.click("Digest settings …", on=home)
    assert form is not None
    assert "'UTC'" in str(form.values)


async def test_whoever_manages_more_queues_than_fit_is_told_of_the_others(office: Office) -> None:
    names = [f"queue-{number:02}" for number in range(11)]
    office.policy.editions = tuple(replace(REFUNDS, queue=each) for each in (*names, "refunds"))
    await office.ask(a_refund())
    office.clock.wind(minutes=46)
    words = await home_of(office, "mia")
    assert "queue-09: 0 escalations" in words
    assert "queue-10" not in words
    assert "And 2 more queues: 1 escalation, 1 past due." in words


async def test_switched_off_none_comes_to_them(office: Office) -> None:
    mia, form = office.slack.as_user("mia"), await settings_of(office, "mia")
    await mia.submit(form, {"sent": "Not to me"})
    assert [each.is_off for each in await own_times(office)] == [True]
    assert "No digest comes to you." in (await mia.wait_for_home("No digest comes")).words


async def test_a_zone_that_is_none_is_said_at_its_field(office: Office) -> None:
    mia, form = office.slack.as_user("mia"), await settings_of(office, "mia")
    errors = await mia.submit(form, {"zone": "Berlin"})
    assert "A time zone is an IANA name such as Europe/Berlin." in str(errors)
    assert await own_times(office) == []


async def test_whoever_manages_nothing_cannot_set_a_digest(office: Office) -> None:
    form = await settings_of(office, "mia")
    office.policy.editions = ()
    errors = await office.slack.as_user("mia").submit(form, {})
    assert "No digest is yours to set" in str(errors)
    assert await own_times(office) == []
