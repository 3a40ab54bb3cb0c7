"""The fullest week there can be still is one message that Slack takes, with the most urgent in it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendars.week import Window
from bot.rules.feedback import Why
from bot.rules.policy import Reason
from bot.rules.status import Status
from bot.rules.weekly.digest import digest
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.parts import Band, Burden, Kept, Overrun, Relay, Times
from bot.rules.weekly.report import Amended, Late, Report
from bot.rules.weekly.statistics import Measured, Rate, summarise
from handlers.slack.blocks import text_size
from handlers.slack.digest import CUT, MOST_BLOCKS, MOST_TEXT, draw_digest
from sandbox.blockkit import check_message
from tests.makers import NINE
from tests.rules.test_weekly import a_report

ADDRESS = "https://desk.example.com"
CARD = "https://slack.example/archives/C0123456789/p" + "1" * 400
words = st.text(min_size=1, max_size=300) | st.sampled_from(
    ["ﷺ" * 200, "👩‍👩‍👧‍👦" * 60, "<!channel> *x* `y` " * 15, "e\u0301" * 150, "\n\u202e" * 100]
)
names = st.lists(words, min_size=6, max_size=50, unique=True)
many = st.integers(5, 10**12)


@st.composite
def full_weeks(draw: st.DrawFn) -> Facts:
    n = draw(many)
    times = summarise(Measured(9e9 + each, at_least=True) for each in range(25))
    kept = Kept(met=n, broken=n, late=n, no_response=n, covered=Rate(n, 2 * n), overruns=times)
    steps = draw(st.integers(1, 60))
    return Facts(
        turns=4 * n,
        escalated_turns=n,
        conversations=4 * n,
        escalated_conversations=n,
        turns_by_reason=dict.fromkeys(Reason, n),
        conversations_by_reason=dict.fromkeys(Reason, n),
        began=dict.fromkeys(Reason, n),
        claims=times,
        approvals=dict.fromkeys((*Status, "approved_by_silence"), n),
        mix={"high": dict.fromkeys(Status, n)},
        closed_by_people=5 * n,
        whys=dict.fromkeys(map(str, Why), n),
        appraised=dict.fromkeys(("correct", "incomplete", "wrong", "unsafe", "none_given"), n),
        needed=n,
        not_needed=n,
        backlog=n,
        oldest_seconds=9e9,
        past_due=n,
        ratings={"good": n, "bad": n},
        rated=Rate(n, 2 * n),
        accurate=Rate(n, 2 * n),
        times=Times(
            notified_p99=Measured(9e9),
            to_human=times,
            from_handoff_open=times,
            decision=times,
            decision_open=times,
            next_reply=times,
            next_reply_open=times,
            resolved_first=times,
            resolved_first_open=times,
            resolved=times,
            resolved_open=times,
            waited_seconds=9e12,
        ),
        kept=dict.fromkeys(
            ("notify", "claim", "first_reply", "next_reply", "decision", "resolution"), kept
        ),
        worst=(Overrun(escalation_id="esc_1", clock="claim", by=Measured(9e9), permalink=CARD),)
        * 3,
        bands={f"0.{each}": Band(turns=n, escalated=n, as_is=Rate(n, n)) for each in range(10)},
        topics=dict.fromkeys(draw(names), n),
        edits=times,
        reopened=Rate(n, n),
        asked_again=Rate(n, n),
        closure=Rate(n, n),
        burden=Burden(
            by_person={"slack:T1/U0ANA": n},
            calls=n,
            at_night=n,
            freed=n,
            steps=dict.fromkeys(range(1, steps), n),
            steps_empty=n,
        ),
        relay=Relay(
            attempted=2 * n,
            delivered=n,
            failed=n,
            lag_p95=Measured(9e9),
            edited=n,
            withdrawn=n,
            files_failed=n,
            dead=n,
            uncertain=n,
            suppressed=n,
            limited_seconds=9e9,
        ),
        uncovered_seconds=9e9,
        uncovered=tuple(
            Window(NINE + timedelta(days=each), NINE + timedelta(days=each, hours=30))
            for each in range(40)
        ),
    )


@st.composite
def full_reports(draw: st.DrawFn) -> Report:
    week, calm = draw(full_weeks()), draw(full_weeks())
    late = Late(queue=draw(words), reason="high_stakes", seconds=9e9, permalink=CARD)
    figures = ("cases", "expired", "unsafe", "unneeded", "not_delivered")
    return replace(
        a_report(week, *(calm,) * 7, queue=draw(st.none() | words)),
        workspace=draw(words),
        zone="America/Argentina/ComodRivadavia",
        late=(late,) * 5,
        late_in_all=draw(many),
        corrections=tuple(
            Amended(name=f"approvals.{each}", was=10**12, now=0) for each in (*Status, *Reason)
        ),
        threads=dict.fromkeys(figures, (CARD,) * 5),
        people={f"slack:T1/U0{each:09}": 10**12 for each in range(40)},
        target=0.95,
    )


@settings(max_examples=15, deadline=None)
@given(full_reports(), st.none() | st.just(ADDRESS))
def test_the_fullest_week_is_one_message_that_slack_takes(
    report: Report, address: str | None
) -> None:
    """What does not fit is left to the report, from the end: what needs somebody is always said."""
    told = digest(report)
    drawn = draw_digest(told, address)
    assert len(drawn.blocks) <= MOST_BLOCKS
    assert text_size(drawn.blocks) <= MOST_TEXT
    check_message(drawn.blocks)
    shown = str(drawn.blocks)
    assert f"week {report.week.number} (" in shown
    assert "Needs you" in shown
    assert ("System" in shown) is not (CUT in shown)
    assert "Data as of" in shown
