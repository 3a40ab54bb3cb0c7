"""Clients for addresses that others gave us: one for hosts the operator named, one on its guard."""

from functools import cache
from ssl import SSLContext

import httpx
from httpx_secure import httpx_ssrf_protection

from handlers.gateway.callbacks import is_public


def trusting(timeout: float) -> httpx.AsyncClient:
    """Goes wherever it is sent, but follows nobody further."""
    return httpx.AsyncClient(
        timeout=timeout, follow_redirects=False, trust_env=False, verify=_trusted()
    )


def guarded(timeout: float) -> httpx.AsyncClient:
    """Never into our own network, whatever a name turns out to mean."""
    return httpx_ssrf_protection(trusting(timeout), custom_validator=is_public)


@cache
def _trusted() -> SSLContext:
    """Reading the authorities takes longer than the rest of a start, so they are read once."""
    return httpx.create_ssl_context(trust_env=False)
