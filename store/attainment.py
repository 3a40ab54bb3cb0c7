"""Which promises about time were kept in cases that began in a window, and which were not.

A clock counts for the queue that the case was in when it was kept or broken; what is owed and past
due is broken now.
"""

from sqlalchemy import Select, and_, case, distinct, func, select

from bot.rules.clock import ClockKind, ClockStatus
from bot.rules.clocks import NO_RESPONSE
from bot.rules.status import Kind
from bot.rules.weekly.parts import NONE, OF_NONE, Kept, Overrun
from bot.rules.weekly.statistics import Rate
from store.asked import Asked
from store.overruns import IS_MET, IS_OWED, WITH_CLOCK, Overruns, is_broken, of_queue, with_card
from store.tables import clocks, measures, waits

_TO_DECIDE = (Kind.APPROVAL, Kind.INPUT)
_NOBODY = and_(clocks.c.status == ClockStatus.CANCELLED, clocks.c.why == NO_RESPONSE)


class Attainment(Overruns):
    def _kept(self, asked: Asked) -> tuple[dict[str, Kept], tuple[Overrun, ...]]:
        counted, covered = self._counted(asked), self._covered(asked)
        overruns, worst = self._overruns(asked)
        kept = {
            kind: Kept(
                **counted.get(kind, {}),
                covered=covered.get(kind, OF_NONE),
                overruns=overruns.get(kind, NONE),
            )
            for kind in sorted({*counted, *covered})
        }
        return {kind: each for kind, each in kept.items() if each != Kept()}, worst

    def _counted(self, asked: Asked) -> dict[str, dict[str, int]]:
        broken = is_broken(asked.now)
        columns = {
            "met": IS_MET,
            "broken": broken,
            "late": and_(broken, IS_OWED),
            "no_response": _NOBODY,
        }
        rows = self._all(
            select(
                clocks.c.kind,
                *(func.sum(case((each, 1), else_=0)).label(name) for name, each in columns.items()),
            )
            .select_from(with_card(asked))
            .where(of_queue(asked))
            .group_by(clocks.c.kind)
        )
        return {row.kind: {name: getattr(row, name) for name in columns} for row in rows}

    def _covered(self, asked: Asked) -> dict[str, Rate]:
        """Every case could be told of, taken and done; a decision is asked for in some; whoever is
        handed to people, or taken over, could wait for a first reply, and then for the next.
        """
        of = func.count(distinct(measures.c.escalation_id)).label("cases")
        with_clock = self._all(
            select(clocks.c.kind, measures.c.kind.label("case_kind"), of)
            .select_from(WITH_CLOCK)
            .where(asked.begun, asked.near(clocks.c.escalation_id))
            .group_by(clocks.c.kind, measures.c.kind)
        )
        has: dict[str, int] = {}
        for row in with_clock:
            has[row.kind] = has.get(row.kind, 0) + row.cases
        talked = sum(
            row.cases
            for row in with_clock
            if row.kind == ClockKind.FIRST_REPLY and row.case_kind != Kind.HANDOFF
        )
        could = self._could_have(asked, talked)
        return {kind: Rate(has.get(kind, 0), whole) for kind, whole in could.items() if whole}

    def _could_have(self, asked: Asked, talked: int) -> dict[str, int]:
        cases = self._only(
            select(
                func.count().label("all"),
                func.sum(case((measures.c.kind.in_(_TO_DECIDE), 1), else_=0)).label("to_decide"),
                func.sum(case((measures.c.kind == Kind.HANDOFF, 1), else_=0)).label("handoffs"),
            ).where(asked.begun)
        )
        asked_again = select(func.count(distinct(measures.c.escalation_id))).select_from(
            measures.join(waits, waits.c.escalation_id == measures.c.escalation_id)
        )
        again = self._only(
            asked_again.where(
                asked.begun,
                asked.near(waits.c.escalation_id),
                waits.c.began_at != measures.c.created_at,
            )
        )[0]
        return {
            "notify": cases.all,
            "claim": cases.all,
            "resolution": cases.all,
            "decision": cases.to_decide or 0,
            "first_reply": (cases.handoffs or 0) + talked,
            "next_reply": again,
        }


def clocks_that(how: str, kind: str, asked: Asked) -> Select[tuple[str]]:
    """The case of each such clock that was `kept`, `broken`, `owed` still, or `unanswered`."""
    so = {
        "kept": (IS_MET,),
        "broken": (is_broken(asked.now),),
        "owed": (is_broken(asked.now), IS_OWED),
        "unanswered": (_NOBODY,),
    }
    return (
        select(measures.c.escalation_id)
        .select_from(with_card(asked))
        .where(of_queue(asked), clocks.c.kind == kind, *so[how])
    )
