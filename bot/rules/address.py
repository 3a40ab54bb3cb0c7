"""Addresses of mail, as they are taken from settings and policies: plain, and of ASCII alone."""

ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"


def is_address(recipient: str) -> bool:
    """And not the id of a channel or a person in Slack, which has no @ in it."""
    return "@" in recipient
