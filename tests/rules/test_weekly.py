from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendars.week import Week, Window
from bot.rules.weekly.amending import amended
from bot.rules.weekly.content import Digest, Line
from bot.rules.weekly.digest import QUIET, digest
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.parts import Band, Burden, Kept, Overrun, Relay, Times
from bot.rules.weekly.report import Report
from bot.rules.weekly.statistics import Measured, Rate, summarise
from bot.rules.weekly.words import compare_rate
from tests.makers import NINE

WEEK = Week(2026, 47)
BUSY = Facts(
    turns=400,
    escalated_turns=142,
    conversations=200,
    escalated_conversations=90,
    began={"low_confidence": 51, "policy": 91},
    claims=summarise(Measured(60.0 * minute) for minute in range(1, 143)),
    approvals={"approved": 39, "edited": 12, "rejected": 7, "expired": 3},
    closed_by_people=142,
    appraised={"correct": 43, "incomplete": 30, "wrong": 21, "unsafe": 3},
    whys={"missing_knowledge": 51, "missing_tool": 17},
    needed=60,
    not_needed=20,
    backlog=4,
    oldest_seconds=183_600.0,
)
ORDER = ["needs_you", "speed", "sla", "why", "right", "load", "system"]


def a_report(*weeks: Facts, queue: str | None = "support", **more: object) -> Report:
    """This week's facts, and those of the weeks before it, the last one first."""
    figures = [figures_of(each, WEEK.earlier(back)) for back, each in enumerate(weeks)]
    report = Report(
        workspace="default",
        queue=queue,
        week=WEEK,
        zone="Europe/Berlin",
        data_as_of=NINE,
        this=figures[0],
        before=tuple(figures[1:]),
    )
    return replace(report, **more)  # type: ignore[arg-type]


def words_of(told: Digest) -> str:
    lines = [*told.headline, *(line for each in told.sections for line in each.lines), *told.footer]
    cells = [" | ".join(row) for each in told.sections if each.table for row in each.table.rows]
    return "\n".join([told.title, *(line.text for line in lines), *cells])


def test_a_busy_week_is_told_in_order_and_every_number_is_in_its_place() -> None:
    calm = replace(BUSY, began={"low_confidence": 40, "policy": 80})
    told = digest(a_report(BUSY, replace(BUSY, began={"policy": 130}), calm, calm, calm))
    assert told.title == "Escalations, support, week 47 (16 Nov to 22 Nov 2026, Europe/Berlin)"
    assert told.headline[0].text == "142 escalations (▲ 18 % on the usual 120; last week 130)"
    words = words_of(told)
    for each in (
        "3 approvals expired with nobody's answer",
        "4 escalations still open now, the oldest 2 d 3 h old",
        "3 answers of the agent found unsafe",
        "Policy 91 (64 %), low confidence 51 (36 %)",
        "Escalation rate, of all turns: 36 % (142 of 400)",
        "Feedback on 68 % (97 of 142) of what people closed",
        "correct 43 (44 %), incomplete 30 (31 %), wrong 21 (22 %), unsafe 3 (3 %); correct (as",
        "Unneeded escalations, nobody would have had to be asked: 25 % (20 of 80)",
        "Time to claim | 1 h 11 m / 2 h 8 m, of 142 | 1 h 11 m / 2 h 8 m | 1 h 11 m / 2 h 8 m",
    ):
        assert each in words
    names = [each.name for each in told.sections]
    assert names == [each for each in ORDER if each in names]


def test_whoever_reads_two_workspaces_can_tell_their_digests_apart() -> None:
    """One that nobody gave a name to has none; however long names are, the week can be read."""
    week = "week 47 (16 Nov to 22 Nov 2026, Europe/Berlin)"
    acme = replace(a_report(BUSY), workspace="acme")
    assert digest(acme).title == f"Escalations, acme, support, {week}"
    assert digest(replace(acme, queue=None)).title == f"Escalations, acme, all queues, {week}"
    assert digest(a_report(BUSY)).title == f"Escalations, support, {week}"
    long = digest(replace(acme, workspace="w" * 200, queue="q" * 200)).title
    assert long.endswith(week)
    assert len(long) <= 150


def test_its_foot_says_when_in_its_own_zone_what_is_meant_and_how_to_have_none() -> None:
    foot = digest(a_report(BUSY, BUSY)).footer
    assert foot[0].text == "Data as of 2026-11-16 10:00, Europe/Berlin."
    assert [(each.text, each.link) for each in foot if each.link] == [
        (
            "This week as a page: /v1/reports/week?week=2026-W47&queue=support&format=html",
            "/v1/reports/week?week=2026-W47&queue=support&format=html",
        ),
        (
            "This week as CSV: /v1/reports/week?week=2026-W47&queue=support&format=csv",
            "/v1/reports/week?week=2026-W47&queue=support&format=csv",
        ),
        ("Each figure is explained at /definitions of the gateway.", "/definitions"),
    ]
    assert "Digest settings on the app's Home tab" in foot[-1].text


def test_a_quiet_week_has_its_sentence_and_no_invented_figure() -> None:
    told = digest(a_report(Facts()))
    healthy = "Relay healthy: nothing undelivered, nothing given up."
    assert told.headline[0].text == f"{QUIET} {healthy}"
    assert [line.text for each in told.sections for line in each.lines] == [healthy]
    assert "There is no week before to compare with." in words_of(told)
    assert "%" not in words_of(told)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ([120.0, 240.0], "2 m, 4 m"),
        ([60.0 * minute for minute in range(1, 8)], "4 m / longest 7 m, of 7"),
        ([60.0 * minute for minute in range(1, 41)], "20 m / 36 m, of 40"),
    ],
)
def test_few_values_are_told_each_and_more_as_a_median(claims: list[float], said: str) -> None:
    """F73: no percentile is made of fewer values than it takes."""
    facts = Facts(began={"policy": len(claims)}, claims=summarise(map(Measured, claims)))
    assert f"Time to claim | {said} | — | —" in words_of(digest(a_report(facts)))


def test_whoever_still_waits_makes_the_figure_a_lower_bound() -> None:
    """F73: of ten, eight in time and two open for three days are not told as if all had been."""
    waiting = [Measured(259_200.0, at_least=True)] * 2
    human = summarise([*map(Measured, [300.0] * 8), *waiting])
    promised = Kept(met=8, broken=2, late=2, covered=Rate(10, 10))
    facts = Facts(
        began={"customer_request": 10},
        times=Times(to_human=human),
        kept={"first_reply": promised},
    )
    told = digest(a_report(facts))
    assert [line.text for line in told.headline[1:]] == [
        "Time to human 5 m in the median, ≥ 3 d for the longest",
        "First reply in time: 80 % (8 of 10); 2 broken",
    ]
    assert "2 broken, 2 of them still owed; promised to 100 % (10 of 10)" in words_of(told)


@pytest.mark.parametrize(
    ("now", "last", "usual", "notable"),
    [(50, 90, 50, False), (90, 90, 50, True), (90, 50, 50, True), (52, 50, 50, False)],
)
def test_a_share_is_marked_for_the_change_that_it_tells(
    now: int, last: int, usual: int, notable: bool
) -> None:
    told = a_report(*[BUSY] * 5)
    this, *before = (
        replace(week, rates={"unneeded": Rate(share, 100)})
        for week, share in zip(
            (told.this, *told.before), (now, last, usual, usual, usual), strict=True
        )
    )
    report = replace(told, this=this, before=tuple(before))
    _, marked = compare_rate(report, "unneeded")
    assert marked is notable


def test_promises_say_what_they_are_of_who_heard_nothing_and_what_was_latest() -> None:
    kept = Kept(met=121, broken=12, late=2, no_response=2, covered=Rate(133, 142))
    before = Kept(met=130, broken=3, covered=Rate(133, 142))
    late = Overrun(escalation_id="esc_4821", clock="first_reply", by=Measured(22_200.0))
    card = "https://slack.example/p1"
    owed = Overrun(
        escalation_id="esc_7", clock="claim", by=Measured(60.0, True), is_owed=True, permalink=card
    )
    this = replace(BUSY, kept={"first_reply": kept}, worst=(late, owed))
    told = digest(a_report(this, replace(BUSY, kept={"first_reply": before})))
    (section,) = [each for each in told.sections if each.name == "sla"]
    assert section.lines[0].text == (
        "First reply in time: 91 % (121 of 133); 12 broken, 2 of them still owed; 2 ended without "
        "a word of people; promised to 94 % (133 of 142); last week 98 % (130 of 133); usually 98 %"
    )
    assert not section.lines[0].notable
    assert [(each.text, each.link) for each in section.lines[1].pieces] == [
        ("Most overrun: ", ""),
        ("first reply by 6 h 10 m", "/v1/escalations?id=esc_4821"),
        (", ", ""),
        ("claim by ≥ 1 m, still owed", card),
    ]


def test_what_was_overrun_a_few_times_is_told_each_time() -> None:
    overruns = summarise([Measured(900.0), Measured(7_200.0, at_least=True)])
    kept = Kept(met=8, broken=2, overruns=overruns)
    words = words_of(digest(a_report(replace(BUSY, kept={"decision": kept}))))
    assert "2 broken (by 15 m, ≥ 2 h)" in words


@pytest.mark.parametrize("number", [3, 8], ids=["few", "more"])
def test_what_expired_just_when_it_was_due_is_broken_and_by_nothing(number: int) -> None:
    at_once = [Measured(0.0, at_least=True)] * number
    kept = {"decision": Kept(met=15, broken=number, overruns=summarise(at_once))}
    words = words_of(digest(a_report(replace(BUSY, kept=kept))))
    assert f"Decided in time: {round(1500 / (15 + number))} %" in words
    assert f"{number} broken\n" in words
    assert "by ≥ 0 s" not in words


def test_the_headline_compares_how_soon_people_were_there_with_the_weeks_before() -> None:
    def week(minutes: int, met: int) -> Facts:
        human = summarise([Measured(60.0 * minutes)] * 20)
        kept = {"first_reply": Kept(met=met, broken=20 - met)}
        return replace(BUSY, times=Times(to_human=human), kept=kept)

    told = digest(a_report(week(6, 19), week(8, 18), week(9, 16), week(9, 16), week(9, 16)))
    waited, kept = (line.text for line in told.headline[1:])
    assert waited.endswith("6 m for nine in ten (last week 8 m / 8 m; usually 9 m / 9 m)")
    assert kept.endswith(
        "95 % (19 of 20) (▲ 15 points on the usual 80 %; last week 90 %); 1 broken"
    )


def test_how_much_of_what_people_corrected_was_put_to_use_is_told() -> None:
    learnt, before = replace(BUSY, closure=Rate(5, 17)), replace(BUSY, closure=Rate(1, 10))
    words = words_of(digest(a_report(learnt, before)))
    assert "Closure rate, corrections that were put to use: 29 % (5 of 17) (▲ 19 points" in words
    assert "Closure rate" not in words_of(digest(a_report(BUSY)))


def test_the_speed_of_a_week_is_one_table_with_the_weeks_before() -> None:
    times = Times(
        notified_p99=Measured(4.0),
        to_human=summarise(Measured(60.0 * minute) for minute in range(1, 41)),
        decision=summarise([Measured(90.0)]),
    )
    told = digest(a_report(Facts(began={"policy": 40}, times=times), Facts(turns=1)))
    (section,) = [each for each in told.sections if each.name == "speed"]
    assert section.table
    assert section.table.rows == (
        ("Time to notify (99 in 100)", "4 s", "—", "—"),
        ("Time to human", "20 m / 36 m, of 40", "—", "—"),
        ("Time to decide", "2 m", "—", "—"),
    )


def test_what_a_week_asked_of_people_is_counted_and_nobody_is_named() -> None:
    burden = Burden(
        by_person={"slack:T1/U0ANA": 34, "slack:T1/U0BEN": 3},
        calls=57,
        at_night=11,
        freed=6,
        steps_empty=1,
    )
    relay = Relay(attempted=1_000, delivered=999, failed=1, dead=2, lag_p95=Measured(1.8))
    report = a_report(replace(BUSY, burden=burden, relay=relay))
    words = words_of(digest(report))
    for each in (
        "2 people; the busiest had 34",
        "People were called or reminded 57 times, 0.4 a case; 11 after hours",
        "6 claims forgotten and freed",
        "1 step of a ladder called nobody",
        "1 reply did not reach the customer",
        "2 deliveries given up",
        "reached customers: 100 % (999 of 1,000); 95 in 100 within 1.8 s",
    ):
        assert each in words
    assert "U0ANA" not in words + repr(report)


@pytest.mark.parametrize(
    ("calls", "cases", "said"),
    [(1, 26, "1 time; 0"), (2, 26, "2 times, 0.1 a case; 0"), (3, 0, "3 times; 0")],
)
def test_how_often_people_were_called_is_told_as_it_is_said(
    calls: int, cases: int, said: str
) -> None:
    week = Facts(began={"policy": cases}, burden=Burden(calls=calls))
    words = f"People were called or reminded {said} after hours"
    assert words in words_of(digest(a_report(week))).splitlines()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (14_400.0, "Nobody was on call for 4 h of open hours → schedule"),
        (0.0, "Somebody was on call in all open hours"),
        (None, None),
    ],
)
def test_hours_in_which_nobody_was_on_call_are_told_where_it_is_known_who_should_be(
    seconds: float | None, words: str | None
) -> None:
    report = a_report(replace(BUSY, uncovered_seconds=seconds))
    told = [each for each in words_of(digest(report)).splitlines() if "on call" in each]
    assert [each.strip() for each in told] == ([words] if words else [])
    assert ("uncovered_seconds" in report.this.counts) is (words is not None)


def test_the_first_hours_without_anybody_on_call_are_told_by_the_teams_own_clocks() -> None:
    saturday = datetime(2026, 11, 21, 9, tzinfo=UTC)
    night = Window(saturday + timedelta(hours=13), saturday + timedelta(hours=16))
    spans = (Window(saturday, saturday + timedelta(hours=4)), night)

    def said(*uncovered: Window, waited: tuple[int, ...] = ()) -> Line:
        facts = replace(
            BUSY, uncovered_seconds=25_200.0, uncovered=uncovered, waited_uncovered=waited
        )
        lines = (line for each in digest(a_report(facts)).sections for line in each.lines)
        return next(each for each in lines if each.text.startswith("Nobody was on call for 7 h"))

    two = "of open hours: Sat 10:00 to 14:00, Sat 23:00 to Sun 02:00 → schedule"
    assert said(*spans).text.endswith(two)
    assert said(*spans * 4).text.endswith("Sat 10:00 to 14:00, 3 more → schedule")
    told = said(*spans, waited=(9, 0))
    links = {each.text: urlsplit(each.link) for each in told.pieces if each.link}
    assert list(links) == ["Sat 10:00 to 14:00 (9 cases waited)", "schedule"]
    waited, schedule = (parse_qs(each.query) for each in links.values())
    assert waited == {
        "queue_then": ["support"],
        "waiting_after": ["2026-11-21T09:00:00Z"],
        "waiting_before": ["2026-11-21T13:00:00Z"],
    }
    assert links["schedule"].path == "/v1/schedule"
    assert schedule == {"queue": ["support"], "week": [str(WEEK)]}


def test_why_people_were_asked_is_told_as_those_see_it_who_closed_it() -> None:
    told = words_of(digest(a_report(BUSY)))
    assert (
        "In the eyes of whoever closed it: missing knowledge 51 (75 %), missing tool 17 (25 %)"
        in told
    )
    assert "In the eyes of" not in words_of(digest(a_report(replace(BUSY, whys={}))))


def test_where_the_agent_is_right_to_be_sure_is_told_by_how_sure_it_was() -> None:
    sure = Band(turns=40, escalated=9, as_is=Rate(5, 7))
    bands = {"": Band(turns=3), "0.6": sure, "0.9": Band(as_is=Rate(1, 4))}
    facts = replace(
        BUSY,
        bands=bands,
        edits=summarise([Measured(0.18)] * 5),
        topics={"refund": 14, "invoice": 11, "": 2},
        reopened=Rate(6, 100),
    )
    words = words_of(digest(a_report(facts)))
    assert (
        "Where the agent was 60 to 70 % sure, people let go word for word 71 % (5 of 7), and were "
        "asked in 22 % (9 of 40)"
    ) in words
    assert "90 to" not in words
    assert "What was edited was changed by 18 % in the median" in words
    assert "Most asked about: refund 14, invoice 11" in words
    assert "Reopened within seven days so far: 6 % (6 of 100)" in words


def test_a_change_is_only_marked_when_chance_alone_does_not_make_it() -> None:
    few, more = Facts(began={"policy": 4}), Facts(began={"policy": 6})
    many, most = Facts(began={"policy": 100}), Facts(began={"policy": 180})
    assert not digest(a_report(more, few, few, few, few)).headline[0].notable
    assert digest(a_report(most, many, many, many, many)).headline[0].notable


def test_what_came_late_stands_as_a_correction_in_the_next_one() -> None:
    told = figures_of(BUSY, WEEK.earlier())
    known = figures_of(replace(BUSY, closed_by_people=143, appraised={"correct": 44}), told.week)
    changed = amended(told, known)
    report = a_report(BUSY, BUSY, corrections=changed)
    line = digest(report).footer[1].text
    assert line.startswith("Corrections to week 46: closed by people 142, now 143; ")
    assert "the agent's answer wrong 21, now 0" in line


def test_what_was_reopened_after_it_was_told_is_corrected_in_the_next_one() -> None:
    """Of what was closed on Sunday the seven days are not over on Monday."""
    told = figures_of(replace(BUSY, reopened=Rate(2, 100)), WEEK.earlier())
    known = figures_of(replace(BUSY, reopened=Rate(5, 100)), WEEK.earlier())
    report = a_report(BUSY, BUSY, corrections=amended(told, known))
    assert (
        digest(report).footer[1].text
        == "Corrections to week 46: reopened within seven days 2, now 5."
    )
    again = [line.text for each in digest(report).sections for line in each.lines]
    late = replace(report, data_as_of=WEEK.window(ZoneInfo("UTC")).end + timedelta(days=8))
    assert "so far" not in words_of(digest(late))
    assert not [each for each in again if each.startswith("Reopened within seven days:")]


@pytest.mark.parametrize("share", ["reopened", "rated", "closure"])
@pytest.mark.parametrize(
    ("now", "days", "notable"),
    [(2, 0, False), (2, 8, True), (60, 0, True)],
    ids=["less_so_far", "less_for_good", "more_already"],
)
def test_what_can_still_grow_is_not_marked_for_being_less_so_far(
    share: str, now: int, days: int, notable: bool
) -> None:
    """The weeks before had their seven days, and this one has not."""
    weeks = [replace(BUSY, **{share: Rate(part, 100)}) for part in (now, 30, 30, 30, 30)]
    end = WEEK.window(ZoneInfo("UTC")).end
    told = digest(a_report(*weeks, data_as_of=end + timedelta(days=days)))
    (line,) = [
        line for each in told.sections for line in each.lines if f"({now} of 100)" in line.text
    ]
    assert "on the usual 30 %" in line.text
    assert line.notable is notable


def test_a_week_says_under_their_usual_names_how_it_went_with_the_agents_words() -> None:
    facts = replace(BUSY, ratings={"good": 16, "bad": 4}, rated=Rate(20, 400), accurate=Rate(9, 10))
    words = words_of(digest(a_report(facts, BUSY)))
    for each in (
        "Human correction rate, changed, refused or answered by people: 33 % (19 of 58)",
        "Downstream accuracy, rated good of what went out as the agent wrote it: 90 % (9 of 10)",
        "CSAT, customers' ratings that are good: 80 % (16 of 20)",
        "Response rate, turns that were rated: 5 % (20 of 400)",
        "nobody would have had to be asked: 25 % (20 of 80) (as usual 25 %; last week 25 %)",
    ):
        assert each in words


def test_what_came_twice_or_was_in_doubt_is_told_with_the_relays_health() -> None:
    relay = Relay(attempted=9, delivered=9, dead=0, uncertain=2, suppressed=12, withdrawn=1)
    words = words_of(digest(a_report(replace(BUSY, relay=relay))))
    for each in (
        "Relay healthy: nothing undelivered, nothing given up.",
        "12 duplicates suppressed",
        "2 deliveries were in doubt for a while",
        "1 message taken back in time",
    ):
        assert each in words


def test_each_reason_has_its_own_rate_and_its_own_list() -> None:
    facts = replace(
        BUSY,
        turns_by_reason={"policy": 91, "low_confidence": 51},
        conversations_by_reason={"policy": 60, "low_confidence": 30},
    )
    (section,) = [each for each in digest(a_report(facts)).sections if each.name == "why"]
    words = [line.text for line in section.lines]
    assert "… by reason, of all turns: policy 22.8 %, low confidence 12.8 %" in words
    assert "… by reason, of all conversations: policy 30.0 %, low confidence 15.0 %" in words
    linked = {each.text: each.link for line in section.lines for each in line.pieces if each.link}
    assert linked["Policy 91 (64 %)"].endswith("&reason=policy")
    assert linked["low confidence 12.8 %"].endswith("&reason=low_confidence")


def test_a_topic_is_new_when_nobody_was_asked_about_it_in_the_four_weeks_before() -> None:
    known = replace(BUSY, topics={"invoice copy": 3})
    weeks = (replace(BUSY, topics={"SEPA\nmandate": 14, "invoice copy": 11}), known, known)
    words = words_of(digest(a_report(*weeks)))
    assert "Most asked about: SEPA mandate 14 (new), invoice copy 11" in words
    full = replace(BUSY, topics={f"topic {number}": 1 for number in range(50)})
    assert "(new)" not in words_of(digest(a_report(weeks[0], full)))
    assert "(new)" not in words_of(digest(a_report(weeks[0])))


def test_the_target_stands_beside_what_was_kept_and_marks_what_was_not() -> None:
    this = replace(BUSY, kept={"first_reply": Kept(met=9, broken=1, covered=Rate(10, 10))})
    missed, met = a_report(this, target=0.95), a_report(this, target=0.9)
    assert "First reply in time: 90 % (9 of 10), target 95 %" in words_of(digest(missed))
    marks = [
        [line.notable for line in digest(each).headline if "First reply" in line.text]
        for each in (missed, met)
    ]
    assert marks == [[True], [False]]


def test_a_week_that_is_told_the_same_again_has_no_corrections() -> None:
    known = figures_of(BUSY, WEEK.earlier())
    assert amended(known, known) == ()
    assert amended(None, known) == ()
    assert amended(replace(known, week=WEEK), known) == ()


def test_each_list_behind_a_figure_is_asked_for_by_the_weeks_own_bounds() -> None:
    link = urlsplit(digest(a_report(BUSY)).headline[0].link)
    assert link.path == "/v1/escalations"
    assert parse_qs(link.query) == {
        "queue_then": ["support"],
        "created_after": ["2026-11-15T23:00:00Z"],
        "created_before": ["2026-11-22T23:00:00Z"],
    }
    assert "queue" not in digest(a_report(BUSY, queue=None)).headline[0].link


def test_what_came_back_was_rated_or_climbed_leads_to_its_list() -> None:
    facts = replace(
        BUSY,
        reopened=Rate(6, 100),
        asked_again=Rate(4, 142),
        ratings={"good": 9, "bad": 1},
        mix={"high": {"rejected": 2}},
        burden=Burden(steps={1: 7, 2: 3}),
        relay=Relay(attempted=9, delivered=9),
    )

    def links(queue: str | None) -> dict[str, dict[str, list[str]]]:
        lines = [
            line for each in digest(a_report(facts, queue=queue)).sections for line in each.lines
        ]
        told = [each for line in lines for each in (line, *line.pieces) if each.link]
        return {each.text: parse_qs(urlsplit(each.link).query) for each in told}

    def asked(start: str) -> dict[str, list[str]]:
        return next(query for text, query in links("support").items() if text.startswith(start))

    bounds = ["2026-11-15T23:00:00Z"]
    assert asked("Reopened").items() >= {"reopened": ["true"], "ended_after": bounds}.items()
    assert (
        asked("Asked again").items() >= {"asked_again": ["true"], "created_after": bounds}.items()
    )
    assert asked("CSAT").items() >= {"rated_after": bounds, "queue": ["support"]}.items()
    assert asked("rejected 2").items() >= {"stakes": ["high"], "status": ["rejected"]}.items()
    assert asked("3 cases as far").items() >= {"steps": ["2"], "created_after": bounds}.items()
    assert asked("Words of people").items() >= {"written_after": bounds}.items()
    of_all = next(query for text, query in links(None).items() if text.startswith("CSAT"))
    assert of_all.items() >= {"rated_after": bounds, "rating": ["good"]}.items()
    assert "queue" not in of_all


def test_a_topic_is_told_with_its_share_of_all_turns_on_it() -> None:
    facts = replace(
        BUSY,
        topics={"SEPA mandate": 14, "invoice": 11},
        of_turns_by_topic={"SEPA mandate": Rate(14, 40)},
    )
    lines = [line for each in digest(a_report(facts)).sections for line in each.lines]
    told = next(each for each in lines if each.text.startswith("Most asked about"))
    assert told.text == "Most asked about: SEPA mandate 14 (35 % of 40 turns), invoice 11"
    links = {each.text: parse_qs(urlsplit(each.link).query) for each in told.pieces if each.link}
    assert links["SEPA mandate 14"].keys() >= {"created_after", "topic"}
    assert links["(35 % of 40 turns)"].keys() >= {"judged_after", "topic"}


def test_how_long_slack_limited_us_is_told_where_it_did() -> None:
    limited = replace(BUSY, relay=Relay(limited_seconds=184.0))
    assert "Slack limited us for 3 m" in words_of(digest(a_report(limited)))
    assert "limited" not in words_of(digest(a_report(BUSY)))


counts = st.integers(0, 3_000)
measured = st.builds(Measured, st.floats(0, 2e6), st.booleans())
facts = st.builds(
    Facts,
    began=st.dictionaries(st.sampled_from(["policy", "low_confidence", "sampled"]), counts),
    claims=st.lists(measured, max_size=40).map(summarise),
    approvals=st.dictionaries(st.sampled_from(["approved", "edited", "expired"]), counts),
    appraised=st.dictionaries(st.sampled_from(["correct", "wrong", "unsafe"]), counts),
    needed=counts,
    not_needed=counts,
    backlog=counts,
    closed_by_people=st.just(9_000),
)


@settings(max_examples=40)
@given(st.lists(facts, min_size=1, max_size=6))
def test_whatever_happened_it_can_be_told(weeks: list[Facts]) -> None:
    """F78: figures in their places and nothing else, with no model to write them."""
    told = digest(a_report(*weeks))
    words = words_of(told)
    assert told.headline
    for nonsense in ("None", "nan", "inf", "Measured", "Rate("):
        assert nonsense not in words
    names = [each.name for each in told.sections]
    assert names == [each for each in ORDER if each in names]
    assert all(each.title and (each.lines or each.table) for each in told.sections)


def test_the_weeks_of_the_picture_are_the_last_eight_oldest_first() -> None:
    report = a_report(*[replace(BUSY, began={"policy": number}) for number in range(1, 11)])
    assert [bar.count for bar in report.bars] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert report.bars[-1].week == WEEK
    assert report.bars[-1].time_to_human == BUSY.time_to_claim
