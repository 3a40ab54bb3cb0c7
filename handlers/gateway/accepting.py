"""`Accept`: which of the forms that there are the client likes best (RFC 9110, 12.5.1)."""

from collections.abc import Iterator, Sequence


def liked_best(accept: str, offered: Sequence[str]) -> str | None:
    """The first of equals; None when it takes none of them. Whoever says nothing takes any."""
    ranges = dict(_ranges(accept or "*/*"))
    liking = {each: _liking(each, ranges) for each in offered}
    best = max(offered, key=lambda each: liking[each])
    return best if liking[best] > 0 else None


def _liking(form: str, ranges: dict[str, float]) -> float:
    """What is said of the form itself goes before what is said of all of its kind, or of all."""
    kind = form.partition("/")[0]
    said = (ranges[each] for each in (form, f"{kind}/*", "*/*") if each in ranges)
    return next(said, 0.0)


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        if name:
            yield name, _weight(parameters)


def _weight(parameters: Sequence[str]) -> float:
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip() == "q":
            return _number(value.strip())
    return 1.0


def _number(text: str) -> float:
    """A weight that is none counts as a no: nothing was said that could be understood."""
    is_plain = text.replace(".", "", 1).isdecimal() and len(text) <= len("0.000")
    return min(float(text), 1.0) if is_plain and text.isascii() else 0.0
