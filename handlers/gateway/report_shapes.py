"""A week over the wire, described for the OpenAPI document; `handlers/reports` makes the answer."""

from datetime import datetime

from pydantic import Field

from handlers.gateway.shapes import Answer


class MeasuredOut(Answer):
    seconds: float
    at_least: bool = Field(description="It still goes on, or one before it does: `≥`.")


class SummaryOut(Answer):
    """What so many values allow to be said: each of few, then a median, then a p90."""

    n: int
    going_on: int = Field(description="How many of them still go on.")
    values: list[MeasuredOut] = Field(description="All of them while they are fewer than five.")
    median: MeasuredOut | None
    p90: MeasuredOut | None = Field(description="From twenty on.")
    max: MeasuredOut | None


class RateOut(Answer):
    part: int
    whole: int
    value: float | None = Field(description="From 0 to 1; null of none.")


class PromiseOut(Answer):
    """One kind of clock, in cases that began in the week."""

    met: int
    broken: int
    late: int = Field(description="Of the broken those that are still owed.")
    no_response: int = Field(description="Ended without a word of people; neither met nor broken.")
    attainment: RateOut
    covered: RateOut = Field(description="Of the cases that could have had it, those that had.")
    overruns: SummaryOut


class OverrunOut(Answer):
    escalation_id: str
    clock: str
    by: MeasuredOut
    is_owed: bool
    permalink: str = Field(description="Its card in Slack; may be empty.")


class BandOut(Answer):
    """What agents were so confident of."""

    turns: int
    of_turns: RateOut = Field(description="Those that people were asked about.")
    as_is: RateOut = Field(description="Of what people decided what they let go out unchanged.")


class SharesOut(Answer):
    """Of edits: how much of the agent's words was changed, from 0 to 1."""

    n: int
    median: float | None
    p90: float | None
    max: float | None


class SpanOut(Answer):
    """From `begins_at` until before `ends_at`."""

    begins_at: str
    ends_at: str


class AloneOut(SpanOut):
    waited: int | None = Field(description="In how many cases somebody waited for people then.")


class FiguresOut(Answer):
    """One week. What it has no figure for is null, or a rate of none, and never a nought."""

    week: str = Field(examples=["2026-W47"])
    counts: dict[str, int]
    rates: dict[str, RateOut]
    times: dict[str, SummaryOut]
    parts: dict[str, dict[str, int]] = Field(description="Counts by word, such as the reasons.")
    promises: dict[str, PromiseOut] = Field(description="By kind of clock.")
    bands: dict[str, BandOut] = Field(
        description="By the lower end of each tenth of confidence; empty: none was given."
    )
    edit_share: SharesOut
    worst: list[OverrunOut] = Field(description="The largest overruns.")
    notified_p99: MeasuredOut | None
    relay_p95: MeasuredOut | None = Field(description="From a person's words to the customer.")
    oldest_seconds: float | None = Field(description="Of what was open when the week ended.")
    uncovered: list[AloneOut] = Field(description="Open hours in which nobody was on call.")


class CorrectionOut(Answer):
    """What was told a week ago and came out otherwise."""

    name: str
    was: int
    now: int


class LoadOut(Answer):
    """Seven days from Monday on, 24 hours each."""

    counts: list[list[int]]
    is_open: list[list[bool]]


class PieceOut(Answer):
    text: str
    link: str = Field(description="The list behind these words; may be empty.")


class LineOut(Answer):
    text: str
    link: str = Field(description="The list behind it, as a query, or its thread; may be empty.")
    notable: bool = Field(description="More than chance alone makes of it.")
    threads: list[str] = Field(description="The cards in Slack that it counts, if a handful.")
    person: str = Field(description="Empty: who did how much is told to managers in Slack alone.")
    pieces: list[PieceOut] = Field(
        description="Where parts of it have lists of their own; together they are its text."
    )


class TableOut(Answer):
    columns: list[str]
    rows: list[list[str]]
    links: list[str] = Field(description="The list behind each row, as a query; may be empty.")


class SectionOut(Answer):
    name: str
    title: str
    lines: list[LineOut]
    table: TableOut | None
    link: str = Field(description="The list behind the table, as a query; may be empty.")


class DigestOut(Answer):
    """The same in words, as it is read in Slack."""

    title: str
    headline: list[LineOut]
    sections: list[SectionOut]
    footer: list[LineOut]


class WeekOut(Answer):
    week: str = Field(examples=["2026-W47"])
    queue: str | None = Field(description="Null: all of them together.")
    zone: str
    begins_at: datetime
    ends_at: datetime
    data_as_of: datetime
    frozen: bool = Field(description="This is what readers were sent; else it may still change.")
    target: float | None = Field(description="The share of promises that the policy wants kept.")
    figures: FiguresOut
    links: dict[str, str] = Field(
        description="The list behind each figure, as a query, by where it stands in `figures`, "
        "such as `rates.as_is`. Of a share it is the part.",
    )
    weeks_before: list[FiguresOut] = Field(description="The last one first.")
    corrections: list[CorrectionOut]
    load: LoadOut | None
    digest: DigestOut


class ShiftOut(SpanOut):
    user: str | None = Field(description="The Slack id of whoever is on call; null: nobody is.")


class RotaOut(Answer):
    rota: str
    shifts: list[ShiftOut] = Field(description="Without a gap.")


class RosterOut(Answer):
    queue: str
    zone: str
    hours: list[SpanOut] | None = Field(description="Null without a calendar: it is always open.")
    rotas: list[RotaOut]


class ScheduleOut(SpanOut):
    """A week's open hours, and who is on call in it, by queue."""

    week: str = Field(examples=["2026-W47"])
    zone: str
    queues: list[RosterOut]
