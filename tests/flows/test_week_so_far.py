"""What the week's figures say of people: who did it, and what counts as having answered."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from bot.flows.claim import claim
from bot.flows.decide import decide
from bot.flows.keep import snooze
from bot.flows.transfer import transfer
from bot.flows.week_so_far import Standing, week_so_far
from bot.rules.approvers import Managers
from bot.rules.calendars.week import Window
from bot.rules.cover import Cover
from bot.rules.decision import Approve
from bot.rules.edition import Edition, Schedule
from bot.rules.escalation import Escalation
from bot.rules.rota import Rota
from bot.rules.weekly.figures import Facts
from tests.calendars import a_calendar
from tests.flows.conftest import Team
from tests.makers import NINE, a_judgement, a_queue, a_refund

NUMBERS = count()
LEADS = Managers(users=frozenset({"U0MIA"}), usergroups=frozenset({"S0REFUNDS"}))
REFUNDS = Edition(queue="refunds", zone="UTC", schedule=Schedule(), managers=LEADS)


async def of(team: Team, user: str) -> Standing:
    return await week_so_far(team.desk, "default", "T0SANDBOX", user)


async def facts(team: Team, queue: str | None = None) -> Facts:
    now = team.clock.now()
    ever = Window(NINE, now + timedelta(days=1))
    return await team.desk.store.read(
        lambda memory: memory.facts("default", ever, queue=queue, now=now)
    )


async def a_day(team: Team) -> Escalation:
    """One that may take days; people have read its card."""
    team.policy.usual = a_judgement(a_queue(timeout=9 * 86_400.0))
    escalation = await team.ask(a_refund(f"t-{next(NUMBERS)}"))
    await team.drain()
    return escalation


async def test_what_one_claimed_and_another_decided_counts_for_who_decided(team: Team) -> None:
    """F71: it belongs to the actor of the event, whoever had it before or after."""
    escalation = await a_day(team)
    await claim(team.desk, team.press(escalation, "U0BEN"))
    assert (await of(team, "U0BEN")).own.open == 1
    team.clock.wind(minutes=5)
    await decide(team.desk, team.press(await team.now(escalation), "U0ANA"), Approve())
    ana, ben = await of(team, "U0ANA"), await of(team, "U0BEN")
    assert (ana.own.closed, ben.own.closed, ben.own.open) == ({"approved": 1}, {}, 0)


async def test_the_first_claim_stays_the_first_after_another_has_taken_it(team: Team) -> None:
    """F71: what was measured is not measured anew."""
    escalation = await a_day(team)
    team.clock.wind(minutes=5)
    await claim(team.desk, team.press(escalation, "U0BEN"))
    team.clock.wind(hours=3)
    await decide(team.desk, team.press(await team.now(escalation), "U0ANA"), Approve())
    assert [each.value for each in (await facts(team)).claims.values] == [300.0]


async def test_what_was_passed_on_counts_for_whoever_had_it_then(team: Team) -> None:
    """F71: the first queue asked and took it, the second decided; neither figure moves."""
    sales = a_queue(name="sales", timeout=9 * 86_400.0)
    team.policy.queues = {"refunds": a_queue(), "sales": sales}
    escalation = await a_day(team)
    team.clock.wind(minutes=5)
    await claim(team.desk, team.press(escalation, "U0BEN"))
    team.clock.wind(hours=1)
    await transfer(team.desk, team.press(await team.now(escalation), "U0BEN"), "sales")
    team.clock.wind(hours=1)
    await decide(team.desk, team.press(await team.now(escalation), "U0ANA"), Approve())
    team.clock.wind(minutes=5)
    first, second = await facts(team, "refunds"), await facts(team, "sales")
    assert (first.cases, first.claims.n, first.approvals) == (1, 1, {})
    assert (second.cases, second.claims.n, second.approvals) == (0, 0, {"approved": 1})
    assert (first.times.decision.n, second.times.decision.n) == (0, 1)
    assert {*first.burden.by_person} == {"slack:T0SANDBOX/U0BEN"}
    assert {*second.burden.by_person} == {"slack:T0SANDBOX/U0ANA"}
    assert (first.backlog_by_hour[:3], second.backlog_by_hour[:3]) == ((1, 0, 0), (0, 1, 0))


async def test_claiming_and_snoozing_are_no_answer(team: Team) -> None:
    """F74: only a person's words, or their decision, end the wait for a person."""
    escalation = await a_day(team)
    await claim(team.desk, team.press(escalation, "U0BEN"))
    later = team.clock.now() + timedelta(hours=4)
    await snooze(team.desk, team.press(await team.now(escalation), "U0BEN"), later)
    team.clock.wind(hours=1)
    (waiting,) = (await facts(team)).times.from_handoff.values
    assert (waiting.value, waiting.at_least) == (3_600.0, True)
    await decide(team.desk, team.press(await team.now(escalation), "U0BEN"), Approve())
    (answered,) = (await facts(team)).times.from_handoff.values
    assert (answered.value, answered.at_least) == (3_600.0, False)


async def test_only_managers_see_a_queue_and_nobody_while_slack_says_nothing(team: Team) -> None:
    team.policy.editions = (REFUNDS, replace(REFUNDS, queue="sales", managers=Managers()))
    await a_day(team)
    assert [each.edition.queue for each in (await of(team, "U0MIA")).managed] == ["refunds"]
    assert [each.edition.queue for each in (await of(team, "U0ANA")).managed] == ["refunds"]
    assert (await of(team, "U0SAM")).managed == []
    team.directory.answers = False
    assert (await of(team, "U0ANA")).managed == []


async def test_who_did_how_much_is_seen_by_managers_and_only_if_the_policy_wants_it(
    team: Team,
) -> None:
    team.policy.editions = (replace(REFUNDS, to=("U0SAM",)),)
    await decide(team.desk, team.press(await a_day(team), "U0ANA"), Approve())
    assert (await of(team, "U0MIA")).managed[0].people == {}
    team.policy.editions = (replace(team.policy.editions[0], names_people=True),)
    assert (await of(team, "U0MIA")).managed[0].people == {"slack:T0SANDBOX/U0ANA": 1}
    assert (await of(team, "U0SAM")).managed[0].people == {}


async def test_hours_without_anybody_on_call_are_in_it_as_in_the_digest(team: Team) -> None:
    cover = Cover(hours=a_calendar("UTC"), rotas=(Rota(name="days", people=()),))
    team.policy.editions = (replace(REFUNDS, covers=(cover,)),)
    team.clock.wind(hours=3)
    (standing,) = (await of(team, "U0MIA")).managed
    assert standing.figures.counts["uncovered_seconds"] == 3 * 3_600


async def test_ones_own_week_begins_on_the_monday_of_ones_team(team: Team) -> None:
    team.policy.queues = {"refunds": a_queue(hours=a_calendar("Asia/Kolkata"))}
    first, second = await a_day(team), await a_day(team)
    team.clock.wind(days=6, hours=9)
    await decide(team.desk, team.press(first, "U0ANA"), Approve())
    assert (await of(team, "U0ANA")).own.closed == {"approved": 1}
    team.clock.wind(hours=1)
    assert (await of(team, "U0ANA")).own.closed == {}, "it is Monday in Kolkata"
    await decide(team.desk, team.press(second, "U0ANA"), Approve())
    assert (await of(team, "U0ANA")).own.closed == {"approved": 1}


async def test_the_week_begins_anew_on_monday(team: Team) -> None:
    team.policy.editions = (REFUNDS,)
    await a_day(team)
    assert (await of(team, "U0MIA")).managed[0].figures.cases == 1
    team.clock.wind(days=7)
    (standing,) = (await of(team, "U0MIA")).managed
    assert (standing.figures.cases, standing.figures.counts["backlog"]) == (0, 1)
