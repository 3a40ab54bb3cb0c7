"""What PostgreSQL has answered before it was asked: many questions in one, and which of the answers
still hold after something was written.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table

from store.driver import Question
from store.prebuilt import Prebuilt, Values

Arguments = tuple[Any, ...]
Alike = Mapping[Prebuilt, Sequence[Arguments]]
"""Questions that are worded the same, by their words."""
_PARAMETER = re.compile(r"\$(\d+)(::(?:TIMESTAMP WITH TIME ZONE|[A-Z]+))?")


class Foreseen:
    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._answers: dict[Prebuilt, dict[Arguments, list[Any]]] = {}

    def known(self, prebuilt: Prebuilt, values: Values) -> list[Any] | None:
        answers = self._answers.get(prebuilt)
        return answers.get(prebuilt.on(self._dialect).arguments(values)) if answers else None

    def unknown(self, questions: Iterable[Question]) -> Alike:
        """Those that are still to be asked, each once."""
        alike: dict[Prebuilt, list[Arguments]] = {}
        for prebuilt, values in questions:
            arguments = prebuilt.on(self._dialect).arguments(values)
            asked = alike.setdefault(prebuilt, [])
            if arguments not in asked and arguments not in self._answers.get(prebuilt, ()):
                asked.append(arguments)
        return {prebuilt: asked for prebuilt, asked in alike.items() if asked}

    def in_one(self, alike: Alike) -> tuple[str, list[Any]]:
        """One statement for all of them, and what it takes."""
        words = tuple((each.on(self._dialect).sql, len(asked) > 1) for each, asked in alike.items())
        given = [
            one
            for asked in alike.values()
            for one in (asked[0] if len(asked) == 1 else map(list, zip(*asked, strict=True)))
        ]
        return _all_at_once(words), given

    def learn(self, alike: Alike, found: Iterable[tuple[int, int, Any]]) -> None:
        """Each row says which words it answers, and which of those that are worded so."""
        for prebuilt, asked in alike.items():
            self._answers.setdefault(prebuilt, {}).update({each: [] for each in asked})
        for which, place, row in found:
            prebuilt = tuple(alike)[which]
            arguments = alike[prebuilt][place - 1]
            self._answers[prebuilt][arguments].append(prebuilt.on(self._dialect).row(tuple(row)))

    def forget(self, table: Table, written: Values) -> None:
        """What was foreseen of it is no longer so, unless that is plainly another row."""
        for prebuilt, answers in list(self._answers.items()):
            if table.name not in prebuilt.tables:
                continue
            ready = prebuilt.on(self._dialect)
            if prebuilt.by_key and all(name in written for name, _, _ in ready.takes):
                answers.pop(ready.arguments(written), None)
            else:
                del self._answers[prebuilt]

    def keep_only_by_key(self) -> None:
        """What is known of single rows is checked when they are written; of others it is not."""
        for prebuilt in [each for each in self._answers if not each.by_key]:
            del self._answers[prebuilt]


@cache
def _all_at_once(questions: tuple[tuple[str, bool], ...]) -> str:
    """The statement's words are the same however often each is asked, so it is planned once."""
    parts: list[str] = []
    before = 0
    for number, (sql, is_many) in enumerate(questions):
        asked = _many(sql, number, before) if is_many else _one(sql, number, before)
        before += max((int(found[1]) for found in _PARAMETER.finditer(sql)), default=0)
        parts.append(asked)
    return " UNION ALL ".join(parts)


def _one(sql: str, number: int, before: int) -> str:
    moved = _PARAMETER.sub(lambda found: f"${int(found[1]) + before}{found[2] or ''}", sql)
    return f"SELECT {number}, 1::bigint, ROW(q.*) FROM ({moved}) AS q"  # noqa: S608  # all ours


def _many(sql: str, number: int, before: int) -> str:
    """Once for each place in arrays of what it takes."""
    types = {int(found[1]): found[2] for found in _PARAMETER.finditer(sql)}
    arrays = ", ".join(f"${each + before}{types[each]}[]" for each in sorted(types))
    names = ", ".join(f"p{each}" for each in sorted(types))
    moved = _PARAMETER.sub(lambda found: f"g.p{found[1]}", sql)
    given = f"unnest({arrays}) WITH ORDINALITY AS g({names}, place)"
    return f"SELECT {number}, g.place, ROW(q.*) FROM {given}, LATERAL ({moved}) AS q"  # noqa: S608
