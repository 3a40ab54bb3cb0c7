"""The faults as buttons: what each does to the app, and how a form becomes one."""

from dataclasses import dataclass

from sandbox.errors import SandboxError
from sandbox.faults import ON_CALLS, Fault

LONGEST_WAIT = 3_600.0
MOST_TIMES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    kind: str
    words: str
    does: str


OFFERS = (
    Offer(kind="down", words="Down", does="Calls do nothing, the connection closes."),
    Offer(kind="slow", words="Slow", does="Calls are answered after some seconds."),
    Offer(kind="rate_limited", words="Rate limited", does="Calls are answered 429."),
    Offer(kind="server_error", words="Server error", does="Calls are answered 503."),
    Offer(kind="drop", words="Drop", does="Calls are carried out, the answer is lost."),
    Offer(kind="duplicate", words="Duplicate", does="Events come twice, with the same id."),
    Offer(kind="twin", words="Twin", does="Events come twice, with two ids."),
    Offer(kind="reorder", words="Reorder", does="So many events are held, then sent last first."),
    Offer(kind="lose", words="Lose", does="Only the third retry of an event arrives."),
)


def fault_from(form: dict[str, str]) -> Fault:
    """As it was filled in; an empty number of times means until it is cleared."""
    kind, only = form.get("kind", ""), form.get("only", "").strip() or "*"
    return Fault(
        kind=kind,
        method=only if kind in ON_CALLS else "*",
        event="*" if kind in ON_CALLS else only,
        times=_whole(form.get("times", ""), "times", most=MOST_TIMES),
        seconds=_number(form.get("seconds", ""), "seconds", default=3.0),
        retry_after=int(_number(form.get("retry_after", ""), "seconds to wait", default=10.0)),
    )


def as_words(fault: Fault) -> str:
    """One line for the list of what is on."""
    glob = fault.method if fault.kind in ON_CALLS else fault.event
    times = "until cleared" if fault.times is None else f"{fault.times} more"
    details = {"slow": f"{fault.seconds:g} s", "rate_limited": f"wait {fault.retry_after} s"}
    parts = [details.get(fault.kind, ""), times, "" if glob == "*" else f"only {glob}"]
    return ", ".join(part for part in parts if part)


def _whole(typed: str, what: str, *, most: int) -> int | None:
    if not typed.strip():
        return None
    if not typed.strip().isdecimal() or not 1 <= int(typed) <= most:
        raise SandboxError(f"For {what}, give a whole number from 1 to {most:,}, or nothing.")
    return int(typed)


def _number(typed: str, what: str, *, default: float) -> float:
    try:
        number = float(typed.strip() or default)
    except ValueError:
        number = -1.0
    if not 0 <= number <= LONGEST_WAIT:
        raise SandboxError(f"For {what}, give a number from 0 to {LONGEST_WAIT:,.0f}.")
    return number
