"""Where webhooks go and files come from: https and public, unless the operator named the host."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx

from bot.errors import BadInput
from handlers.gateway.said import SaidIn
from handlers.gateway.wire import TurnIn

Addresses = IPv4Address | IPv6Address
FIELD = "callback_url"
LAST_PORT = 65_535


def callback_check(hosts: frozenset[str] | None) -> Callable[[TurnIn], None]:
    """Refuses at the door what could never be sent. Names are only looked up when sending."""

    def check(turn: TurnIn) -> None:
        if turn.callback_url is None or hosts is None:
            return
        if words := why_not(httpx.URL(turn.callback_url), hosts):
            raise BadInput(f"`{FIELD}`: {words}", fields={FIELD: words})

    return check


def file_check(hosts: frozenset[str] | None) -> Callable[[SaidIn], None]:
    """Files of customers come from where webhooks may go, and from nowhere else."""

    def check(said: SaidIn) -> None:
        for number, file in enumerate(said.files if hosts is not None else ()):
            if words := why_not(httpx.URL(file.url), hosts or frozenset()):
                field = f"files[{number}].url"
                raise BadInput(f"`{field}`: {words}", fields={field: words})

    return check


def why_not(url: httpx.URL, hosts: frozenset[str]) -> str:
    """Empty when we may go there, as far as the address itself can tell."""
    if (url.port or 443) > LAST_PORT:
        return f"Must have a port of at most {LAST_PORT}."
    if url.host in hosts:
        return ""
    if url.scheme != "https":
        return "Must be https."
    try:
        address = ip_address(url.host)
    except ValueError:
        return ""
    return "" if is_public(url.host, address, url.port or 443) else "Must be a public address."


def is_public(host: str, address: Addresses, port: int) -> bool:
    """Also used on what a name turned out to mean. Tunnels can end anywhere, so they are out."""
    del host, port
    if not address.is_global or address.is_multicast:
        return False
    return not (
        isinstance(address, IPv6Address) and (address.sixtofour or address.teredo is not None)
    )
